"""The keys of the review screen as a whole: each is handled and told, and can be given another key."""

import pytest

from studio.project import Project
from studio.storage.database import Database
from studio.ui.actions.review import ACTIONS
from studio.ui.app import StudioApp
from studio.ui.screens.help import HelpScreen
from studio.ui.screens.review import ReviewScreen
from tests.ui.review.conftest import Sit
from tests.ui.review.deck import REVIEWER


def test_every_action_is_handled() -> None:
    for action in ACTIONS:
        assert hasattr(ReviewScreen, f"action_{action.method.partition('(')[0]}"), action.id


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ((), "a accept"),
        (("tab",), "o hard negative"),
        (("w",), "a yes  x no"),
        (("e",), "enter save"),
        (("E",), "f2 save"),
        (("slash",), "enter filter"),
    ],
)
async def test_the_line_below_names_the_keys_of_what_one_is_at(sit: Sit, keys: tuple[str, ...], named: str) -> None:
    async with sit() as desk:
        own = desk.below
        await desk.press(*keys)
        assert named in desk.below
        if keys:
            await desk.press("escape")
            assert desk.below == own


async def test_help_lists_every_key(sit: Sit) -> None:
    async with sit(size=(120, 80)) as desk:
        await desk.press("question_mark")
        assert isinstance(desk.app.screen, HelpScreen)


async def test_escape_goes_home_from_a_plain_queue(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("escape")
        assert not isinstance(desk.app.screen, ReviewScreen)


async def test_keys_can_be_remapped_by_id(deck: tuple[Project, Database]) -> None:
    project, db = deck
    options = type(REVIEWER)(reviewer="ada", keymap={"review.accept": "z"})
    app = StudioApp(project, db, options, first="review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("z")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.counts.accepted == 1


@pytest.mark.parametrize(
    "key", ["a", "x", "space", "t", "1", "p", "d", "r", "o", "n", "e", "E", "f", "c", "w", "B", "y"]
)
async def test_no_key_fails_on_an_empty_queue(sit: Sit, key: str) -> None:
    async with sit() as desk:
        await desk.press("slash", *"status:accepted", "enter")
        assert "esc  clears it" in desk.text("empty")
        await desk.press(key)
        assert isinstance(desk.app.screen, ReviewScreen)
