"""The evaluate job: base, BM25 and runs on the test sets. The work is the engine's."""

from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobSpec
from studio.jobs.steps import Summary, frames
from studio.jobs.steps.measuring import measure_runs

__all__ = ["run"]


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
    """Measure the runs that the job names."""
    return measure_runs(folder, spec, frames.read(folder, "runs"), reporter)
