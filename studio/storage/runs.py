"""Runs: training jobs and the models that they left."""

from studio.domain.records import Run
from studio.storage.database import Database


def next_run_id(db: Database) -> str:
    """Return the next free name: run-01, run-02 ..."""
    raise NotImplementedError


def record(db: Database, run: Run) -> None:
    """Store a run, or what became of it."""
    raise NotImplementedError


def runs(db: Database) -> list[Run]:
    """Return all runs, oldest first."""
    raise NotImplementedError


def run(db: Database, run_id: str) -> Run:
    """Return one run. Raises UnknownNameError."""
    raise NotImplementedError
