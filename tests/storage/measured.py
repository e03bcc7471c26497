"""Runs, test sets, and the frames that an evaluation would write of them, made up."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from studio.domain.identity import content_hash
from studio.domain.leaderboard import TestSet, size_words
from studio.domain.records import Run
from studio.storage import test_sets
from studio.storage.database import Database
from tests.storage import build


def row(name: str, test_set: str, ndcg: float = 0.5, **more: Any) -> dict[str, Any]:
    """Return one row of the leaderboard."""
    kind = {"base": "base", "BM25": "bm25"}.get(name, "fused" if "+" in name else "run")
    found = {
        "name": name,
        "kind": kind,
        "run_id": name.split(" ", maxsplit=1)[0] if kind in ("run", "fused") and name.startswith("run") else "",
        "test_set": test_set,
        "queries": 2,
        "groups": 2,
        "dimensions": 384,
        "ndcg_10": ndcg,
        "mrr_10": 0.5,
        "recall_10": 0.5,
        "recall_100": 0.5,
        "map_100": 0.5,
        "judged_10": 1.0,
        "difference": None if kind == "base" else 0.1,
        "ci_low": None if kind == "base" else 0.02,
        "ci_high": None if kind == "base" else 0.2,
        "p_value": None if kind == "base" else 0.01,
        "detectable": None,
        "won": 1,
        "lost": 0,
        "latency_p50": 1.0,
        "latency_p95": 2.0,
        "bytes_per_million": 1000,
        "model_hash": "m",
        "settings_hash": "s",
        "seed": 13,
        **more,
    }
    size = size_words(found["dimensions"], found.get("precision", "float32"))
    return {"row_id": content_hash(name, test_set, size, "m", "s"), **found}


def write(
    folder: Path, rows: Sequence[dict[str, Any]], scores: dict[str, Sequence[float]], top: dict[str, Sequence[str]]
) -> Path:
    """Write rows, NDCG@10 by query (one a row), and rankings by query: under each row turned by one place."""
    per_query = [
        {
            "row_id": r["row_id"],
            "query_id": query,
            "ndcg_10": values[place],
            "mrr_10": 0.0,
            "recall_10": 0.0,
            "recall_100": 0.0,
            "map_100": 0.0,
        }
        for place, r in enumerate(rows)
        for query, values in scores.items()
    ]
    rankings = [
        {
            "row_id": r["row_id"],
            "query_id": query,
            "rank": rank,
            "unit_id": unit,
            "passage_id": unit,
            "score": 1.0 / rank,
        }
        for place, r in enumerate(rows)
        for query, units in top.items()
        for rank, unit in enumerate(list(units)[place:] + list(units)[:place], 1)
    ]
    names = {"row_id": pl.String, "query_id": pl.String}
    metrics = dict.fromkeys(("ndcg_10", "mrr_10", "recall_10", "recall_100", "map_100"), pl.Float64)
    places = {"rank": pl.Int64, "unit_id": pl.String, "passage_id": pl.String, "score": pl.Float64}
    return build.write(
        folder,
        rows=pl.DataFrame(list(rows), infer_schema_length=None),
        per_query=pl.DataFrame(per_query, schema={**names, **metrics}),
        rankings=pl.DataFrame(rankings, schema={**names, **places}),
    )


def queries(db: Database, test_set: str) -> list[str]:
    """Return the ids of a test set's queries, in order."""
    return [
        row[0] for row in db.query("SELECT query_id FROM test_queries WHERE test_set = $t ORDER BY 1", {"t": test_set})
    ]


def run(name: str, dataset_hash: str = "") -> Run:
    """Return a run that is at work."""
    return Run(
        run_id=name,
        job_id="job",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        dataset_hash=dataset_hash,
        base="base",
        path=PurePosixPath("models") / name,
        model_hash="",
        settings={"epochs": 1},
        done=False,
    )


BARE = TestSet(
    test_set="tickets",
    title="tickets",
    purpose="test",
    source="human",
    unit="passage",
    queries=0,
    groups=0,
    content_hash="",
)


def brought(db: Database, *texts: str, source: str = "human") -> str:
    """Land a test set that was judged elsewhere; return its name."""
    judged = {"doc-00.md": 1}
    asks = [
        test_sets.Query(query_id=f"q{i}", text=text, style="", group_id="g", source_document=None, judgments=judged)
        for i, text in enumerate(texts)
    ]
    told = TestSet(
        test_set="brought",
        title="brought",
        purpose="test",
        source="beir" if source == "beir" else "human",
        unit="document",
        queries=0,
        groups=0,
        content_hash="",
    )
    return test_sets.land_import(db, told, asks).test_set
