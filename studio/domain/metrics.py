"""What a ranking is worth, one query at a time, from 0 to 1.

Rankings are unit ids, best first, without repeats; grades map judged units to 0 (judged, not relevant) and above.
Nothing here knows who ranked, or averages over queries.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "METRICS",
    "Figures",
    "Metric",
    "average_precision",
    "judged",
    "measure",
    "ndcg",
    "recall",
    "reciprocal_rank",
]

Grades = Mapping[str, int]


def ndcg(ranked: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Return discounted gain of the top k over that of the best possible order; a unit's gain is its grade."""
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k]
    if not ideal:
        return 0.0
    gained = _discounted([grades.get(unit, 0) for unit in ranked[:k]])
    return gained / _discounted(ideal)


def reciprocal_rank(ranked: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Return one over the rank of the first relevant unit, 0 where none is in the top k."""
    return next((1 / rank for rank, unit in enumerate(ranked[:k], 1) if grades.get(unit, 0) > 0), 0.0)


def recall(ranked: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Return the share of relevant units that are in the top k."""
    relevant = _relevant(grades)
    return sum(grades.get(unit, 0) > 0 for unit in ranked[:k]) / relevant if relevant else 0.0


def average_precision(ranked: Sequence[str], grades: Grades, k: int = 100) -> float:
    """Return precision at each relevant unit of the top k, averaged over as many relevant units as fit into k."""
    relevant = _relevant(grades)
    found, total = 0, 0.0
    for rank, unit in enumerate(ranked[:k], 1):
        if grades.get(unit, 0) > 0:
            found += 1
            total += found / rank
    return total / min(relevant, k) if relevant else 0.0


def judged(ranked: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Return the share of the top k that anybody judged at all; low values make the other figures pessimistic."""
    top = ranked[:k]
    return sum(unit in grades for unit in top) / len(top) if top else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric as it is listed: its name on screens and in files, what it says, and where it is defined."""

    name: str
    column: str
    description: str
    source: str
    cutoff: int
    of: Callable[[Sequence[str], Grades, int], float]


METRICS = (
    Metric(
        name="ndcg@10",
        column="ndcg_10",
        description="graded gain of the top 10, discounted by rank",
        source="Järvelin, Kekäläinen 2002, linear gains",
        cutoff=10,
        of=ndcg,
    ),
    Metric(
        name="mrr@10",
        column="mrr_10",
        description="one over the rank of the first relevant unit",
        source="Voorhees 1999",
        cutoff=10,
        of=reciprocal_rank,
    ),
    Metric(
        name="recall@10",
        column="recall_10",
        description="share of relevant units in the top 10",
        source="set retrieval",
        cutoff=10,
        of=recall,
    ),
    Metric(
        name="recall@100",
        column="recall_100",
        description="share of relevant units in the top 100",
        source="set retrieval",
        cutoff=100,
        of=recall,
    ),
    Metric(
        name="map@100",
        column="map_100",
        description="precision at each relevant unit of the top 100, averaged",
        source="Buckley, Voorhees 2000, cut at 100",
        cutoff=100,
        of=average_precision,
    ),
    Metric(
        name="judged@10",
        column="judged_10",
        description="share of the top 10 that was judged at all",
        source="Sakai 2007",
        cutoff=10,
        of=judged,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All metrics of one query."""

    ndcg_10: float
    mrr_10: float
    recall_10: float
    recall_100: float
    map_100: float
    judged_10: float


def measure(ranked: Sequence[str], grades: Grades) -> Figures:
    """Return all metrics of one ranking, of which the first 100 units are looked at."""
    return Figures(**{metric.column: metric.of(ranked, grades, metric.cutoff) for metric in METRICS})


def _relevant(grades: Grades) -> int:
    return sum(grade > 0 for grade in grades.values())


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
