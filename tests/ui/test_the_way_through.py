"""The whole way through the screens as a newcomer walks it, on a real project: every step is a real job."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasets import load_dataset
from textual.pilot import Pilot

from studio.domain.options import ReviewOptions
from studio.domain.pairs import Status, Verdict
from studio.engine.training.fake import tiny_model
from studio.jobs.spec import JobKind, JobState
from studio.project import Project, sample_corpus
from studio.storage import card, jobs, results, runs, test_sets
from studio.storage.database import Database
from studio.storage.overview import overview
from studio.ui.app import StudioApp
from studio.ui.screens.base import StudioScreen
from studio.ui.screens.leaderboard import LeaderboardScreen
from studio.ui.screens.review import ReviewScreen
from studio.ui.screens.train import TrainScreen

DOCUMENTS = 24


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "handbook"
    folder.mkdir()
    for source in sorted((sample_corpus() / "handbook").glob("*.md"))[:DOCUMENTS]:
        (folder / source.name).write_bytes(source.read_bytes())
    return folder


@pytest.fixture
def project(tmp_path: Path, corpus: Path) -> Project:
    texts = [path.read_text() for path in corpus.glob("*.md")]
    base = tmp_path / "tiny"
    tiny_model(base, texts, max_tokens=128)
    made = Project.create(tmp_path / "fab", base=str(base))
    settings = made.settings_file.read_text()
    made.settings_file.write_text(settings.replace("# batch_size = 32", "batch_size = 16"))
    return made


class Listening(StudioApp):
    """The app, keeping what it said to the person."""

    said: tuple[str, ...] = ()

    def notify(self, message: str, **options: Any) -> None:
        self.said = (*self.said, message)
        super().notify(message, **options)


class Walker:
    def __init__(self, app: "Listening", pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool], seconds: float = 300) -> None:
        for _ in range(round(seconds / 0.1)):
            if holds():
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{self.app.screen}: not within {seconds} s; jobs: {self.states()}; said: {self.app.said}")

    def stands_on(self, kind: type[StudioScreen]) -> None:
        assert isinstance(self.app.screen, kind)

    def states(self) -> list[str]:
        return [f"{view.spec.kind}: {view.state}" for view in self.app.jobs.views]

    async def done(self, kind: JobKind) -> None:
        def finished() -> bool:
            view = self.app.jobs.newest(kind)
            assert view is None or view.state is not JobState.FAILED, (view.folder.path / "worker.log").read_text()
            return view is not None and view.state is JobState.DONE and not self.app.jobs.active

        await self.until(finished)
        view = self.app.jobs.newest(kind)
        assert view is not None
        await self.until(lambda: jobs.landed(self.app.db, view.spec.job_id))


async def test_from_documents_to_an_export_by_keys_alone(project: Project, corpus: Path) -> None:
    with Database.open(project.database, create=True) as db:
        app = Listening(project, db, ReviewOptions(reviewer="ada"))
        async with app.run_test(size=(120, 40)) as pilot:
            walker = Walker(app, pilot)
            await pilot.pause()
            await _ingest(walker, corpus)
            assert overview(db).documents == DOCUMENTS
            await walker.press("G", "s")
            await walker.until(lambda: walker.app.jobs.newest(JobKind.GENERATE) is not None, 15)
            await walker.done(JobKind.GENERATE)
            assert overview(db).queries > DOCUMENTS
            await walker.press("M", "s")
            await walker.done(JobKind.MINE)
            assert not overview(db).unmined
            await walker.press("R")
            await _review(walker, db)
            await _train(walker, db)
            await _export(walker, project)


async def _ingest(walker: Walker, corpus: Path) -> None:
    await walker.press("I")
    await walker.press(*(key if key != "/" else "slash" for key in str(corpus)), "enter")
    await walker.press("s")
    await walker.done(JobKind.INGEST)


async def _review(walker: Walker, db: Database) -> None:
    screen = walker.app.screen
    assert isinstance(screen, ReviewScreen)
    session = screen.session

    def pair(position: int) -> Any:
        return card.card(db, session.numbers[position])

    async def decide(key: str) -> None:
        await asyncio.sleep(0.35)  # slower than a burst, which would pause the card
        await walker.press(key)

    await decide("a")
    await decide("x")
    await decide("space")
    await decide("t")
    await walker.press("e", "end", *"_exactly", "enter")
    await decide("a")
    await walker.press("E", "Q", "f2")
    await decide("a")
    await walker.press("1")
    assert pair(6).negatives[0].verdict is Verdict.FALSE
    await walker.press("tab", "j", "p", "tab")
    await decide("a")
    await walker.press("r", "f", "c", *"odd", "enter")
    await decide("a")
    await walker.press("n")
    await asyncio.sleep(0.5)
    await walker.press("enter")
    await decide("a")
    await decide("a")
    await walker.press("u", "ctrl+r")
    statuses = [pair(i).status for i in range(10)]
    assert statuses[:4] == [Status.ACCEPTED, Status.REJECTED, Status.SKIPPED, Status.CANT_TELL]
    assert statuses[4:10] == [Status.ACCEPTED] * 6
    assert pair(4).query.endswith("_exactly")
    assert pair(5).text.startswith("Q")
    assert (pair(7).flagged, pair(7).comment) == (True, "odd")
    await walker.press("escape")


async def _train(walker: Walker, db: Database) -> None:
    await walker.press("T")
    walker.stands_on(TrainScreen)
    await walker.press("s")
    await walker.done(JobKind.TRAIN)
    assert [run.run_id for run in runs.runs(db) if run.done] == ["run-01"]
    await walker.press("L")
    walker.stands_on(LeaderboardScreen)
    names = {row.name for found in test_sets.test_sets(db) for row in results.rows(db, found.test_set)}
    assert {"BM25", "run-01", "run-01 + BM25"} <= names
    await walker.press("d", "escape", "m", "t", "t", "escape")


async def _export(walker: Walker, project: Project) -> None:
    await walker.press("X", "s")
    await walker.done(JobKind.EXPORT)
    (folder,) = [path for path in project.exports.iterdir() if path.is_dir()]
    loaded = load_dataset(str(folder), "pairs", cache_dir=str(project.path / "cache"))
    assert loaded["train"].num_rows > DOCUMENTS
    assert (folder / "model" / "README.md").read_text().count("NDCG@10")
