"""Jobs as the project remembers them."""

import json
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
    summary={"pairs": 3},
    error="",
)


def test_a_job_is_told_as_it_was_recorded_last(db: Database) -> None:
    jobs.record(db, _JOB)
    ended = replace(_JOB, state="failed", ended_at=datetime(2026, 1, 2, tzinfo=UTC), error="no space")
    jobs.record(db, ended)
    jobs.record(db, replace(_JOB, job_id="later", created_at=datetime(2026, 2, 1, tzinfo=UTC)))
    told = db.query("SELECT job_id, state, ended_at, error FROM jobs ORDER BY created_at")
    assert told == [(ended.job_id, "failed", datetime(2026, 1, 2), "no space"), ("later", "running", None, "")]  # noqa: DTZ001 - as the table has it


def test_landing_is_remembered_whatever_is_recorded_after(db: Database, tmp_path: Path) -> None:
    name = build.ingest(db, tmp_path, build.simple())
    assert jobs.landed(db, name)
    jobs.record(db, replace(_JOB, job_id=name, state="done", summary={}))
    [(landed_at, summary)] = db.query("SELECT landed_at, summary FROM jobs")
    assert landed_at is not None
    assert json.loads(summary)["new"] == 6
    assert jobs.settled(db) == {name}
