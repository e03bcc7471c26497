"""Collections with known errors put in: what a reviewer would find there is known, and no order of the queue sees it.

`pair_errors` moves and spoils written queries; `negative_errors` asks people's queries and leaves out some of the
passages that they judged relevant, so that mining takes those for negatives. Everything follows from a seed.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

__all__ = ["Kind", "Named", "negative_errors", "pair_errors"]

Named = tuple[str, str]
"""A query and a document: a pair as a collection names it."""

_GENERIC = (
    "more information",
    "what is this about?",
    "overview",
    "tell me more about this topic",
    "details and background",
    "what should I know?",
    "important points for readers",
    "please explain in simple words",
    "summary of the passage above",
    "Here are three queries for this passage:",
)


class Kind(StrEnum):
    """What is wrong with a pair."""

    SWAPPED = "swapped"
    """The query was written for another document."""
    GENERIC = "generic"
    """The query fits anything."""
    GARBLED = "garbled"
    """The letters of every word are shuffled."""


def pair_errors(collection: Path, recorded: Path, share: float, seed: int) -> dict[Named, Kind]:
    """Write the collection's written queries to `recorded` with errors in a share of them; return which and what.

    Half of the errors are swapped passages, half junk: generic and garbled by turns.
    """
    draw = random.Random(seed)
    rows = list(_lines(collection / "recorded.jsonl"))
    documents = sorted({row["passage_id"] for row in rows})
    kinds = (Kind.SWAPPED, Kind.GENERIC, Kind.SWAPPED, Kind.GARBLED)
    known: dict[Named, Kind] = {}
    for number, place in enumerate(draw.sample(range(len(rows)), round(share * len(rows)))):
        kind = kinds[number % len(kinds)]
        row = rows[place] = _spoilt(rows[place], kind, documents, draw)
        known[row["query"].strip(), row["passage_id"]] = kind
    _write(recorded, rows)
    return known


def negative_errors(collection: Path, recorded: Path, held_back: float, seed: int) -> set[Named]:
    """Write people's queries to `recorded`, each with its relevant documents but for a share of them.

    The best judged document of each query stays. Returns every query and document that were left out.
    """
    draw = random.Random(seed)
    texts = {row["_id"]: row["text"] for row in _lines(collection / "queries.jsonl")}
    rows, left_out = [], set()
    for query_id, grades in _judged(collection / "qrels.tsv").items():
        best, *others = sorted(grades, key=lambda document: (-grades[document], document))
        out = {(texts[query_id], document) for document in others if draw.random() < held_back}
        left_out |= out
        rows += [
            {"passage_id": document, "style": "question", "query": texts[query_id]}
            for document in (best, *others)
            if (texts[query_id], document) not in out
        ]
    _write(recorded, rows)
    return left_out


def _spoilt(row: dict[str, str], kind: Kind, documents: list[str], draw: random.Random) -> dict[str, str]:
    if kind is Kind.GENERIC:
        return {**row, "query": draw.choice(_GENERIC)}
    if kind is Kind.GARBLED:
        return {**row, "query": " ".join("".join(draw.sample(word, len(word))) for word in row["query"].split())}
    return {**row, "passage_id": draw.choice([document for document in documents if document != row["passage_id"]])}


def _judged(qrels: Path) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for line in qrels.read_text("utf-8").splitlines()[1:]:
        query_id, document, grade = line.split("\t")
        found[query_id][document] = int(grade)
    return found


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
