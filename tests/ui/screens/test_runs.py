"""The runs: listed, named, annotated, pinned, put away, deleted, resumed, repeated; and one of them in full."""

import pytest

from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.storage import runs
from studio.ui.actions.runs import RUN, RUNS
from studio.ui.screens.run import RunScreen
from studio.ui.screens.runs import RunsScreen
from studio.ui.widgets.curve import Curve
from studio.ui.widgets.dialogs import Confirm
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Place, Starts


def ran(place: Place, *events: fake.Event) -> JobFolder:
    """Give the project's run a job that said so, and a model."""
    said = [fake.started(), *fake.training(), *(events or (fake.done(steps=157, best_step=96),))]
    job = fake.job(place.project, JobKind.TRAIN, "train run-01 on 12 pairs", said, run_id="run-01")
    place.db.query("UPDATE runs SET job_id = $id", {"id": job.spec.job_id})
    if not events:
        fake.landed(place.db, job)
    model = place.project.models / "run-01"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"x" * 5_000_000)
    return job


@pytest.mark.parametrize(("screen", "actions"), [(RunsScreen, RUNS), (RunScreen, RUN)])
def test_every_action_is_handled(screen: type, actions: tuple[object, ...]) -> None:
    for action in actions:
        assert hasattr(screen, f"action_{action.method}"), action  # type: ignore[attr-defined]  # they are actions


@pytest.mark.parametrize("place", ["home", "train", "leaderboard"])
async def test_the_runs_are_one_key_away(measured: Place, place: str) -> None:
    ran(measured)
    async with measured.open(place) as person:
        await person.press("r")
        assert person.place == "runs"
        [line] = person.lines("#runs")
        assert "run-01" in line
        assert "✓ done" in line
        assert ".734" in line


async def test_a_run_is_named_annotated_and_pinned(measured: Place) -> None:
    ran(measured)
    async with measured.open("runs") as person:
        await person.press("r")
        await person.type("nightly")
        await person.press("enter", "n")
        await person.type("more keywords [/i]")
        await person.press("enter", "f")
        assert "★ run-01 nightly" in person.lines("#runs")[0]
        assert "more keywords [/i]" in person.text(".detail")
        run = runs.run(measured.db, "nightly")
        assert (run.note, run.pinned) == ("more keywords [/i]", True)
        await person.press("f", "r", *["backspace"] * 7, "enter")
        assert runs.run(measured.db, "run-01").names == ("run-01",)


async def test_an_archived_run_goes_out_of_sight_and_comes_back(measured: Place) -> None:
    ran(measured)
    async with measured.open("runs") as person:
        await person.press("a")
        assert person.lines("#runs") == []
        assert "No run yet" not in str(person.lines("#runs"))
        await person.press("A")
        assert "archived" in person.lines("#runs")[0]
        await person.press("a")
        assert not runs.run(measured.db, "run-01").archived


async def test_deleting_asks_with_what_it_frees_and_keeps_the_rows(measured: Place) -> None:
    ran(measured)
    model = measured.project.models / "run-01"
    async with measured.open("runs") as person:
        await person.press("D")
        assert isinstance(person.app.screen, Confirm)
        assert "frees 5.0 MB" in person.screen_text()
        await person.press("n")
        assert model.exists()
        await person.press("D", "y")
        assert not model.exists()
        assert "5.0 MB are free" in person.said
        await person.press("A")
        assert "deleted" in person.lines("#runs")[0]
        assert ".734" in person.lines("#runs")[0]
        await person.press("enter")
        assert "Its curves are gone" in person.text("#run-nothing")


async def test_a_failed_run_says_why_and_resumes_on_one_key(measured: Place, starts: Starts) -> None:
    job = ran(measured, fake.failed("The device ran out of memory at batch_size = 512."))
    async with measured.open("runs") as person:
        assert "ran out of memory" in person.text(".detail")
        assert "p resumes it" in person.text(".detail")
        await person.press("p")
        assert [found.path for found in starts.resumed] == [job.path]


async def test_a_run_is_shown_with_settings_figures_curves_and_the_line_that_repeats_it(measured: Place) -> None:
    why = "alpha 0.5, the smallest within one standard error"
    job = ran(measured, fake.done(best_step=96, share=0.5, merged=why))
    fake.landed(measured.db, job)
    async with measured.open("runs") as person:
        await person.press("enter")
        assert person.place == "run"
        known = person.text("#run-known")
        for told in ("epochs 6", "a81f0000a81f0000", "step 96"):
            assert told in known
        assert why in " ".join(known.split())
        assert "share 0.5" not in known, "it is told once"
        dims, ndcg = (
            next(line.split()[1:] for line in known.splitlines() if line.startswith(label))
            for label in ("dims", "NDCG@10")
        )
        assert dict(zip(dims, ndcg, strict=True))["384"] == ".734"
        base, dataset = "sentence-transformers/all-MiniLM-L6-v2", "a81f0000a81f0000"
        line = f"studio train --base {base} --dataset {dataset} --set training.epochs=6"
        assert line in known.replace("\n", " ")
        assert person.app.screen.query_one("#run-dev", Curve).lines[0].series.values
        assert "L opens the leaderboard." in person.text("#run-result")
        assert "another run" not in person.text("#run-result"), "no run is started from here"
        await person.press("y")
        assert person.app.clipboard == line
        await person.press("escape")
        assert person.place == "runs"


async def test_on_a_narrow_screen_a_run_s_curves_are_a_key_away(measured: Place) -> None:
    ran(measured)
    async with measured.open("runs", size=(80, 24)) as person:
        await person.press("enter")
        assert not person.app.screen.query_one("#run-dev").region.width
        await person.press("w")
        assert person.app.screen.query_one("#run-dev").region.width > 20
