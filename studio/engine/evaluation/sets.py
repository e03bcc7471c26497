"""A test set as evaluation reads it: queries that something answers, their groups, and every judgment.

Knows no system. Queries without a relevant unit say nothing about a system and are counted, not measured.
"""

from dataclasses import dataclass
from typing import get_args

import polars as pl

from studio.domain.leaderboard import Unit
from studio.errors import InputError

__all__ = ["Judged", "grades_by_query", "judged_sets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One test set. `grades` has for each query its judged units, those judged irrelevant included."""

    test_set: str
    purpose: str
    source: str
    unit: Unit
    content_hash: str
    query_ids: list[str]
    texts: list[str]
    groups: list[str]
    grades: list[dict[str, int]]
    unanswered: int


def judged_sets(test_sets: pl.DataFrame, queries: pl.DataFrame, qrels: pl.DataFrame) -> list[Judged]:
    """Put queries and judgments of each test set together. Sets are never mixed."""
    return [
        _judged(
            row,
            queries.filter(pl.col("test_set") == row["test_set"]),
            grades_by_query(qrels.filter(pl.col("test_set") == row["test_set"])),
        )
        for row in test_sets.iter_rows(named=True)
    ]


def grades_by_query(qrels: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Return the judgments of one test set; of repeated ones the highest grade counts."""
    found: dict[str, dict[str, int]] = {}
    for query_id, unit_id, grade in qrels.select("query_id", "unit_id", "grade").iter_rows():
        of_query = found.setdefault(query_id, {})
        of_query[unit_id] = max(int(grade), of_query.get(unit_id, 0))
    return found


def _judged(row: dict[str, str], queries: pl.DataFrame, grades: dict[str, dict[str, int]]) -> Judged:
    unit: Unit | None = next((known for known in get_args(Unit) if known == row["unit"]), None)
    if unit is None:
        raise InputError(f"unit = {row['unit']!r} of test set {row['test_set']} is not passage, section or document.")
    answered = queries.filter(
        pl.col("query_id").is_in([query for query, judged in grades.items() if any(judged.values())])
    )
    query_ids: list[str] = answered["query_id"].to_list()
    return Judged(
        test_set=row["test_set"],
        purpose=row["purpose"],
        source=row["source"],
        unit=unit,
        content_hash=row["content_hash"],
        query_ids=query_ids,
        texts=answered["text"].to_list(),
        groups=answered["group_id"].to_list(),
        grades=[grades[query] for query in query_ids],
        unanswered=len(queries) - len(answered),
    )
