"""What became of a worker that left no last word. It reads the job's folder and resumes nothing."""

from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.process import booted

__all__ = ["gone"]


def gone(job: JobFolder) -> str:
    """Return in a sentence why the worker of a stopped job is gone."""
    process, since = folders.recorded(job), booted()
    if process is not None and since is not None and process.at < since:
        return "The machine was restarted while it ran."
    return "Its process was killed: by a person, or by the system where memory ran out."
