"""What became of a worker that left no last word. It reads the job's folder and resumes nothing."""

from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.process import before_boot

__all__ = ["gone"]


def gone(job: JobFolder) -> str:
    """Return in a sentence why the worker of a stopped job is gone."""
    process = folders.recorded(job)
    if process is not None and before_boot(process):
        return "The machine was restarted while it ran."
    return "Its process was killed: by a person, or by the system where memory ran out."
