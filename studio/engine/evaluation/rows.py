"""Rows of the leaderboard from rankings: means, differences from the base, and the hashes to recompute them by.

Ranks nothing itself, and averages over nothing but the queries of one test set.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import get_type_hints

import polars as pl

from studio.domain.board import rebased
from studio.domain.identity import content_hash
from studio.domain.leaderboard import Precision, Row, RowKind
from studio.domain.metrics import Figures, measure
from studio.domain.options import EvaluationOptions
from studio.domain.statistics import Comparison, compare
from studio.engine.evaluation.latency import Latency
from studio.engine.evaluation.sets import Judged
from studio.engine.evaluation.units import Ranking

__all__ = ["Line", "Measured", "measured", "per_query_frame", "rankings_frame", "row_of", "rows_frame"]

_TYPES: dict[object, pl.DataType] = {
    str: pl.String(),
    RowKind: pl.String(),
    Precision: pl.String(),
    int: pl.Int64(),
    int | None: pl.Int64(),
    float: pl.Float64(),
    float | None: pl.Float64(),
}
ROWS = pl.Schema([(name, _TYPES[hint]) for name, hint in get_type_hints(Row).items()])
PER_QUERY = pl.Schema(
    [("row_id", pl.String()), ("query_id", pl.String())]
    + [(name, pl.Float64()) for name in ("ndcg_10", "mrr_10", "recall_10", "recall_100", "map_100")]
)
RANKINGS = pl.Schema(
    [
        ("row_id", pl.String()),
        ("query_id", pl.String()),
        ("rank", pl.Int64()),
        ("unit_id", pl.String()),
        ("passage_id", pl.String()),
        ("score", pl.Float64()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A system at one size of its vectors, before it meets a test set.

    At another precision than float32 `settings` name it, so that such a row has an id of its own.
    """

    name: str
    kind: RowKind
    run_id: str
    dimensions: int
    precision: Precision = "float32"
    model_hash: str
    latency: Latency | None
    bytes_per_million: int | None
    settings: Mapping[str, str | float | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A line on one test set, query by query."""

    line: Line
    judged: Judged
    row_id: str
    settings_hash: str
    figures: list[Figures]
    rankings: list[Ranking]


def measured(line: Line, judged: Judged, rankings: list[Ranking], *, seed: int) -> Measured:
    """Measure the rankings of one line on one test set."""
    settings = {**line.settings, "test_set": judged.content_hash, "seed": seed}
    settings_hash = content_hash(json.dumps(settings, sort_keys=True))
    return Measured(
        line=line,
        judged=judged,
        row_id=content_hash(line.name, judged.test_set, str(line.dimensions), line.model_hash, settings_hash),
        settings_hash=settings_hash,
        figures=[measure(ranking.units, grades) for ranking, grades in zip(rankings, judged.grades, strict=True)],
        rankings=rankings,
    )


def row_of(found: Measured, base: Measured, options: EvaluationOptions) -> Row:
    """Return the row, compared with the base at its full dimensions unless it is that very one."""
    line, judged = found.line, found.judged
    row = Row(
        row_id=found.row_id,
        name=line.name,
        kind=line.kind,
        run_id=line.run_id,
        test_set=judged.test_set,
        queries=len(judged.query_ids),
        groups=len(set(judged.groups)),
        dimensions=line.dimensions,
        precision=line.precision,
        ndcg_10=_mean(found.figures, "ndcg_10"),
        mrr_10=_mean(found.figures, "mrr_10"),
        recall_10=_mean(found.figures, "recall_10"),
        recall_100=_mean(found.figures, "recall_100"),
        map_100=_mean(found.figures, "map_100"),
        judged_10=_mean(found.figures, "judged_10"),
        latency_p50=line.latency.p50 if line.latency else None,
        latency_p95=line.latency.p95 if line.latency else None,
        bytes_per_million=line.bytes_per_million,
        model_hash=line.model_hash,
        settings_hash=found.settings_hash,
        seed=options.seed,
    )
    return rebased(row, None if found is base else _comparison(found, base, options))


def rows_frame(rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows as the contract's frame."""
    return pl.DataFrame([{**asdict(row), "kind": str(row.kind)} for row in rows], schema=ROWS)


def per_query_frame(every: Sequence[Measured]) -> pl.DataFrame:
    """Return the figures of each query of each row."""
    columns = list(PER_QUERY)[2:]
    return pl.DataFrame(
        [
            (found.row_id, query_id, *(getattr(figures, column) for column in columns))
            for found in every
            for query_id, figures in zip(found.judged.query_ids, found.figures, strict=True)
        ],
        schema=PER_QUERY,
        orient="row",
    )


def rankings_frame(every: Sequence[Measured], passage_ids: Sequence[str]) -> pl.DataFrame:
    """Return the top ten of each query of each row."""
    return pl.DataFrame(
        [
            (found.row_id, query_id, rank, unit, passage_ids[place], score)
            for found in every
            for query_id, ranking in zip(found.judged.query_ids, found.rankings, strict=True)
            for rank, (unit, place, score) in enumerate(
                zip(ranking.units, ranking.passages, ranking.scores, strict=False), 1
            )
        ],
        schema=RANKINGS,
        orient="row",
    )


def _mean(figures: Sequence[Figures], column: str) -> float:
    return math.fsum(getattr(each, column) for each in figures) / len(figures) if figures else 0.0


def _comparison(found: Measured, base: Measured, options: EvaluationOptions) -> Comparison:
    differences = [ours.ndcg_10 - theirs.ndcg_10 for ours, theirs in zip(found.figures, base.figures, strict=True)]
    return compare(differences, found.judged.groups, draws=options.draws, seed=options.seed)
