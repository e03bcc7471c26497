"""The curated dataset as a BEIR folder: corpus.jsonl, queries.jsonl, qrels/{train,dev,test}.tsv.

The layout is that of Thakur et al. 2021 (arXiv 2104.08663). It chooses nothing; it is handed examples and passages.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.identity import text_hash
from studio.domain.pairs import Split
from studio.domain.splits import most_held_out

__all__ = ["write_beir"]

_TOLD = ("style", "source", "model", "decision", "claim", "reviewer")


@dataclass(slots=True)
class _Query:
    """A query with all passages that answer it, whichever pairs they come from."""

    query_id: str
    text: str
    told: dict[str, Any]
    sides: list[Split] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)


def write_beir(examples: pl.DataFrame, passages: pl.DataFrame, folder: Path) -> dict[str, int]:
    """Write the folder and return rows by file, those of empty sides left out.

    Pairs that ask the same are one query, named by the first of them, with a judgment for each of their positives:
    its grade where a reviewer gave one, else 1.
    A query that is asked on two sides counts for the more held-out one, so no side judges half of its answers.
    """
    (folder / "qrels").mkdir(parents=True)
    queries = _queries(examples)
    written = {
        "corpus.jsonl": _write_lines(_corpus(examples, passages), folder / "corpus.jsonl"),
        "queries.jsonl": _write_lines(
            ({"_id": q.query_id, "text": q.text, "metadata": q.told} for q in queries), folder / "queries.jsonl"
        ),
    }
    for split in Split:
        on_side = (query for query in queries if most_held_out(query.sides) is split)
        own = [(query.query_id, *answer) for query in on_side for answer in query.answers.items()]
        if own:
            name = f"qrels/{split.value}.tsv"
            written[name] = len(own)
            with (folder / name).open("w", encoding="utf-8", newline="") as out:
                table = csv.writer(out, delimiter="\t", lineterminator="\n")
                table.writerow(("query-id", "corpus-id", "score"))
                table.writerows(own)
    return written


def _queries(examples: pl.DataFrame) -> list[_Query]:
    found: dict[str, _Query] = {}
    for row in examples.iter_rows(named=True):
        query = found.get(key := text_hash(row["query"]))
        if query is None:
            told = {name: row[name] for name in _TOLD if row.get(name)}
            query = found[key] = _Query(row["pair_id"], row["query"], told)
        query.sides.append(Split(row.get("split") or Split.TRAIN))
        found_before = query.answers.get(row["positive_id"], 0)
        query.answers[row["positive_id"]] = max(found_before, row.get("grade") or 1)
    return list(found.values())


def _corpus(examples: pl.DataFrame, passages: pl.DataFrame) -> Iterable[dict[str, Any]]:
    """Yield every passage, and the positives of retired ones: a judgment of what is not there cannot be met."""
    there = set()
    for row in passages.iter_rows(named=True):
        there.add(row["passage_id"])
        title = " > ".join(part for part in (row["title"], *row["heading_path"]) if part)
        yield {"_id": row["passage_id"], "title": title, "text": row["text"], "metadata": _place(row)}
    for row in examples.unique("positive_id", keep="first", maintain_order=True).iter_rows(named=True):
        if row["positive_id"] not in there:
            yield {"_id": row["positive_id"], "title": "", "text": row["positive"], "metadata": {"retired": True}}


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"document_id": row["document_id"], "start": row["start"], "end": row["end"]}


def _write_lines(lines: Iterable[Mapping[str, Any]], path: Path) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            number += 1
    return number
