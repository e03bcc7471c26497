import inspect
from collections import Counter
from pathlib import Path

import pytest

from studio.ui.actions import Action, all_actions, places
from studio.ui.actions.__main__ import page
from studio.ui.app import StudioApp
from studio.ui.screens import open_screen
from tests.ui.conftest import Place

_ROOT = Path(__file__).parents[2]
_NEVER_ALONE = {"ctrl+enter", "ctrl+s", "ctrl+j", "ctrl+h", "ctrl+i", "ctrl+m"}
"""Keys that some terminals swallow or take for another."""


def test_every_action_has_an_id_of_its_own_and_says_what_it_does() -> None:
    assert [name for name, count in Counter(action.id for action in all_actions()).items() if count > 1] == []
    assert all(action.help.endswith(".") for action in all_actions())


@pytest.mark.parametrize("place", sorted(places()))
def test_no_two_actions_of_a_place_share_a_key(place: str) -> None:
    keys = Counter(key.strip() for action in places()[place] for key in action.keys.split(","))
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("action", list(all_actions()), ids=lambda action: str(action.id))
def test_no_action_depends_on_a_key_that_terminals_swallow(action: Action) -> None:
    assert {key.strip() for key in action.keys.split(",")} - _NEVER_ALONE


async def test_every_action_is_handled_where_it_is_offered(measured: Place) -> None:
    async with measured.open() as person:
        for place, actions in places().items():
            if place in ("log", "rankings", "slices", "run"):
                continue  # they open on something; their tests press every key
            target = StudioApp if place == "app" else type(open_screen(place))
            for action in actions:
                name = action.method.partition("(")[0]
                assert inspect.isfunction(getattr(target, f"action_{name}", None)), action.id
        assert person.place == "home"


async def test_the_palette_finds_a_command_by_the_word_of_the_line_below(measured: Place) -> None:
    async with measured.open() as person:
        titles = [command.title for command in person.app.get_system_commands(person.app.screen)]
        assert "leaderboard: Compare base, BM25 and every run." in titles
        assert "search corpus: Search the passages." in titles


def test_the_page_of_keys_is_what_the_registry_says() -> None:
    assert (_ROOT / "docs" / "keys.md").read_text("utf-8") == page(), "run python -m studio.ui.actions > docs/keys.md"
