"""What is said at the end of a command that measured: the verdict on a run, with the kinds of query that got worse.

Measures nothing itself.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from studio.cli.board import best_run, sentence
from studio.cli.session import Session

if TYPE_CHECKING:
    from studio.domain.board import Compared, Told
    from studio.domain.leaderboard import TestSet
    from studio.domain.records import Landed
    from studio.storage.database import Database

__all__ = ["best_told", "say"]


def best_told(db: "Database", test_set: "TestSet", compared: "Compared", runs: Collection[str] = ()) -> "Told | None":
    """Return what may be said of the best run, or of the best of some; None where none was measured."""
    from studio.storage import comparing

    best = best_run([row for row in compared.rows if not runs or row.run_id in runs])
    told = next((told for told in compared.told() if best is not None and told.row.row_id == best.row_id), None)
    return comparing.with_falls(db, test_set, told) if told else None


def say(session: Session, landed: "Landed | None", runs: Collection[str] = ()) -> None:
    """Say what may be said of the best run on each test set once a job has landed; of some `runs`, of each of them.

    The run that the job itself trained is one of those.
    """
    from studio.storage import comparing, test_sets
    from studio.storage import runs as run_store

    if landed is None:
        return
    with session.database() as db:
        trained = [run.run_id for run in run_store.runs(db) if run.job_id == landed.job_id]
        for test_set in test_sets.test_sets(db):
            compared = comparing.compared(db, test_set.test_set)
            for names in [[name] for name in (*runs, *trained)] or [[]]:
                told = best_told(db, test_set, compared, names)
                if told is not None:
                    click.echo(sentence(test_set, told))
