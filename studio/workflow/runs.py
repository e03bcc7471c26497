"""Runs as people keep them: what is known of one, its marks, what deleting it frees. It trains and measures nothing.

A deleted run loses its model and its job's folder; its record stays, and so do its rows of the leaderboard: they were
looked at, so the correction for several comparisons has to count them.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.figures import size
from studio.domain.forgetting import everyday
from studio.domain.records import Dataset, Run, RunFigure
from studio.errors import InputError
from studio.jobs import ending
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobState
from studio.project import Project
from studio.storage import datasets, runs
from studio.storage.database import Database

__all__ = [
    "DELETED",
    "Record",
    "delete",
    "folder",
    "frees",
    "mark",
    "record",
    "records",
    "rename",
    "told_before_deleting",
]

DELETED = "deleted"
_GENERAL = ("general", "general_base")
"""What a run's job calls NDCG@10 on everyday queries: the run's, and its base's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A run with all that the project knows of it.

    `state` is a JobState's value, or `deleted`. `why` says in a sentence why it failed or stopped. `told` is what its
    job counted at its end (`best_step`, `best_dev`, `base_dev`, `pairs` ...). `figures` are dev sets first, full
    dimensions first.
    """

    run: Run
    state: str
    why: str
    ended_at: datetime | None
    told: Mapping[str, int | float | str]
    dataset: Dataset | None
    figures: tuple[RunFigure, ...]

    @property
    def merged(self) -> str:
        """Which share of the trained weights is in its model (alpha), and why; empty where its job did not tell."""
        return str(self.told.get("merged", ""))

    @property
    def everyday(self) -> str:
        """How its model does on everyday queries, beside its base; empty where its job did not measure that."""
        after, before = (self.told.get(key) for key in _GENERAL)
        return everyday(after, before) if isinstance(after, float) and isinstance(before, float) else ""

    @property
    def counted(self) -> Mapping[str, int | float | str]:
        """What its job counted, without what `merged` and `everyday` tell."""
        left = (*(("merged", "share") if self.merged else ()), *(_GENERAL if self.everyday else ()))
        return {key: value for key, value in self.told.items() if key not in left}

    @property
    def hidden(self) -> bool:
        """True where it is listed only when asked for."""
        return self.run.archived or self.run.deleted

    def dev_at(self, dimensions: int = 0) -> RunFigure | None:
        """Return the figure on the dev set at so many dimensions; at 0, at its full ones."""
        dev = (figure for figure in self.figures if figure.purpose == "dev")
        return next((figure for figure in dev if dimensions in (0, figure.dimensions)), None)


def records(project: Project, db: Database) -> list[Record]:
    """Return all runs: pinned ones first, then the newest."""
    found = sorted(runs.runs(db), key=lambda run: run.created_at, reverse=True)
    figures, known = runs.figures(db), {dataset.dataset_hash: dataset for dataset in datasets.datasets(db)}
    ordered = sorted(found, key=lambda run: not run.pinned)
    return [_record(project, run, figures.get(run.run_id, ()), known.get(run.dataset_hash)) for run in ordered]


def record(project: Project, db: Database, name: str) -> Record:
    """Return one run by its id or the name that a person gave it. Raises UnknownNameError."""
    run = runs.run(db, name)
    return next(found for found in records(project, db) if found.run.run_id == run.run_id)


def folder(project: Project, run: Run) -> JobFolder | None:
    """Return the folder of a run's job; None where it is gone."""
    try:
        return folders.open(project.jobs / run.job_id)
    except InputError:
        return None


def rename(db: Database, run: Run, name: str) -> Run:
    """Give a run a name of its own; an empty one takes it away. Raises InputError where another run goes by it."""
    name = " ".join(name.split())
    taken = next((other for other in runs.runs(db) if other.run_id != run.run_id and name in other.names), None)
    if name and taken is not None:
        raise InputError(f"{taken.run_id} goes by {name} already. Choose another name, or rename that one first.")
    return mark(db, replace(run, name=name))


def mark(db: Database, run: Run) -> Run:
    """Store a run's name, note, pin and whether it is archived, as they are in `run`; return it."""
    runs.mark(db, run)
    return run


def told_before_deleting(project: Project, run: Run) -> str:
    """Return what deleting a run would do, for the person to agree to."""
    return (
        f"Deleting {' · '.join(run.names)} frees {size(frees(project, run))}: its model, checkpoints and log go. Its "
        "record and what was measured of it stay, for the statistics count every row."
    )


def frees(project: Project, run: Run) -> int:
    """Return the bytes that deleting a run frees."""
    return sum(_size(path) for path in _own(project, run))


def delete(project: Project, db: Database, run: Run) -> int:
    """Delete a run's model and job, keep its record and rows, and return the bytes freed.

    Raises InputError while it runs, and where another run was trained from its model.
    """
    job = folder(project, run)
    if job is not None and folders.worker(job) is not None:
        raise InputError(f"{run.run_id} is at work. Cancel it first: `studio cancel {run.job_id}`.")
    if run.deleted:
        raise InputError(f"{run.run_id} was deleted already.")
    model = str(project.path / run.path)
    heirs = [other.run_id for other in runs.runs(db) if other.base == model and not other.deleted]
    if heirs:
        raise InputError(f"{heirs[0]} was trained from {run.run_id} and is measured against it. Delete that one first.")
    freed = frees(project, run)
    mark(db, replace(run, deleted=True, pinned=False))
    for path in _own(project, run):
        shutil.rmtree(path, ignore_errors=True)
    return freed


def _record(project: Project, run: Run, figures: tuple[RunFigure, ...], dataset: Dataset | None) -> Record:
    job = None if run.deleted else folder(project, run)
    ended = folders.latest(job).ended if job else None
    state = folders.state(job) if job else (JobState.DONE if run.done else JobState.STOPPED)
    why = ended.error if ended and state is JobState.FAILED else ""
    if job is not None and state is JobState.STOPPED:
        why = ending.gone(job)
    return Record(
        run=run,
        state=DELETED if run.deleted else str(state),
        why=why,
        ended_at=datetime.fromtimestamp(ended.at, UTC) if ended else None,
        told=ended.summary if ended else {},
        dataset=dataset,
        figures=figures,
    )


def _own(project: Project, run: Run) -> Iterator[Path]:
    """Yield a run's folders, those inside the project alone."""
    for path in (project.path / run.path, project.jobs / run.job_id):
        if path.is_dir() and path.resolve().is_relative_to(project.path) and path.resolve() != project.path:
            yield path


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file() and not file.is_symlink())
