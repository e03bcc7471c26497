"""Pictures of every screen but review, narrow, usual and wide. They stand beside the assertions, not instead of them.

After a wanted change look at the report, then: pytest tests/ui/test_snapshots.py --snapshot-update
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from studio.jobs.spec import JobKind
from studio.storage import runs
from tests.ui import fake_jobs as fake
from tests.ui import judged, projects
from tests.ui.conftest import Listening, Person, Place

SIZES = [(80, 24), (120, 40), (200, 50)]
Snap = Callable[..., bool]


def at(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Wait until everything is drawn, press keys, wait again."""

    async def walk(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, Listening)
        person = Person(pilot.app, pilot)
        await person.settle()
        await person.look()
        for key in keys:
            await person.press(key)
        await person.look()

    return walk


def shows(snap: Snap, place: Place, first: str, size: tuple[int, int], *keys: str) -> bool:
    return snap(Listening(place.project, place.db, first=first), terminal_size=size, run_before=at(*keys))


@pytest.fixture
def busy(tmp_path: Path, worker: int) -> Iterator[Place]:
    """A measured project with a run in training, a failed and a finished job, and problems."""
    project, db = projects.measured(tmp_path)
    db.query(
        "INSERT INTO problems VALUES ('job-1', 'ingest', 'handbook/old/scan-2019.pdf', 'It is encrypted.'),"
        " ('job-1', 'ingest', 'handbook/notes/junk.txt', 'It is not text: it holds NUL bytes.')"
    )
    mined: list[fake.Event] = [
        fake.started(),
        fake.progress("mine", 12, 12, "pairs"),
        fake.done(pairs=12, negatives=48, suspects=3),
    ]
    fake.landed(db, fake.job(project, JobKind.MINE, "mine hard negatives for 12 pairs", mined, number=1))
    refused = fake.failed("The gateway refused the key in OPENAI_API_KEY. Set it and resume.")
    fake.job(project, JobKind.GENERATE, "generate", [fake.started(), refused], number=2)
    said = [fake.started(worker), *fake.training()]
    fake.job(project, JobKind.TRAIN, "train run-02 on 12 pairs", said, number=3, worker=worker, run_id="run-02")
    projects.settle(db)
    yield Place(project, db)
    db.close()


@pytest.mark.parametrize("size", SIZES)
def test_home_of_an_empty_project(snap_compare: Snap, empty: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, empty, "home", size)


