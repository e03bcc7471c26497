"""Examples and passages to export, texts that try to break out of their file among them."""

from datetime import UTC, datetime
from typing import Any

import polars as pl

HOSTILE = [
    "line one\nline two\r\nline three\rfour",
    "tab\there \"quoted\" 'single' `ticks`",
    "comma, semicolon; pipe | backslash \\ \\n \\t",
    "Größe 中文 عربى ünïcödé e\u0301",
    "emoji 🧪👩‍🔬 and flags 🇪🇺",
    "bell \x07 escape \x1b[31m null \x00 delete \x7f",
    "separators \u2028 and \u2029 and \x85 and \x0b\x0c",
    "[bold]markup[/] <b>html</b> &amp; {braces} $math$",
    "  leading and trailing  ",
    "2024-01-01",
    "---\nyaml: [front, matter]\n---",
    '{"json": true}',
]


def examples(number: int = 12, *, each: int = 2, **columns: list[Any]) -> pl.DataFrame:
    """Return examples with all of the provenance that the store writes: six of train, three of dev, three of test."""
    texts = [HOSTILE[i % len(HOSTILE)] for i in range(number)]
    rows: dict[str, list[Any]] = {
        "pair_id": [f"pair{i}" for i in range(number)],
        "query": [f"query {i}: {text}" for i, text in enumerate(texts)],
        "positive_id": [f"p{i}" for i in range(number)],
        "positive": [f"positive {i}: {text}" for i, text in enumerate(texts)],
        "negative_ids": [[f"p{(i + k) % number}" for k in range(1, each + 1)] for i in range(number)],
        "negatives": [[f"negative {k} {text}" for k in range(1, each + 1)] for text in texts],
        "group_id": ["g"] * number,
        "document_id": ["a/b.md"] * number,
        "split": ["train" if i < 6 else "dev" if i < 9 else "test" for i in range(number)],
        "style": ["question"] * number,
        "source": ["recorded"] * number,
        "model": [""] * number,
        "prompt_version": ["1"] * number,
        "decision": ["accepted_unseen" if i == 11 else "accepted" if i > 6 else "undecided" for i in range(number)],
        "claim": ["at most 4.1% of 9 pairs are bad" if i == 11 else "" for i in range(number)],
        "reviewer": ["ada" if i > 6 else "" for i in range(number)],
        "decided_at": [datetime(2026, 11, 24, 14, 23, 1, 500, tzinfo=UTC) if i > 6 else None for i in range(number)],
        "graded_ids": [[f"p{i}"] if i > 6 else [] for i in range(number)],
        "grades": [[3] if i > 6 else [] for i in range(number)],
        "flagged": [i == 2 for i in range(number)],
        "comment": [text if i > 6 else "" for i, text in enumerate(texts)],
        "original_query": [f"query {i}" for i in range(number)],
        "dense_rank": [i or None for i in range(number)],
        "bm25_rank": [None] * number,
        "positive_score": [0.5] * number,
        "overlap": [1.0] * number,
        "margin": [-0.1] * number,
        "query_hash": ["0123456789abcdef"] * number,
        "positive_hash": ["0123456789abcdef"] * number,
    }
    lists = dict.fromkeys(("negatives", "negative_ids", "graded_ids"), pl.List(pl.String))
    return pl.DataFrame(rows | columns, schema_overrides={**lists, "grades": pl.List(pl.Int64)})


def passages(number: int = 12) -> pl.DataFrame:
    texts = [HOSTILE[i % len(HOSTILE)] for i in range(number)]
    return pl.DataFrame(
        {
            "passage_id": [f"p{i}" for i in range(number)],
            "document_id": ["a/b.md"] * number,
            "ordinal": list(range(number)),
            "title": [f"Title {text}" for text in texts],
            "heading_path": [["First", text] for text in texts],
            "text": texts,
            "start": [0] * number,
            "end": [10] * number,
            "tokens": [5] * number,
            "group_id": ["g"] * number,
            "duplicate_of": pl.Series([None] * number, dtype=pl.String),
        }
    )


def row(name: str, **columns: Any) -> dict[str, Any]:
    """Return a row of the leaderboard as the store writes it for a card."""
    return {
        "row_id": name,
        "name": name,
        "kind": "run",
        "run_id": "run-01",
        "test_set": "human",
        "test_set_title": "engineers' questions",
        "purpose": "test",
        "queries": 120,
        "groups": 61,
        "dimensions": 384,
        "precision": "float32",
        "ndcg_10": 0.7341,
        "mrr_10": 0.8,
        "recall_10": 0.9,
        "recall_100": 1.0,
        "map_100": 0.6,
        "judged_10": 0.9,
        "difference": 0.0712,
        "ci_low": -0.0243,
        "ci_high": 0.118,
        "p_value": 0.0001,
        "p_holm": 0.0042,
        "looks": 3,
        "detectable": 0.03,
        "won": 41,
        "lost": 12,
        "latency_p50": 9.0,
        "latency_p95": 12.0,
        "bytes_per_million": 1,
        "model_hash": "m",
        "settings_hash": "s",
        "seed": 13,
        **columns,
    }
