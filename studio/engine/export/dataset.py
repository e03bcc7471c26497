"""The curated dataset as pairs, triplets and n-tuples, each line with where it came from.

It decides nothing about which pairs belong to the dataset; it is handed them.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

__all__ = ["PROVENANCE", "SHAPES", "n_tuples", "pairs", "triplets", "write_shape"]

PROVENANCE = (
    "pair_id",
    "positive_id",
    "document_id",
    "split",
    "style",
    "source",
    "model",
    "prompt_version",
    "decision",
    "reviewer",
    "decided_at",
    "flagged",
    "comment",
    "original_query",
    "dense_rank",
    "bm25_rank",
    "positive_score",
    "overlap",
    "margin",
    "query_hash",
    "positive_hash",
)
"""Columns that every line carries beside its texts."""


def _provenance(examples: pl.DataFrame) -> list[str]:
    return [name for name in PROVENANCE if name in examples.columns]


def pairs(examples: pl.DataFrame) -> pl.DataFrame:
    """Return one line a query and positive."""
    return examples.select("query", "positive", *_provenance(examples))


def triplets(examples: pl.DataFrame) -> pl.DataFrame:
    """Return one line a query, positive and hard negative; pairs without a negative have none."""
    rows = examples.select("query", "positive", "negatives", "negative_ids", *_provenance(examples))
    rows = rows.filter(pl.col("negatives").list.len() > 0).explode("negatives", "negative_ids")
    return rows.rename({"negatives": "negative", "negative_ids": "negative_id"}).select(
        "query", "positive", "negative", "negative_id", *_provenance(examples)
    )


def n_tuples(examples: pl.DataFrame) -> pl.DataFrame:
    """Return query, positive, negative_1 ... negative_n with the commonest n; lines with fewer are left out."""
    counts = examples.select(pl.col("negatives").list.len().alias("n")).filter(pl.col("n") > 0)
    n = int(counts["n"].mode().max() or 0) if counts.height else 0  # type: ignore[arg-type]  # a column of integers
    full = examples.filter(pl.col("negatives").list.len() >= n) if n else examples.head(0)
    columns = [pl.col("negatives").list.get(i, null_on_oob=True).alias(f"negative_{i + 1}") for i in range(n)]
    return full.select("query", "positive", *columns, *_provenance(examples))


SHAPES: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "pairs": pairs,
    "triplets": triplets,
    "n-tuples": n_tuples,
}
"""Every shape of the dataset by the name of its files."""


def write_shape(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame as JSONL or Parquet, by the path's suffix."""
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_ndjson(path)
