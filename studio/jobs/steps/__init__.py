"""Which module does the work of which kind of job.

A step's module has `run(folder, spec, reporter) -> Summary`: it reads the folder's inputs, calls the engine and writes
its frames into `folder.scratch`. Modules are imported by the worker alone, since they import the engine.
"""

import importlib
from collections.abc import Mapping
from typing import Any, Protocol

from studio.engine.progress import Reporter
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobSpec

__all__ = ["MODULES", "StepModule", "Summary", "load"]

Summary = Mapping[str, int | float | str]


class StepModule(Protocol):
    """The one function that a step's module gives."""

    def run(self, folder: JobFolder, spec: JobSpec, reporter: Reporter) -> Summary:
        """Do the work and return its counts for people."""


MODULES: dict[JobKind, str] = {
    JobKind.INGEST: "studio.jobs.steps.ingest",
    JobKind.GENERATE: "studio.jobs.steps.generate",
    JobKind.MINE: "studio.jobs.steps.mine",
    JobKind.TRAIN: "studio.jobs.steps.train",
    JobKind.EVALUATE: "studio.jobs.steps.evaluate",
    JobKind.POOL: "studio.jobs.steps.pool",
    JobKind.EXPORT: "studio.jobs.steps.export",
}


def load(kind: JobKind) -> StepModule:
    """Import the module of a step."""
    step: Any = importlib.import_module(MODULES[kind])
    loaded: StepModule = step
    return loaded
