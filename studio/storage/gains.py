"""Gains of runs over bases untouched, compared from the figures of each query. Measures nothing anew."""

from collections.abc import Collection, Sequence

from studio.domain.board import full_size
from studio.domain.gains import Gain, Untouched, best_untouched, pairs_to_compare
from studio.domain.leaderboard import Row, RowKind, TestSet
from studio.domain.registry import base_names
from studio.storage import comparing, results, runs, test_sets
from studio.storage.database import Database

__all__ = ["bases", "gains", "gains_of_run", "untouched"]


def untouched(db: Database) -> str:
    """Return what the best base that nobody trained is called, chosen on the dev set; "" where none was measured."""
    dev = [found.test_set for found in test_sets.test_sets(db) if found.purpose == "dev"]
    return next((best for name in dev if (best := best_untouched(results.rows(db, name)))), "")


def bases(db: Database) -> list[Untouched]:
    """Return the bases that were measured untouched on the dev set, best first; none where none was."""
    for test_set in test_sets.test_sets(db):
        compared = comparing.compared(db, test_set.test_set) if test_set.purpose == "dev" else None
        rows = [row for row in full_size(compared.rows) if row.kind is RowKind.BASE] if compared else []
        if compared and rows:
            told = {said.row.row_id: said for said in compared.told()}
            return [
                Untouched(row=row, place=place, of=len(rows), told=told.get(row.row_id))
                for place, row in enumerate(rows, 1)
            ]
    return []


def gains_of_run(db: Database, run_id: str) -> list[Gain]:
    """Return the gains of one run's rows on every test set, those that nothing is chosen on first."""
    found = []
    for test_set in sorted(test_sets.test_sets(db), key=lambda each: each.purpose == "dev"):
        rows = results.rows(db, test_set.test_set)
        found += gains(db, test_set, rows, [row.row_id for row in rows if row.run_id == run_id])
    return found


def gains(db: Database, test_set: TestSet, rows: Sequence[Row], wanted: Collection[str] | None = None) -> list[Gain]:
    """Return the gains of all runs' rows of one test set, or of those whose row_id is wanted, best row first."""
    own = {run.run_id: base_names(run.base)[::-1] for run in runs.runs(db)}
    pairs = pairs_to_compare(rows, own, untouched(db))
    pairs = [pair for pair in pairs if wanted is None or pair[0].row_id in wanted]
    differences = comparing.differences(db, [(row.row_id, base.row_id) for row, base, _ in pairs])
    found = []
    for row, base, over in pairs:
        compared = comparing.comparison(differences.get((row.row_id, base.row_id), ()), row.seed)
        if compared is None:
            continue
        found.append(
            Gain(
                row_id=row.row_id,
                name=row.name,
                test_set=test_set.test_set,
                over=over,
                base=base.name,
                base_ndcg_10=base.ndcg_10,
                difference=compared.difference,
                ci_low=compared.ci_low,
                ci_high=compared.ci_high,
                p_value=compared.p_value,
                groups=compared.groups,
            )
        )
    return found
