"""Bringing finished jobs home, each exactly once: on opening a project and whenever a job ends."""

from collections.abc import Callable
from datetime import UTC, datetime

from studio.domain.records import JobRecord, Landed
from studio.errors import StudioError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from studio.project import Project
from studio.storage import jobs
from studio.storage.database import Database
from studio.workflow import evaluate, export, generate, ingest, mine, pool, train

__all__ = ["land", "land_finished", "note"]

_LAND: dict[JobKind, Callable[[Database, JobFolder], Landed]] = {
    JobKind.INGEST: ingest.land,
    JobKind.GENERATE: generate.land,
    JobKind.MINE: mine.land,
    JobKind.TRAIN: train.land,
    JobKind.EVALUATE: evaluate.land,
    JobKind.POOL: pool.land,
    JobKind.EXPORT: export.land,
}


def land(db: Database, job: JobFolder) -> Landed:
    """Land one finished job by its kind; landing it again changes nothing."""
    note(db, job)
    return _LAND[job.spec.kind](db, job)


def land_finished(project: Project, db: Database) -> list[Landed]:
    """Note how every job stands and land those that are done and not in yet, oldest first.

    One that cannot be landed is noted as failed, with the reason, and does not keep the others out.
    """
    settled = jobs.settled(db)
    landed = []
    for job in folders.list_jobs(project.path):
        if job.spec.job_id in settled:
            continue
        state = note(db, job)
        if state is not JobState.DONE:
            continue
        try:
            landed.append(_LAND[job.spec.kind](db, job))
        except StudioError as error:
            note(db, job, failed=str(error))
    return landed


def note(db: Database, job: JobFolder, *, failed: str = "") -> JobState:
    """Record how a job stands, or that its outputs could not be taken over."""
    state = JobState.FAILED if failed else folders.state(job)
    ended = folders.latest(job).ended
    jobs.record(
        db,
        JobRecord(
            job_id=job.spec.job_id,
            kind=job.spec.kind.value,
            title=job.spec.title,
            state=state.value,
            created_at=job.spec.created_at,
            ended_at=datetime.fromtimestamp(ended.at, UTC) if ended else None,
            summary=dict(ended.summary) if ended else {},
            error=failed or (ended.error if ended else ""),
        ),
    )
    return state
