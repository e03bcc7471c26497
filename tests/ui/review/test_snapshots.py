"""Pictures of review, narrow, usual and wide. They stand beside the assertions, not instead of them.

After a wanted change look at the report, then: pytest tests/ui/review/test_snapshots.py --snapshot-update
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from studio.project import Project
from studio.storage.database import Database
from tests.ui.review.conftest import Listening
from tests.ui.review.deck import REVIEWER

SIZES = [(80, 24), (120, 40), (200, 50)]
STATES = {
    "card": (),
    "decided": ("a", "j", "f"),
    "revealed": ("b", "1"),
    "negative-cards": ("w",),
    "the-whole-negative": ("w", "enter"),
    "both-kinds": ("w", "w"),
    "rejected-with-a-reason": ("Q", "h"),
    "reasons": ("Z",),
    "in-the-negatives": ("tab", "j"),
    "a-further-positive": ("tab", "j", "p"),
    "neighbours": ("right_square_bracket",),
    "range": ("v", "j", "j"),
    "editing-the-query": ("e",),
    "editing-the-passage": ("E",),
    "filter": ("slash",),
    "a-bad-filter": ("slash", *"status:odd", "enter"),
    "views": ("V",),
    "orders": ("s",),
    "nothing-matches": ("slash", *"zzz", "enter"),
    "comment": ("c",),
    "find": ("n",),
    "split": ("vertical_line", *"who may waive it?"),
    "after-a-split": ("vertical_line", *"who may waive it?", "enter", "l"),
    "merge": ("vertical_line", *"who may waive it?", "enter", "ampersand"),
    "merge-question": ("vertical_line", *"who may waive it?", "enter", "ampersand", "enter"),
    "audit": ("A",),
    "help": ("question_mark",),
}


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("state", STATES)
def test_review_looks_as_it_should(
    deck: tuple[Project, Database], snap_compare: Callable[..., bool], state: str, size: tuple[int, int]
) -> None:
    project, db = deck

    async def walk(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        for key in STATES[state]:
            await pilot.press(key)
            await pilot.pause()

    app = Listening(project, db, REVIEWER, first="review")
    app.animation_level = "none"
    assert snap_compare(app, terminal_size=size, run_before=walk)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_review_in_high_contrast(
    deck: tuple[Project, Database], snap_compare: Callable[..., bool], size: tuple[int, int]
) -> None:
    project, db = deck

    async def walk(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        for key in ("a", "x", "f", "b", "1"):
            await pilot.press(key)
            await pilot.pause()

    app = Listening(project, db, replace(REVIEWER, theme="studio-contrast"), first="review")
    app.animation_level = "none"
    assert snap_compare(app, terminal_size=size, run_before=walk)
