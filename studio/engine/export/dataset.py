"""The curated dataset as pairs, triplets and n-tuples, each line with where it came from.

It decides nothing about which pairs belong to the dataset; it is handed them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from studio.domain.pairs import Split

__all__ = [
    "PROVENANCE",
    "SHAPES",
    "Provenance",
    "Shape",
    "n_tuples",
    "pairs",
    "sides",
    "triplets",
    "unseen",
    "write_shape",
]


@dataclass(frozen=True, slots=True)
class Provenance:
    """A column that every line carries beside its texts, and what it says."""

    dtype: pl.DataType | type[pl.DataType]
    says: str


PROVENANCE: Mapping[str, Provenance] = {
    "pair_id": Provenance(pl.String, "name of the pair; a pair with further positives has a line for each"),
    "positive_id": Provenance(pl.String, "name of the positive passage"),
    "positive_from": Provenance(
        pl.String, "pair where the query was written for that passage, reviewer where a person says that it answers too"
    ),
    "document_id": Provenance(pl.String, "the document it stands in"),
    "group_id": Provenance(pl.String, "that document with its near duplicates: the unit of splitting"),
    "split": Provenance(pl.String, "train, dev or test: test by group, dev by query"),
    "style": Provenance(pl.String, "style of the query"),
    "source": Provenance(pl.String, "who wrote the query: a provider, an import, a person"),
    "model": Provenance(pl.String, "the model that wrote it, where one did"),
    "prompt_version": Provenance(pl.String, "version of its prompt"),
    "decision": Provenance(
        pl.String, "what a reviewer decided: accepted, accepted_unseen, skipped, cant_tell, undecided"
    ),
    "claim": Provenance(pl.String, "for accepted_unseen, what an audit said of all pairs accepted with it"),
    "reviewer": Provenance(pl.String, "who decided"),
    "decided_at": Provenance(pl.String, "when, ISO 8601"),
    "grade": Provenance(pl.Int64, "how well the passage answers, 1 to 3, where a reviewer graded it"),
    "graded_ids": Provenance(pl.List(pl.String), "passages of which people decided how well they answer the query"),
    "grades": Provenance(
        pl.List(pl.Int64), "in their order: 3 for an accepted pair's or its grade, 2 answers too, 0 does not answer"
    ),
    "flagged": Provenance(pl.Boolean, "flagged in review"),
    "comment": Provenance(pl.String, "the reviewer's comment"),
    "original_query": Provenance(pl.String, "the query before a person edited it"),
    "split_from": Provenance(pl.String, "the pair whose query asked two things, where this is one of them"),
    "merged_pairs": Provenance(pl.List(pl.String), "pairs that asked the same and were merged into this one"),
    "dense_rank": Provenance(pl.Int64, "rank of the pair's own passage when the base searches for the query"),
    "bm25_rank": Provenance(pl.Int64, "rank of the positive when BM25 does"),
    "positive_score": Provenance(pl.Float64, "cosine of query and positive under the base"),
    "overlap": Provenance(pl.Float64, "share of the query's terms found in the positive"),
    "margin": Provenance(pl.Float64, "score of the best negative minus that of the positive"),
    "query_hash": Provenance(pl.String, "hash of the query as exported"),
    "positive_hash": Provenance(pl.String, "hash of the positive passage"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of the dataset: its lines, and how many examples had too few negatives for it."""

    lines: pl.DataFrame
    left_out: int


def pairs(examples: pl.DataFrame) -> Shape:
    """Return one line a query and positive."""
    return Shape(_lined(examples).select("query", "positive", *PROVENANCE), 0)


def triplets(examples: pl.DataFrame) -> Shape:
    """Return one line a query, positive and hard negative; examples without a negative have none."""
    lined = _lined(examples)
    rows = lined.filter(pl.col("negatives").list.len() > 0)
    each = rows.explode("negatives", "negative_ids").rename({"negatives": "negative", "negative_ids": "negative_id"})
    lines = each.select("query", "positive", "negative", "negative_id", *PROVENANCE)
    return Shape(lines, lined.height - rows.height)


def n_tuples(examples: pl.DataFrame) -> Shape:
    """Return query, positive, negative_1 ... negative_n, with the n that keeps most negatives in all.

    A trainer wants equally many in every line, so examples with fewer are left out.
    """
    lined = _lined(examples)
    counts = lined["negatives"].list.len().to_list()
    n = max(range(max(counts, default=0) + 1), key=lambda n: (n * sum(count >= n for count in counts), n))
    full = lined.filter(pl.col("negatives").list.len() >= n) if n else lined.head(0)
    columns = [pl.col("negatives").list.get(i, null_on_oob=True).alias(f"negative_{i + 1}") for i in range(n)]
    lines = full.select("query", "positive", *columns, pl.col("negative_ids").list.head(n), *PROVENANCE)
    return Shape(lines, lined.height - lines.height)


SHAPES: Mapping[str, Callable[[pl.DataFrame], Shape]] = {
    "pairs": pairs,
    "triplets": triplets,
    "n-tuples": n_tuples,
}
"""Every shape of the dataset by the name of its folder."""


def sides(lines: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the lines of each side that has any; lines that name no side may be trained on."""
    side = pl.col("split").fill_null(Split.TRAIN.value)
    found = {split.value: lines.filter(side == split.value) for split in Split}
    return {name: frame for name, frame in found.items() if frame.height}


def unseen(examples: pl.DataFrame) -> dict[str, int]:
    """Return how many pairs were accepted unseen, by what an audit said of them."""
    if "claim" not in examples.columns:
        return {}
    claimed = (
        examples.filter(pl.col("claim").fill_null("") != "").group_by("claim").agg(pl.n_unique("pair_id")).sort("claim")
    )
    return dict(claimed.iter_rows())


def write_shape(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame as JSONL or Parquet, by the path's suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_ndjson(path)


def _lined(examples: pl.DataFrame) -> pl.DataFrame:
    """Return the examples with every column of provenance in its own type, unknown ones null, and no null lists."""
    columns = []
    for name, column in PROVENANCE.items():
        value = pl.col(name) if name in examples.columns else pl.lit(None)
        if name in examples.columns and examples.schema[name].is_temporal():
            value = value.dt.to_string("iso:strict")
        columns.append(value.cast(column.dtype).alias(name))
    lists = [pl.col(name).cast(pl.List(pl.String)).fill_null([]) for name in ("negatives", "negative_ids")]
    return examples.select("query", "positive", *lists, *columns)
