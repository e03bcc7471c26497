from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.jobs.events import Log
from studio.jobs.spec import JobKind, JobState
from studio.ui.shelf import newest
from studio.ui.views import jobs
from tests.ui import fake_jobs as fake
from tests.ui.views.jobs import view

NOW = datetime(2023, 11, 14, 23, 0, tzinfo=UTC)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(30, 220))
def test_a_running_job_is_one_line_that_fits(done: int, total: int, width: int) -> None:
    line = jobs.job_line(view(JobKind.MINE, JobState.RUNNING, fake.progress("mine", done, total, "pairs", 61.0)), width)
    assert line.cell_len <= width
    assert "\n" not in line.plain


def test_the_time_left_is_kept_when_room_is_short() -> None:
    job = view(JobKind.TRAIN, JobState.RUNNING, *fake.training(), run_id="run-02")
    assert "1:32 left" in jobs.job_line(job, 72).plain
    assert "dev NDCG@10" not in jobs.job_line(job, 72).plain
    assert "dev NDCG@10 .708" in jobs.job_line(job, 120).plain


def test_the_pace_follows_from_what_is_left() -> None:
    job = view(JobKind.MINE, JobState.RUNNING, fake.progress("mine", 100, 300, "pairs", 50.0))
    assert "4.0 pairs/s" in jobs.progress_parts(job)


def test_a_job_without_progress_is_starting() -> None:
    assert "starting" in jobs.job_line(view(), 80).plain


def test_a_job_that_looks_for_its_model_says_so_before_there_is_progress() -> None:
    said = Log(at=fake.AT, message="looking for nobody/far on the hub")
    job = view(JobKind.INGEST, JobState.RUNNING, fake.started(), said)
    assert "looking for nobody/far on the hub" in jobs.job_line(job, 80).plain
    waited = view(JobKind.MINE, JobState.RUNNING, fake.started(), Log(at=fake.AT - 1, message="waiting for another"))
    assert "starting" in jobs.job_line(waited, 80).plain


@pytest.mark.parametrize("state", [JobState.PAUSED, JobState.STOPPED, JobState.FAILED, JobState.CANCELLED])
def test_what_can_be_resumed_says_with_which_key(state: JobState) -> None:
    line = jobs.job_line(view(JobKind.MINE, state, fake.progress("mine", 1, 4, "pairs")), 100).plain
    assert "at 25%, p resumes it" in line


def test_a_finished_job_says_when_and_what_it_counted() -> None:
    job = view(JobKind.MINE, JobState.DONE, fake.done(pairs=1293, suspects=31, best_dev=0.712, rows=0))
    line = jobs.job_line(job, 120, now=NOW).plain
    assert "✓ done 22:18" in line
    assert "best dev .712, 1,293 pairs, 31 suspects" in line


def test_one_of_what_was_counted_is_called_as_one() -> None:
    assert jobs.counts({"test_sets": 1, "queries": 1, "rows": 61}) == "1 test set, 1 query, 61 rows"


def test_a_reason_of_several_lines_stays_one_line() -> None:
    job = view(JobKind.MINE, JobState.FAILED, fake.failed("first\nsecond [/i]"))
    assert "first second [/i]" in jobs.job_line(job, 120).plain


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2023, 11, 14, 9, 5, tzinfo=UTC), "09:05"),
        (datetime(2023, 11, 2, tzinfo=UTC), "Nov 02"),
        (datetime(2021, 3, 2, tzinfo=UTC), "Mar 2021"),
    ],
)
def test_a_moment_is_as_exact_as_it_needs_to_be(at: datetime, shown: str) -> None:
    assert jobs.moment(at, NOW) == shown


def test_a_training_job_is_called_by_its_run() -> None:
    assert jobs.name(view(JobKind.TRAIN, run_id="run-07")) == "train run-07"
    assert jobs.name(view(JobKind.MINE)) == "mine"


def test_the_newest_job_of_a_kind_is_found() -> None:
    mining, training = view(JobKind.MINE), view(JobKind.TRAIN)
    assert newest((mining, training), JobKind.MINE) is mining
    assert newest((mining, training)) is training
    assert newest((), JobKind.MINE) is None
