"""The line of a project's heavy jobs: who needs a turn, who wants one, who came before.

A job that wants its turn keeps an empty file `turn` in its folder; those that wait go in the order in which their
workers were started. Takes no lock: that is what `studio.jobs.turn` does, in the worker.
"""

import os
from pathlib import Path

from studio.domain.options import GenerationOptions
from studio.domain.providers import Surroundings, choose
from studio.jobs.folder import JobFolder, read_process, recorded
from studio.jobs.process import alive
from studio.jobs.spec import JobKind, JobSpec

__all__ = ["claim", "leave", "needs_turn", "waiting_before"]

_HEAVY = {JobKind.MINE, JobKind.TRAIN, JobKind.EVALUATE, JobKind.POOL}
_MARK = "turn"


def needs_turn(spec: JobSpec) -> bool:
    """Return True for a job that keeps the processor busy: one project runs one of these at a time."""
    return spec.kind in _HEAVY or (spec.kind is JobKind.GENERATE and _writes_here(spec))


def claim(job: JobFolder) -> None:
    """Say that this job wants a turn."""
    (job.path / _MARK).touch()


def leave(job: JobFolder) -> None:
    """Say that this job wants no turn any more: it has it, or has ended."""
    (job.path / _MARK).unlink(missing_ok=True)


def waiting_before(job: JobFolder) -> list[str]:
    """Return the ids of the jobs whose living workers wait since before this one's, first one first."""
    mine = recorded(job)
    if mine is None:
        return []
    before = []
    for mark in job.path.parent.glob(f"*/{_MARK}"):
        other = read_process(mark.with_name("worker.json"))
        name = mark.parent.name
        if other is not None and name != job.path.name and (other.at, name) < (mine.at, job.path.name):
            before.append((other.at, name, other))
    return [name for _, name, other in sorted(before, key=lambda found: found[:2]) if alive(other)]


def _writes_here(spec: JobSpec) -> bool:
    """Return True where a model on this machine writes the queries, by name or because it is the best that is there."""
    options = GenerationOptions(**spec.options.get("generation", {}))
    places = [*(Path(root) for root in spec.arguments.get("roots", ())), spec.project]
    return choose(options, Surroundings(environ=os.environ, places=places, exists=Path.exists)).name == "local"