@pytest.mark.parametrize("size", SIZES)
def test_home_at_work(snap_compare: Snap, busy: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, busy, "home", size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("form", ["ingest", "generate", "mine", "export"])
def test_a_form(snap_compare: Snap, mined: Place, form: str, size: tuple[int, int]) -> None:
    keys = ("escape", "down") if form == "ingest" else ("down",)
    assert shows(snap_compare, mined, form, size, *keys)


@pytest.mark.parametrize("size", SIZES)
def test_training_before_the_first_run(snap_compare: Snap, mined: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, mined, "train", size)


@pytest.mark.parametrize("size", SIZES)
def test_training_live(snap_compare: Snap, busy: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, busy, "train", size)


@pytest.mark.parametrize("size", SIZES)
def test_the_leaderboard(snap_compare: Snap, busy: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, busy, "leaderboard", size, "down")


@pytest.mark.parametrize("size", SIZES)
def test_a_leaderboard_with_nothing_on_it(snap_compare: Snap, mined: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, mined, "leaderboard", size)


@pytest.mark.parametrize("size", SIZES)
def test_a_leaderboard_at_every_size_of_vectors(snap_compare: Snap, measured: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, measured, "leaderboard", size, "m")


@pytest.mark.parametrize("size", SIZES)
def test_a_row_s_details(snap_compare: Snap, measured: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, measured, "leaderboard", size, "d")


@pytest.mark.parametrize("size", SIZES)
def test_a_leaderboard_against_another_row(snap_compare: Snap, measured: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, measured, "leaderboard", size, "down", "equals_sign", "up")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", [0, 1])
def test_slices_of_a_row(snap_compare: Snap, measured: Place, way: int, size: tuple[int, int]) -> None:
    assert shows(snap_compare, measured, "leaderboard", size, "down", "s", *["tab"] * way)


@pytest.mark.parametrize("size", SIZES)
def test_both_rankings(snap_compare: Snap, measured: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, measured, "leaderboard", size, "down", "enter", "down")


@pytest.mark.parametrize("size", SIZES)
def test_the_test_sets(snap_compare: Snap, measured: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, measured, "tests", size)


@pytest.mark.parametrize("size", SIZES)
def test_judging_before_there_are_queries(snap_compare: Snap, mined: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, mined, "judge", size)


@pytest.fixture
def asked(mined: Place, tmp_path: Path) -> Place:
    """A mined project with two queries of people whose passages wait for a judgment."""
    judged.ask(mined, "why cobalt liners", "[/i] how [b]long[/b]")
    judged.pool(mined, tmp_path / "pool", most=9)
    return mined


@pytest.mark.parametrize("size", SIZES)
def test_judging(snap_compare: Snap, asked: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, asked, "judge", size, "3", "0", "b")


@pytest.mark.parametrize("size", SIZES)
def test_a_job_s_log(snap_compare: Snap, busy: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, busy, "home", size, "j", "j", "l")


@pytest.mark.parametrize("size", SIZES)
def test_the_problems(snap_compare: Snap, busy: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, busy, "problems", size, "down")


@pytest.mark.parametrize("size", SIZES)
def test_a_document(snap_compare: Snap, mined: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, mined, "home", size, "slash", *"cobalt", "enter")


@pytest.mark.parametrize("size", SIZES)
def test_the_base_models(snap_compare: Snap, measured: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, measured, "models", size, "down")


@pytest.mark.parametrize("size", SIZES)
def test_a_finished_bake_off(snap_compare: Snap, baked: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, baked, "models", size)


@pytest.mark.parametrize("size", SIZES)
def test_a_finished_bake_off_on_the_leaderboard(snap_compare: Snap, baked: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, baked, "leaderboard", size)


@pytest.fixture
def trained(busy: Place) -> Place:
    """The busy project, in which the first run is known in full and a later one trains."""
    events: list[fake.Event] = [fake.started(), *fake.training(), fake.done(steps=157, best_step=96)]
    job = fake.job(busy.project, JobKind.TRAIN, "train run-01 on 12 pairs", events, number=0, run_id="run-01")
    fake.landed(busy.db, job)
    run = replace(runs.run(busy.db, "run-01"), name="nightly", note="more keyword queries", pinned=True)
    runs.mark(busy.db, run)
    busy.db.query("UPDATE runs SET job_id = $id", {"id": job.spec.job_id})
    projects.settle(busy.db)
    return busy


@pytest.mark.parametrize("size", SIZES)
def test_the_runs(snap_compare: Snap, trained: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, trained, "runs", size)


@pytest.mark.parametrize("size", SIZES)
def test_one_run(snap_compare: Snap, trained: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, trained, "runs", size, "enter")


@pytest.mark.parametrize("size", SIZES)
def test_two_runs_compared(snap_compare: Snap, trained: Place, size: tuple[int, int]) -> None:
    assert shows(snap_compare, trained, "train", size, "o")


SCREENS = {
    "home": ("busy", "home", ()),
    "help": ("mined", "home", ("question_mark",)),
    "ingest": ("mined", "ingest", ("escape", "down")),
    "generate": ("mined", "generate", ("down",)),
    "mine": ("mined", "mine", ("down",)),
    "review": ("mined", "review", ("a", "x", "f")),
    "negatives": ("mined", "review", ("w", "x")),
    "train": ("busy", "train", ()),
    "leaderboard": ("busy", "leaderboard", ("down",)),
    "slices": ("measured", "leaderboard", ("down", "s")),
    "rankings": ("measured", "leaderboard", ("down", "enter", "down")),
    "tests": ("measured", "tests", ()),
    "queries": ("mined", "queries", ("escape", "down")),
    "judge": ("asked", "judge", ("3", "0")),
    "models": ("measured", "models", ("down",)),
    "runs": ("trained", "runs", ()),
    "run": ("trained", "runs", ("enter",)),
    "curves": ("trained", "train", ("o",)),
    "log": ("busy", "home", ("j", "j", "l")),
    "problems": ("busy", "problems", ("down",)),
    "document": ("mined", "home", ("slash", *"cobalt", "enter")),
    "export": ("mined", "export", ("down",)),
}
"""Every screen in one state: a project, where it opens, and keys."""


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("look", ["light", "no-colour"])
def test_every_screen_in_another_look(
    snap_compare: Snap,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    look: str,
    screen: str,
    size: tuple[int, int],
) -> None:
    name, first, keys = SCREENS[screen]
    place = request.getfixturevalue(name)
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    theme = "studio-light" if look == "light" else "studio-dark"
    app = Listening(place.project, place.db, first=first, theme=theme)
    assert snap_compare(app, terminal_size=size, run_before=at(*keys))
