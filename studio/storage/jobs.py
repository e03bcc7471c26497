"""Jobs as the project remembers them: what ran, how it ended, whether its outputs are in. It starts none."""

import json
from collections.abc import Callable
from pathlib import Path

from studio.domain.records import JobRecord, Landed
from studio.storage.database import Database
from studio.storage.values import frame, now, to_time

__all__ = ["land_export", "land_once", "landed", "record", "settled"]


def record(db: Database, job: JobRecord) -> None:
    """Store a job, or how it stands now; whether it landed is left as it is."""
    db.do(
        "record_job",
        job_id=job.job_id,
        kind=job.kind,
        title=job.title,
        state=job.state,
        created_at=to_time(job.created_at),
        ended_at=to_time(job.ended_at) if job.ended_at else None,
        summary=json.dumps(job.summary),
        error=job.error,
    )


def landed(db: Database, job_id: str) -> bool:
    """Say whether a job's outputs are in the database."""
    return db.one("job_landed", job_id=job_id) is not None


def land_once(db: Database, job_id: str, kind: str, work: Callable[[], dict[str, int]]) -> Landed:
    """Run `work` and note that the job landed, in one transaction; do nothing where it had landed before."""
    with db.all_cores(), db.writing, db.transaction():
        if landed(db, job_id):
            return Landed(job_id=job_id, again=True)
        counts = work()
        db.do("mark_landed", job_id=job_id, kind=kind, at=now(), summary=json.dumps(counts))
        db.do("count_facts")
    db.memory.clear()
    return Landed(job_id=job_id, counts=counts)


def land_export(db: Database, outputs: Path, job_id: str) -> Landed:
    """Note that an export job has written its files: they leave the project, so nothing is taken over."""
    written = frame(outputs, "written")
    return land_once(db, job_id, "export", lambda: {"files": int(db.all("count_rows", path=written)[0][0])})


def settled(db: Database) -> set[str]:
    """Return the jobs whose outputs are in the database: they need no second look."""
    return {row[0] for row in db.all("settled_jobs")}
