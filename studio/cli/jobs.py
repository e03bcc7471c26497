"""Jobs as the command line names and shows them. It starts and stops none."""

from collections.abc import Container
from pathlib import Path

from studio.domain.wording import clock
from studio.errors import InputError
from studio.jobs import ending
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState

__all__ = ["choose", "line"]


def choose(
    project: Path, name: str | None, states: Container[JobState], verb: str, *, kind: JobKind | None = None
) -> JobFolder:
    """Return the job that is meant: by its run, its id or a part of that, else the newest in `states`.

    Of several with the same part, only those in `states` can be meant, if there is one.
    """
    jobs = folders.list_jobs(project)
    if name is None:
        fitting = [job for job in jobs if kind in (None, job.spec.kind) and folders.state(job) in states]
        if not fitting:
            raise InputError(f"There is no job to {verb}. `studio jobs` lists what there is.")
        return fitting[-1]
    named = [job for job in jobs if name in (job.spec.job_id, job.spec.arguments.get("run_id"))]
    meant = named[-1:] or [job for job in jobs if name in job.spec.job_id]
    if not meant:
        raise InputError(f"There is no job {name}. `studio jobs` lists what there is.")
    if len(meant) > 1:
        meant = [job for job in meant if folders.state(job) in states] or meant
    if len(meant) > 1:
        raise InputError(f"{name} names {len(meant)} jobs, {meant[-1].spec.job_id} among them. Write more of the id.")
    return meant[0]


def line(job: JobFolder) -> str:
    """Return a job as one line: its id, how it stands, how far it is."""
    state, latest = folders.state(job), folders.latest(job)
    said = ""
    if state is JobState.FAILED and latest.ended is not None:
        again = latest.ended.exit_code != InputError.exit_code
        said = latest.ended.error + (" `studio resume` goes on." if again else "")
    elif state is JobState.QUEUED and latest.log is not None:
        said = latest.log.message
    elif state is not JobState.DONE and latest.progress is not None:
        now = latest.progress
        left = f", {clock(now.eta)} left" if now.eta and state is JobState.RUNNING else ""
        said = f"{now.stage} {now.done:,}/{now.total:,} {now.unit}{left}"
    elif state is JobState.RUNNING and latest.log is not None:
        said = latest.log.message
    if state is JobState.STOPPED:
        said = f"{said}  {ending.gone(job)} `studio resume` goes on.".strip()
    return f"{job.spec.job_id}  {state:<9}  {job.spec.title}" + (f"  {said}" if said else "")
