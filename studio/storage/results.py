"""What was measured: leaderboard rows, figures per query, rankings. It computes no metric.

No row is ever forgotten: one that is no longer shown keeps its p-value in Holm's family.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from studio.domain.leaderboard import Row, RowKind
from studio.domain.records import Landed, QueryChange, QueryChanges, Ranked
from studio.storage import jobs
from studio.storage.database import Database
from studio.storage.test_sets import count_look
from studio.storage.values import frame, now

__all__ = [
    "compare",
    "ever_compared",
    "export_rows",
    "judged_10",
    "land_results",
    "pairs_behind",
    "ranking",
    "rows",
    "stale",
    "take_over",
]


def land_results(db: Database, outputs: Path, job_id: str, inputs: Path | None = None) -> Landed:
    """Take over rows, per-query figures and rankings of an evaluate job; a row measured again replaces itself."""
    return jobs.land_once(db, job_id, "evaluate", lambda: take_over(db, outputs, job_id, inputs))


def take_over(db: Database, outputs: Path, job_id: str, inputs: Path | None = None) -> dict[str, int]:
    """Do what land_results does inside a transaction of the caller's; return counts.

    A run that was trained on queries of a test set, or on a document of a generated one's queries (the corpus changed
    since), gets no row there: how many are left out is counted.
    `inputs` hold the test sets as they were measured on. A row whose system was measured again stands back, without its
    figures per query: its p-value is all that is kept of it.
    """
    measured, per_query, rankings = (frame(outputs, name) for name in ("rows", "per_query", "rankings"))
    db.do("clear_per_query", rows=measured)
    db.do("clear_rankings", rows=measured)
    taken = db.do("put_rows", rows=measured, job_id=job_id, measured_at=now())
    db.do("put_per_query", per_query=per_query, job_id=job_id)
    db.do("put_rankings", rankings=rankings, job_id=job_id)
    if inputs is not None:
        db.do("note_states", testsets=frame(inputs, "testsets"), job_id=job_id)
    measured_sets = [row[0] for row in db.all("measured_sets", rows=measured)]
    replaced = [row[0] for row in db.all("replaced_rows", test_sets=measured_sets)]
    for statement in ("stand_back", "forget_per_query", "forget_rankings"):
        db.do(statement, row_ids=replaced)
    count_look(db, measured_sets)
    return {"rows": taken, "left out": db.all("left_out", rows=measured, job_id=job_id)[0][0]}


def rows(db: Database, test_set: str) -> list[Row]:
    """Return the rows of one test set, best NDCG@10 first."""
    return [_row(row) for row in db.all("results", test_set=test_set)]


def ever_compared(db: Database, test_set: str) -> dict[str, float]:
    """Return the p-value of every row ever compared on a test set, by row_id: Holm's family, whatever is still shown.

    Versions of a generated set are one set here, as they are where looks are counted.
    """
    return dict(db.all("ever_compared", test_set=test_set))


def stale(db: Database) -> dict[str, str]:
    """Return the rows that were measured on an earlier state of their test set, each with the name of that set."""
    return dict(db.all("stale_rows"))


def judged_10(db: Database) -> dict[str, float]:
    """Return for each test set the least share of a row's top 10 that was judged, of rows that are not stale."""
    return dict(db.all("least_judged"))


def compare(db: Database, before: str, after: str, limit: int = 200) -> QueryChanges:
    """Compare two rows (by row_id) query by query; the `limit` largest changes are listed."""
    won, lost, equal = db.all("compare_counts", before=before, after=after)[0]
    changes = tuple(
        QueryChange(query_id=row[0], text=row[1], before=row[2], after=row[3], rank_before=row[4], rank_after=row[5])
        for row in db.all("compare_changes", before=before, after=after, limit=limit)
    )
    return QueryChanges(won=won, lost=lost, equal=equal, changes=changes)


def ranking(db: Database, row_id: str, query_id: str) -> list[Ranked]:
    """Return the top ten of one query under one row, with the grades of those that were judged."""
    return [
        Ranked(
            rank=row[0],
            unit_id=row[1],
            passage_id=row[2],
            score=row[3],
            grade=row[4],
            title=row[5],
            heading_path=tuple(row[6]),
            text=row[7],
        )
        for row in db.all("ranking", row_id=row_id, query_id=query_id)
    ]


def pairs_behind(db: Database, test_set: str, query_id: str) -> list[int]:
    """Return the numbers of the active pairs whose positive is relevant to a test query."""
    return [row[0] for row in db.all("query_pairs", test_set=test_set, query_id=query_id)]


def export_rows(db: Database, path: Path, adjusted: Mapping[str, float]) -> int:
    """Write every row for the export job, with its p-value by Holm (`adjusted`, by row_id); return the number."""
    return db.do("export_rows", path=str(path), row_ids=list(adjusted), adjusted=list(adjusted.values()))


def _row(row: Sequence[Any]) -> Row:
    values = dict(zip((item.name for item in fields(Row)), row, strict=True))
    return Row(**{**values, "kind": RowKind(values["kind"])})
