"""The line of a project's heavy jobs: who needs a turn, who wants one, who comes before whom.

A job that wants its turn keeps a file `turn` in its folder. Those that wait go in the order in which their workers were
started, unless a person moved one: then its file holds the moment that it goes by. What a turn is on is told by
`studio.jobs.turn`, in the worker. Starts nothing.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from studio import files
from studio.domain.options import GenerationOptions
from studio.domain.providers import Surroundings, choose
from studio.errors import InputError
from studio.jobs.folder import JobFolder, open, read_process  # noqa: A004 - folders.open, as elsewhere
from studio.jobs.process import alive
from studio.jobs.spec import JobKind, JobSpec

__all__ = [
    "Place",
    "claim",
    "cluster_of",
    "leave",
    "moment",
    "move",
    "needs_turn",
    "order",
    "waiting",
    "waiting_before",
]

Place = Literal["first", "earlier", "later", "last"]

_HEAVY = {JobKind.MINE, JobKind.TRAIN, JobKind.EVALUATE, JobKind.POOL}
_MARK = "turn"


def needs_turn(spec: JobSpec) -> bool:
    """Return True for a job that keeps this machine busy: one project runs one of these at a time."""
    if cluster_of(spec):
        return False
    return spec.kind in _HEAVY or (spec.kind is JobKind.GENERATE and _writes_here(spec))


def cluster_of(spec: JobSpec) -> str:
    """Return the address of the Ray cluster that a job runs on; "" where it runs here."""
    return str(spec.options.get("training", {}).get("ray", "")) if spec.kind is JobKind.TRAIN else ""


def claim(job: JobFolder) -> None:
    """Say that this job wants a turn."""
    (job.path / _MARK).touch()


def leave(job: JobFolder) -> None:
    """Say that this job wants no turn any more: it has it, or has ended."""
    (job.path / _MARK).unlink(missing_ok=True)


@contextmanager
def order(jobs: Path) -> Iterator[None]:
    """Hold the line of the jobs in a folder still: nobody takes a turn or is moved meanwhile."""
    lock = os.open(jobs / "line.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def waiting(jobs: Path) -> list[JobFolder]:
    """Return the jobs in a folder whose living workers wait for a turn, next one first."""
    return [open(jobs / name) for _, name in _line(jobs)]


def waiting_before(job: JobFolder) -> list[JobFolder]:
    """Return the jobs that are served before this one."""
    mine = moment(job.path)
    if mine is None:
        return []
    before = [name for at, name in _line(job.path.parent) if (at, name) < (mine, job.path.name)]
    return [open(job.path.parent / name) for name in before]


def move(job: JobFolder, to: Place) -> None:
    """Give a waiting job another place in the line. Raises InputError where it does not wait."""
    with order(job.path.parent):
        found = _line(job.path.parent)
        names = [name for _, name in found]
        if job.path.name not in names:
            raise InputError(f"The job {job.spec.job_id} waits for no turn, so it has no place in line.")
        at = names.index(job.path.name)
        others = [when for when, name in found if name != job.path.name]
        goes = {"first": 0, "earlier": max(0, at - 1), "later": min(len(others), at + 1), "last": len(others)}[to]
        files.write(job.path / _MARK, repr(_between(others, goes)).encode())


def _between(moments: list[float], place: int) -> float:
    """Return a moment that comes at a place among others."""
    if not moments:
        return 0.0
    if place == 0:
        return moments[0] - 1.0
    return moments[-1] + 1.0 if place == len(moments) else (moments[place - 1] + moments[place]) / 2


def _line(jobs: Path) -> list[tuple[float, str]]:
    found = [(moment(mark.parent), mark.parent.name) for mark in jobs.glob(f"*/{_MARK}")]
    return sorted((at, name) for at, name in found if at is not None)


def moment(folder: Path) -> float | None:
    """Return the moment that a job in line goes by, moved or when its worker came; None where no worker lives."""
    process = read_process(folder / "worker.json")
    if process is None or not alive(process):
        return None
    try:
        return float((folder / _MARK).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return process.at


def _writes_here(spec: JobSpec) -> bool:
    """Return True where a model on this machine writes the queries, by name or because it is the best that is there."""
    options = GenerationOptions(**spec.options.get("generation", {}))
    places = [*(Path(root) for root in spec.arguments.get("roots", ())), spec.project]
    return choose(options, Surroundings(environ=os.environ, places=places, exists=Path.exists)).name == "local"
