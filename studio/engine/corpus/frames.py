"""The frames of this room: their columns and types, and nothing else."""

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl

from studio.domain.corpus import Passage
from studio.engine.corpus.scan import Seen

__all__ = [
    "DOCUMENTS",
    "GROUPS",
    "KNOWN",
    "PASSAGES",
    "PROBLEMS",
    "documents_frame",
    "empty",
    "passages_frame",
]

KNOWN = pl.Schema({"document_id": pl.String, "source": pl.String, "content_hash": pl.String, "root": pl.String})
"""What the project holds already."""

DOCUMENTS = pl.Schema(
    {
        "document_id": pl.String,
        "title": pl.String,
        "source": pl.String,
        "format": pl.String,
        "content_hash": pl.String,
        "characters": pl.Int64,
        "root": pl.String,
        "state": pl.String,
    }
)

PASSAGES = pl.Schema(
    {
        "passage_id": pl.String(),
        "document_id": pl.String(),
        "ordinal": pl.Int64(),
        "title": pl.String(),
        "heading_path": pl.List(pl.String),
        "text": pl.String(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "tokens": pl.Int64(),
        "group_id": pl.String(),
        "duplicate_of": pl.String(),
    }
)

GROUPS = pl.Schema({"passage_id": pl.String, "group_id": pl.String, "duplicate_of": pl.String})

PROBLEMS = pl.Schema({"source": pl.String, "reason": pl.String})


def empty(schema: pl.Schema) -> pl.DataFrame:
    """Return a frame without rows: what a project that holds nothing yet brings."""
    return pl.DataFrame([], schema=schema)


def passages_frame(passages: Sequence[Passage]) -> pl.DataFrame:
    """Return passages as a frame."""
    rows = [{**asdict(passage), "heading_path": list(passage.heading_path)} for passage in passages]
    return pl.DataFrame(rows, schema=PASSAGES)


def documents_frame(documents: Sequence[Seen], passages: pl.DataFrame) -> pl.DataFrame:
    """Return documents as a frame. What was not read again takes title and length from the passages known of it."""
    frame = pl.DataFrame([asdict(document) for document in documents], schema_overrides=dict(DOCUMENTS))
    if frame.is_empty():
        return empty(DOCUMENTS)
    held = passages.group_by("document_id").agg(
        pl.col("title").sort_by("ordinal").first().alias("held_title"), pl.col("end").max().alias("held_characters")
    )
    again = pl.col("state").is_in(["new", "changed"])
    return (
        frame.join(held, on="document_id", how="left")
        .with_columns(
            pl.when(again).then("title").otherwise(pl.col("held_title").fill_null("")).alias("title"),
            pl.when(again).then("characters").otherwise(pl.col("held_characters").fill_null(0)).alias("characters"),
        )
        .select(pl.col(name).cast(kind) for name, kind in DOCUMENTS.items())
        .sort("document_id")
    )
