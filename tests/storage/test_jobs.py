"""Jobs as the project remembers them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.records import JobRecord
from studio.storage import jobs
from studio.storage.database import Database
from tests.storage import build

_JOB = JobRecord(
    job_id="20260101-mine-0001",
    kind="mine",
    title="mine",
    state="running",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    ended_at=None,
    landed_at=None,
    summary={"pairs": 3},
    error="",
)


def test_a_job_is_told_as_it_was_recorded_last(db: Database) -> None:
    jobs.record(db, _JOB)
    ended = replace(_JOB, state="failed", ended_at=datetime(2026, 1, 2, tzinfo=UTC), error="no space")
    jobs.record(db, ended)
    jobs.record(db, replace(_JOB, job_id="later", created_at=datetime(2026, 2, 1, tzinfo=UTC)))
    assert jobs.jobs(db)[1] == ended
    assert [job.job_id for job in jobs.jobs(db, limit=1)] == ["later"]


def test_landing_is_remembered_whatever_is_recorded_after(db: Database, tmp_path: Path) -> None:
    name = build.ingest(db, tmp_path, build.simple())
    assert jobs.landed(db, name)
    jobs.record(db, replace(_JOB, job_id=name, state="done", summary={}))
    [job] = jobs.jobs(db)
    assert job.landed_at is not None
    assert job.summary["new"] == 6
    assert jobs.settled(db) == {name}
