"""Live rows on the screens: what they are worth now, how far they moved, and that decisions are sent on."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from textual.pilot import Pilot

from studio.jobs import beside
from tests.ui.conftest import Listening, Person, Place

SIZES = [(80, 24), (120, 40), (200, 50)]
FIRST = {"rows": {"base": 0.655, "base, enriched": 0.7, "base, enriched + BM25": 0.706}, "queries": 312, "reviewed": 40}
NOW = {"rows": {"base": 0.655, "base, enriched": 0.698, "base, enriched + BM25": 0.712}, "queries": 312, "reviewed": 52}

ECHO = """
import json, sys
for number, line in enumerate(sys.stdin):
    said = {"rows": {"base": 0.5 + number / 100}, "queries": 3, "reviewed": number}
    open(sys.argv[1] + "/told.jsonl", "a").write(line)
    print(json.dumps(said), flush=True)
"""


def measured_twice(app: Listening) -> None:
    app.live.take(FIRST)
    app.live.take({"adapter": 0.691, "reviewed": 40})
    app.live.take(NOW)
    app.live.take({"adapter": 0.697, "reviewed": 52})


async def test_home_shows_what_the_dev_rows_are_worth_now_and_how_far_they_moved(measured: Place) -> None:
    async with measured.open() as person:
        assert not person.app.screen.query_one("#live").display
        measured_twice(person.app)
        await person.settle()
        told = person.text("#live")
        assert "base .655" in told
        assert "enriched .698 -.002" in told
        assert "enriched + BM25 .712 +.006" in told
        assert "adapter .697 +.006" in told
        assert "dev set, 312 queries, each asked of an index without it" in told


async def test_the_leaderboard_names_how_many_reviewed_pairs_an_adapter_knows(measured: Place) -> None:
    async with measured.open("leaderboard") as person:
        measured_twice(person.app)
        await person.settle()
        rows = person.text("#board-live").splitlines()
        assert [row.split() for row in rows[3:]] == [
            ["base,", "enriched", "+", "BM25", ".712", "+.006"],
            ["adapter", "(now,", "52", "reviewed)", ".697", "+.006"],
        ]


async def test_review_shows_them_in_its_bar_where_there_is_room(mined: Place) -> None:
    async with mined.open("review") as person:
        measured_twice(person.app)
        await person.settle()
        assert "dev .712 +.006" in str(person.app.screen.query_one("TitleBar").render())


async def test_a_row_that_cannot_be_measured_any_more_goes(measured: Place) -> None:
    async with measured.open() as person:
        measured_twice(person.app)
        person.app.live.take({"rows": {"base": 0.655}, "queries": 312, "reviewed": 0})
        assert [row.name for row in person.app.live.rows] == ["base", "adapter"]


async def told(project: Path, lines: int) -> list[dict[str, str]]:
    """Wait until the process was told so many lines."""
    file = project / "told.jsonl"
    for _ in range(500):
        said = file.read_text().splitlines() if file.exists() else []
        if len(said) >= lines:
            return [json.loads(line) for line in said]
        await asyncio.sleep(0.02)
    pytest.fail("nothing was told")


async def test_decisions_are_sent_on_once_keys_rest(mined: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "MEASURER", (sys.executable, "-c", ECHO))
    async with mined.open("review") as person:
        live = person.app.live
        await live.look()
        [first] = await told(mined.project.path, 1)
        folder = Path(first["everything"])
        assert pl.read_parquet(folder / "pairs.parquet").height == 12
        await live.look()
        await person.press("a")
        await live.look()
        await live.look()
        told_now = await told(mined.project.path, 2)
        decided = pl.read_parquet(told_now[1]["decided"])
        assert decided["status"].to_list() == ["accepted"]
        await live.look()
        await live.look()
        assert len(await told(mined.project.path, 2)) == 2
        for _ in range(200):
            if live.rows and live.rows[0].moved > 0:
                break
            await asyncio.sleep(0.02)
        assert live.rows[0].moved == pytest.approx(0.01)


Snap = Callable[..., bool]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("first", ["home", "leaderboard", "review"])
def test_live_rows_look_like_this(snap_compare: Snap, measured: Place, first: str, size: tuple[int, int]) -> None:
    async def walk(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, Listening)
        person = Person(pilot.app, pilot)
        await person.settle()
        await person.look()
        measured_twice(pilot.app)
        await person.settle()

    app = Listening(measured.project, measured.db, first=first)
    assert snap_compare(app, terminal_size=size, run_before=walk)
