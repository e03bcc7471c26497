"""Pooling: what people are asked to judge is the top of every row, put together query by query.

What no row ranks that high is taken for not relevant, as in TREC (Spärck Jones, van Rijsbergen 1975; Voorhees 2001).
Which row found what is kept apart from what is shown: whoever judges must not know. Judges nothing.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from studio.domain.leaderboard import RowKind
from studio.domain.options import EvaluationOptions, IndexOptions, JudgingOptions, ModelOptions
from studio.engine.evaluation.bench import Bench, Means
from studio.engine.evaluation.enriching import Enriching
from studio.engine.evaluation.evaluate import measure_all
from studio.engine.evaluation.rows import Measured
from studio.engine.evaluation.sets import Judged
from studio.engine.evaluation.units import Ranking
from studio.engine.progress import Reporter
from studio.engine.retrieval.encoder import Encoder, MakeEncoder

__all__ = ["POOL", "PoolResult", "pool"]

POOL = pl.Schema({"query_id": pl.String(), "passage_id": pl.String(), "found_by": pl.List(pl.String())})


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolResult:
    """`pool` (query_id, passage_id, found_by) in an order that means nothing, and the names of the `rows` pooled."""

    pool: pl.DataFrame
    rows: list[str]


def pool(
    passages: pl.DataFrame,
    queries: pl.DataFrame,
    runs: pl.DataFrame,
    *,
    options: JudgingOptions,
    evaluation: EvaluationOptions,
    model: ModelOptions,
    examples: pl.DataFrame | None = None,
    index: IndexOptions | None = None,
    cache: Path,
    reporter: Reporter,
    make_encoder: MakeEncoder = Encoder,
) -> PoolResult:
    """Pool the first passages of base, BM25, `runs` and their fusions for `queries` (query_id, text).

    `examples` (query, positive_id, split, source) enrich the indexes of further rows.

    Models are asked at their own dimensions alone, in float32. Raises Interrupted with all that was encoded kept.
    """
    means = Means(
        options=replace(evaluation, dimensions=(), precisions=()),
        index=index or IndexOptions(),
        model=model,
        cache=cache,
        reporter=reporter,
        make_encoder=make_encoder,
    )
    bench = Bench(passages, [_unjudged(queries)], Enriching(examples, passages), means)
    every, _ = measure_all(bench, runs, model=model, reporter=reporter)
    found: dict[tuple[str, str], list[str]] = {}
    for measured in every:
        for query_id, ranking in zip(measured.judged.query_ids, measured.rankings, strict=True):
            for passage_id in _top(measured, ranking, options.depth):
                found.setdefault((query_id, passage_id), []).append(measured.line.name)
    rows = [(*key, names) for key, names in sorted(found.items())]
    return PoolResult(
        pool=pl.DataFrame(rows, schema=POOL, orient="row"), rows=[measured.line.name for measured in every]
    )


def _unjudged(queries: pl.DataFrame) -> Judged:
    query_ids: list[str] = queries["query_id"].to_list()
    return Judged(
        test_set="pool",
        purpose="test",
        source="human",
        unit="passage",
        content_hash="",
        query_ids=query_ids,
        texts=queries["text"].to_list(),
        groups=query_ids,
        grades=[{} for _ in query_ids],
        unanswered=0,
    )


def _top(measured: Measured, ranking: Ranking, depth: int) -> list[str]:
    """Return the first passages; those that share no word with the query are not found by BM25, but left over."""
    if measured.line.kind is RowKind.BM25:
        depth = min(depth, next((rank for rank, score in enumerate(ranking.scores) if score <= 0), depth))
    return ranking.units[:depth]
