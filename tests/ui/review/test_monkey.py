"""Thousands of keys that nobody meant, on texts that mean ill: the screens stay, and the database stays whole."""

import random
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.storage.database import Database
from studio.storage.derived import fold_again
from studio.ui import work
from studio.ui.actions import places
from tests.ui.review.conftest import Listening
from tests.ui.review.deck import REVIEWER, build

HOSTILE = (
    "[bold red]markup[/] [/nothing] [@click=app.quit]press[/] [link=file:///etc]here[/link]",
    "bells \x07, escapes \x1b]0;title\x07 \x1b[2J\x1b[999;999H, nulls \x00 and returns \r\n\t\x0b\x0c\x85",
    "right to left \u202eevil\u202c \u2067isolate\u2069 שלום עולם العربية",
    "zero\u200bwidth\u200djoined\ufeff, combining e\u0301\u0302\u0303\u0304\u0305, lone \ud800".encode(
        "utf-8", "replace"
    ).decode(),
    "emoji 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏿 and wide 漢字かな 한국어",
    "one line " + "without an end " * 70_000,
    "",
    "   \n\n\n   ",
)
LEAVE = {"q", "ctrl+q", "ctrl+c", "ctrl+z"}
TYPED = (*"abcz 0159/:[]()*\\\"'é漢", *["enter", "escape", "tab", "backspace", "ctrl+u", "up", "down", "left", "right"])
SIZES = [(80, 24), (120, 40), (200, 50)]
KNOWN = {place: [key.strip() for a in actions for key in a.keys.split(",")] for place, actions in places().items()}
NEAR = [key for key in (*KNOWN["review"], "escape") if key not in LEAVE]
ANY = [key for key in (*(key for found in KNOWN.values() for key in found), *TYPED) if key not in LEAVE]


@pytest.mark.parametrize("seed", range(5))
async def test_a_thousand_keys_that_nobody_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    def refuse(*_: object) -> None:
        raise InputError("No job starts here.")

    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(work, "_started", refuse)
    project, db = build(tmp_path, texts=HOSTILE)
    draw, left = random.Random(seed), 1000
    while left:
        app = Listening(project, db, REVIEWER, first="review")
        async with app.run_test(size=draw.choice(SIZES)) as pilot:
            while left and app.is_running and not app._exit:
                await pilot.press(draw.choice(NEAR if draw.random() < 0.8 else ANY))
                left -= 1
        assert not app.return_code  # None where the keys ended first
    assert _stands(db) == _stands_by_its_events(db)
    db.close()


def _stands(db: Database) -> list[tuple[object, ...]]:
    pairs = db.query("SELECT * FROM pair_state ORDER BY pair_no")
    return [*pairs, *db.query("SELECT * FROM negative_state ORDER BY ALL")]


def _stands_by_its_events(db: Database) -> list[tuple[object, ...]]:
    """Return what stands once every event is folded anew."""
    db.query("DELETE FROM pair_state")
    db.query("DELETE FROM negative_state")
    fold_again(db)
    return _stands(db)
