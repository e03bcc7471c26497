"""Runs a job from the command line: prepare it, start its worker, follow it, take over what it found.

The database is closed while the worker is at it, so that the studio can be opened meanwhile. Ctrl-C cancels the job
and waits until it has stopped cleanly; a second Ctrl-C leaves it to stop by itself.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from studio.cli.session import Session
from studio.errors import InputError, StoppedError, StudioError

if TYPE_CHECKING:
    from studio.domain.records import Landed
    from studio.jobs.events import Ended
    from studio.jobs.folder import JobFolder
    from studio.storage.database import Database

__all__ = ["BACKGROUND", "JobCancelledError", "JobStoppedError", "follow", "run"]

BACKGROUND = "{} runs in the background, or waits there for its turn. `studio jobs` shows how it goes."
PATIENCE = 60.0
"""Seconds that a cancelled job is given to stop cleanly before the command line leaves it to it."""

_WORDS = {
    "new": ("new document", "new documents"),
    "changed": ("changed document", "changed documents"),
    "unchanged": ("unchanged document", "unchanged documents"),
    "retired": ("document gone", "documents gone"),
    "passages": ("passage in all", "passages in all"),
    "added": ("new query", "new queries"),
    "known": ("query known already", "queries known already"),
    "short": ("pair short of negatives", "pairs short of negatives"),
    "rows": ("row measured", "rows measured"),
    "left out": (
        "row left out: its run was trained on what the test set asks",
        "rows left out: their runs were trained on what the test set asks",
    ),
    "problems": ("problem (`studio status --json` tells it)", "problems (`studio status --json` lists them)"),
    "to judge": ("passage to judge that was not in the pool", "passages to judge that were not in the pool"),
}
"""What landing counts, one and many, where its name says too little."""


class JobCancelledError(StudioError):
    """Somebody else cancelled or paused the job that is followed."""


class JobStoppedError(StoppedError):
    """The person at the keyboard cancelled the job."""


def run(
    session: Session, prepare: "Callable[[Database], JobFolder]", *, in_background: bool = False
) -> "Landed | None":
    """Do one step from its inputs to its results in the database; None where it goes on in the background."""
    from studio.jobs import supervisor

    with session.database() as db:
        job = prepare(db)
    supervisor.start(job)
    if in_background:
        click.echo(BACKGROUND.format(job.spec.job_id))
        return None
    return follow(session, job)


def follow(session: Session, job: "JobFolder") -> "Landed | None":
    """Draw a running job until it ends, and land it. Raises StudioError with its exit code where it failed."""
    from studio.cli.progress import drawn
    from studio.jobs import supervisor

    began, stopped = time.monotonic(), False
    with drawn(str(job.spec.kind)) as draw:
        try:
            for event in supervisor.follow(job):
                draw(event)
            ended = supervisor.wait(job, timeout=PATIENCE)
        except KeyboardInterrupt:
            stopped, ended = True, _cancelled(job)
    _raise_unless_done(job, ended, stopped=stopped)
    return _land(session, job, time.monotonic() - began)


def _cancelled(job: "JobFolder") -> "Ended | None":
    from studio.jobs import supervisor

    click.echo(f"Cancelling {job.spec.job_id}; Ctrl-C again leaves it to stop by itself.", err=True)
    try:
        supervisor.cancel(job)
        return supervisor.wait(job, timeout=PATIENCE)
    except supervisor.JobStateError:  # it ended in that very moment
        return supervisor.wait(job, timeout=PATIENCE)
    except (KeyboardInterrupt, TimeoutError):
        raise JobStoppedError(
            f"{job.spec.job_id} was asked to stop and does so by itself. `studio jobs` shows when it has."
        ) from None


def _raise_unless_done(job: "JobFolder", ended: "Ended | None", *, stopped: bool) -> None:
    from studio.jobs import folder as folders
    from studio.jobs.spec import JobKind, JobState

    state = folders.state(job)
    goes_on = "does it from the start" if job.spec.kind is JobKind.INGEST else "goes on where it left off"
    again = f"`studio resume {job.spec.job_id}` {goes_on}."
    if state in (JobState.CANCELLED, JobState.PAUSED):
        raise (JobStoppedError if stopped else JobCancelledError)(f"{job.spec.job_id} was {state}. {again}")
    if ended is None:
        raise StudioError(f"The worker of {job.spec.job_id} is gone without a word. {again}")
    if ended.state == "failed" and ended.exit_code == InputError.exit_code:  # again would only say it again
        raise InputError(ended.error)
    if ended.state == "failed":
        raise StudioError(f"{ended.error} {again}")


def _land(session: Session, job: "JobFolder", seconds: float) -> "Landed | None":
    from studio.domain.wording import clock
    from studio.storage.database import Database
    from studio.storage.opening import ProjectLockedError
    from studio.workflow import landing

    try:
        with Database.open(session.project.database, create=True) as db:
            landed = landing.land(db, job)
    except ProjectLockedError as error:
        click.echo(f"{job.spec.kind} done in {clock(seconds)}. {error} Its results are taken over there.")
        return None
    counts = ", ".join(_counted(name, number) for name, number in landed.counts.items() if number)
    told = counts or ("another command has taken over its results" if landed.again else "")
    click.echo(f"{job.spec.kind} done in {clock(seconds)}" + (f": {told}." if told else "."))
    return landed


def _counted(name: str, number: int) -> str:
    from studio.domain.wording import plural

    return plural(number, *_WORDS.get(name, (name.removesuffix("s"), name)))
