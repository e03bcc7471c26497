"""Runs: training jobs, the models that they left, and what people said of them. Deletes no file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from studio.domain.records import Run, RunFigure
from studio.storage.database import Database, UnknownNameError
from studio.storage.values import columns, from_time, to_time

__all__ = ["export", "figures", "finish", "mark", "next_run_id", "record", "run", "runs", "settle"]


def next_run_id(db: Database) -> str:
    """Return the next free name: run-01, run-02 ..."""
    return f"run-{int(db.all('next_run')[0][0]) + 1:02d}"


def record(db: Database, run: Run) -> None:
    """Store a run, or what became of it: its model's hash and path, and that it is done."""
    db.do(
        "put_run",
        run_id=run.run_id,
        job_id=run.job_id,
        created_at=to_time(run.created_at),
        dataset_hash=run.dataset_hash,
        base=run.base,
        path=str(run.path),
        model_hash=run.model_hash,
        settings=json.dumps(run.settings),
        done=run.done,
    )


def finish(db: Database, run_id: str) -> None:
    """Note that a run has its model, under the hash that its leaderboard rows carry."""
    db.do("finish_run", run_id=run_id)


def settle(db: Database, run_id: str, settings: Mapping[str, object]) -> None:
    """Note what a run's settings came to, where its job had to ask the model first."""
    db.do("settle_run", run_id=run_id, settings=json.dumps(settings))


def export(db: Database, rows: Sequence[tuple[str, str, str, str, str | None, str | None]], path: Path) -> int:
    """Write run_id, name, path, passages and prompts of models to measure; return the number."""
    names = ("run_id", "run_name", "model_path", "passages", "query_prompt", "passage_prompt")
    return db.do("export_runs", **columns(rows, names), path=str(path))


def runs(db: Database) -> list[Run]:
    """Return all runs, oldest first."""
    return [_run(row) for row in db.all("runs", run_id="")]


def run(db: Database, name: str) -> Run:
    """Return one run by its id or by the name that a person gave it. Raises UnknownNameError."""
    row = db.one("runs", run_id=name) if name else None
    if row is None:
        names = ", ".join(known.run_id for known in runs(db)) or "none yet"
        raise UnknownNameError(f"There is no run {name} in this project. Its runs: {names}.")
    return _run(row)


def mark(db: Database, run: Run) -> None:
    """Store name, note, pin, and whether a run is archived or deleted."""
    db.do(
        "mark_run",
        run_id=run.run_id,
        called=run.name,
        note=run.note,
        pinned=run.pinned,
        archived=run.archived,
        deleted=run.deleted,
    )


def figures(db: Database) -> dict[str, tuple[RunFigure, ...]]:
    """Return what was measured of each run alone, by run_id: dev sets first, most dimensions first."""
    names = [item.name for item in fields(RunFigure)]
    found = groupby(db.all("run_figures"), key=lambda row: str(row[0]))
    return {
        run_id: tuple(RunFigure(**dict(zip(names, row[1:], strict=True))) for row in rows) for run_id, rows in found
    }


def _run(row: Sequence[Any]) -> Run:
    run_id, job_id, created_at, dataset_hash, base, path, model_hash, settings, done, *marks = row
    name, note, pinned, archived, deleted = marks
    return Run(
        run_id=run_id,
        job_id=job_id,
        created_at=from_time(created_at),
        dataset_hash=dataset_hash,
        base=base,
        path=PurePosixPath(path),
        model_hash=model_hash,
        settings=json.loads(settings),
        done=done,
        name=name,
        note=note,
        pinned=pinned,
        archived=archived,
        deleted=deleted,
    )
