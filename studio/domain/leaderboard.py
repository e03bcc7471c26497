"""A row of the leaderboard: what was measured, on what, and whether the difference is real. Computes none of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

__all__ = ["SMALL", "Precision", "Purpose", "Row", "RowKind", "TestSet", "Unit", "size_words"]

Purpose = Literal["dev", "test"]
"""Whether a test set steers training, or nothing is chosen on it."""
Unit = Literal["passage", "section", "document"]
"""What judgments name."""

Precision = Literal["float32", "int8", "binary"]
"""How an index stores passages' vectors: in four bytes a dimension, in one, or in a bit."""
SMALL = 128
"""Dimensions that are watched beside a model's own (Matryoshka)."""


class RowKind(StrEnum):
    """What kind of retrieval a row measures."""

    BASE = "base"
    BM25 = "bm25"
    RUN = "run"
    FUSED = "fused"
    ENRICHED = "enriched"
    ADAPTER = "adapter"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSet:
    """Queries with qrels.

    `unit` says what qrels judge: passages, or sections and documents, which count by their best passage.
    `purpose` is `dev` where it steers training and `test` where nothing is chosen on it.
    `source` is `generated` (held-out pairs), `beir` or `human`.
    `answered` are the queries that some unit answers: those that are measured, and those that groups are counted of.
    """

    test_set: str
    title: str
    purpose: Purpose
    source: Literal["generated", "beir", "human"]
    unit: Unit
    queries: int
    groups: int
    content_hash: str
    looks: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One system on one test set at one number of dimensions (0 for BM25) and one precision of passages' vectors.

    Metrics are means over queries, 0 to 1. `difference` and its interval are NDCG@10 against the base at its full
    dimensions; all three and `p_value` are None for the base itself. `detectable` is the difference that these two
    rows could show with 80% power.
    Latencies are milliseconds a query; `bytes_per_million` is index storage for a million passages.
    """

    row_id: str
    name: str
    kind: RowKind
    run_id: str
    test_set: str
    queries: int
    groups: int
    dimensions: int
    precision: Precision = "float32"
    ndcg_10: float
    mrr_10: float
    recall_10: float
    recall_100: float
    map_100: float
    judged_10: float
    difference: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    detectable: float | None = None
    won: int = 0
    lost: int = 0
    latency_p50: float | None
    latency_p95: float | None
    bytes_per_million: int | None
    model_hash: str
    settings_hash: str
    seed: int


def size_words(dimensions: int, precision: str) -> str:
    """Return what a row's vectors are: '384', '384 int8', '-' where there are none."""
    if precision == "float32":
        return str(dimensions or "-")
    return f"{dimensions} {precision}"
