"""News of jobs reach the screen on top when it can draw them: neither before it is composed nor while it goes."""

import asyncio

import pytest
from textual.screen import Screen

from studio.domain.records import Landed
from studio.jobs.spec import JobKind
from studio.ui.screens import PLACES
from studio.workflow import landing
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Place


def running(place: Place, worker: int) -> None:
    said = [fake.started(worker), *fake.training()]
    fake.job(place.project, JobKind.TRAIN, "train run-02 on 12 pairs", said, worker=worker, run_id="run-02")


@pytest.mark.parametrize("name", PLACES)
async def test_news_while_a_screen_is_taken_down_are_left_out(measured: Place, worker: int, name: str) -> None:
    running(measured, worker)
    async with measured.open(name) as person:
        removal = asyncio.ensure_future(_removed(person.app.screen))
        while not removal.done():
            person.app.jobs.tell()
            await asyncio.sleep(0)


async def test_news_before_a_screen_is_composed_wait_for_it(measured: Place, worker: int) -> None:
    running(measured, worker)
    async with measured.open() as person:
        person.app.go("train")
        person.app.jobs.tell()
        await person.settle()
        assert "● running" in person.text("#run-head")


async def test_news_after_the_last_screen_is_gone_reach_nobody(measured: Place) -> None:
    async with measured.open() as person:
        watch = person.app.jobs
    watch.tell()


async def test_rows_that_were_left_out_are_said_once_when_their_job_lands(
    measured: Place, worker: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    landed = [Landed(job_id="evaluate", counts={"rows": 61, "left out": 2})]
    async with measured.open() as person:
        monkeypatch.setattr(landing, "land_finished", lambda *_: landed)
        running(measured, worker)  # news, so that it is looked at
        await person.look()
        landed.clear()
        await person.look()
        assert person.app.said.count("2 rows were left out: trained on what the test set asks.") == 1


async def _removed(screen: Screen[object]) -> None:
    await screen.remove()
