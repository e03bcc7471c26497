"""Small frames as the contracts have them, for tests of the engine."""

from collections.abc import Sequence
from typing import Any

import polars as pl

__all__ = [
    "pairs_frame",
    "passages_frame",
    "protected_frame",
    "qrels_frame",
    "queries_frame",
    "runs_frame",
    "sets_frame",
]

_PASSAGES = pl.Schema(
    [
        ("passage_id", pl.String()),
        ("document_id", pl.String()),
        ("ordinal", pl.Int64()),
        ("title", pl.String()),
        ("heading_path", pl.List(pl.String())),
        ("text", pl.String()),
        ("start", pl.Int64()),
        ("end", pl.Int64()),
        ("tokens", pl.Int64()),
        ("group_id", pl.String()),
        ("duplicate_of", pl.String()),
    ]
)
_PAIRS = pl.Schema(
    [(name, pl.String()) for name in ("pair_id", "query", "style", "passage_id", "document_id", "group_id", "split")]
)

_QUERIES = pl.Schema(
    [(name, pl.String()) for name in ("test_set", "query_id", "text", "style", "group_id", "source_document")]
)
_QRELS = pl.Schema(
    [("test_set", pl.String()), ("query_id", pl.String()), ("unit_id", pl.String()), ("grade", pl.Int64())]
)


def passages_frame(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Return a PASSAGES frame; what a row leaves out follows from its passage_id."""
    full = []
    for number, row in enumerate(rows):
        name = row.get("passage_id", f"p{number}")
        document = row.get("document_id", f"d-{name}")
        start = row.get("start", row.get("ordinal", 0) * 1000)
        full.append(
            {
                "passage_id": name,
                "document_id": document,
                "ordinal": 0,
                "title": "",
                "heading_path": [],
                "start": start,
                "end": start + len(row["text"]),
                "tokens": len(row["text"].split()),
                "group_id": document,
                "duplicate_of": None,
                **row,
            }
        )
    return pl.DataFrame(full, schema=_PASSAGES)


def pairs_frame(rows: Sequence[tuple[str, str, str]], passages: pl.DataFrame) -> pl.DataFrame:
    """Return a PAIRS frame from (pair_id, query, passage_id)."""
    documents = dict(zip(passages["passage_id"], passages["document_id"], strict=True))
    return pl.DataFrame(
        [
            {
                "pair_id": pair,
                "query": query,
                "style": "question",
                "passage_id": passage,
                "document_id": documents.get(passage, "gone"),
                "group_id": documents.get(passage, "gone"),
                "split": "train",
            }
            for pair, query, passage in rows
        ],
        schema=_PAIRS,
    )


def protected_frame(rows: Sequence[tuple[str, str]] = ()) -> pl.DataFrame:
    """Return a frame of (pair_id, passage_id) that a person judged relevant."""
    return pl.DataFrame(rows, schema=pl.Schema({"pair_id": pl.String, "passage_id": pl.String}), orient="row")


def sets_frame(*rows: tuple[str, str]) -> pl.DataFrame:
    """Return a TESTSETS frame from (test_set, unit)."""
    return pl.DataFrame(
        [
            {"test_set": name, "title": name, "purpose": "test", "source": "human", "unit": unit, "content_hash": name}
            for name, unit in rows
        ]
    )


def queries_frame(rows: Sequence[tuple[str, str, str, str]]) -> pl.DataFrame:
    """Return a QUERIES frame from (test_set, query_id, text, group_id)."""
    full = [(test_set, query, text, "question", group, None) for test_set, query, text, group in rows]
    return pl.DataFrame(full, schema=_QUERIES, orient="row")


def qrels_frame(rows: Sequence[tuple[str, str, str, int]]) -> pl.DataFrame:
    """Return a QRELS frame."""
    return pl.DataFrame(rows, schema=_QRELS, orient="row")


def runs_frame(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Return a frame of runs from (run_id, name, path)."""
    schema = pl.Schema([(name, pl.String()) for name in ("run_id", "name", "path")])
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(passages=pl.lit(""))
