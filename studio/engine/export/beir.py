"""The curated dataset as a BEIR folder: corpus.jsonl, queries.jsonl, qrels/{train,dev,test}.tsv.

The layout is that of Thakur et al. 2021 (arXiv 2104.08663). It chooses nothing; it is handed examples and passages.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.identity import asked_hash
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
    sides: set[Split] = field(default_factory=set)
    answers: dict[str, int] = field(default_factory=dict)
    taught: set[str] = field(default_factory=set)
    """The answers that the training side names."""
    relevant: set[str] = field(default_factory=set)
    """Further passages that a person says answer it, which no pair is made of."""

    @property
    def side(self) -> Split:
        """The training side where it is asked there, else the most held-out of its sides."""
        return Split.TRAIN if self.taught else most_held_out(self.sides)

    def judgments(self, twins: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, int]]:
        """Yield a line of the table for each answer: held out, for all that is known to answer and what repeats it."""
        if self.taught:
            found = {passage_id: grade for passage_id, grade in self.answers.items() if passage_id in self.taught}
        else:
            found = dict.fromkeys(sorted(self.relevant), 1) | self.answers
            for passage_id, grade in list(found.items()):
                for twin in twins.get(passage_id, ()):
                    found.setdefault(twin, grade)
        yield from ((self.query_id, passage_id, grade) for passage_id, grade in found.items())


def write_beir(examples: pl.DataFrame, passages: pl.DataFrame, folder: Path) -> dict[str, int]:
    """Write the folder and return rows by file, those of empty sides left out.

    Pairs that ask the same are one query, named by the first of them, with a judgment for each of their positives:
    its grade where a reviewer gave one, else 1. A query that training asks is judged there alone, by its answers of
    that side: whoever trains on one side is measured on none of its queries. One of dev and test is judged on the test
    side with all its answers. What else a person says answers a query that is held out, and what repeats an answer, is
    judged too, as in the studio's own sets.
    """
    (folder / "qrels").mkdir(parents=True)
    queries, twins = _queries(examples), _twins(passages)
    written = {
        "corpus.jsonl": _write_lines(_corpus(examples, passages), folder / "corpus.jsonl"),
        "queries.jsonl": _write_lines(
            ({"_id": q.query_id, "text": q.text, "metadata": q.told} for q in queries), folder / "queries.jsonl"
        ),
    }
    for split in Split:
        own = [judgment for query in queries if query.side is split for judgment in query.judgments(twins)]
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
        query = found.get(key := asked_hash(row["query"]))
        if query is None:
            told = {name: row[name] for name in _TOLD if row.get(name)}
            query = found[key] = _Query(row["pair_id"], row["query"], told)
        passage_id, side = row["positive_id"], Split(row.get("split") or Split.TRAIN)
        query.sides.add(side)
        if side is Split.TRAIN:
            query.taught.add(passage_id)
        query.relevant.update(row.get("relevant_ids") or ())
        query.answers[passage_id] = max(query.answers.get(passage_id, 0), row.get("grade") or 1)
    return list(found.values())


def _twins(passages: pl.DataFrame) -> dict[str, list[str]]:
    """Return for each passage that others repeat, or that repeats one, all of its kind."""
    named = passages.select("passage_id", kind=pl.coalesce("duplicate_of", "passage_id"))
    kinds = named.group_by("kind", maintain_order=True).agg("passage_id").filter(pl.col("passage_id").list.len() > 1)
    return {name: names for names in kinds["passage_id"].to_list() for name in names}


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
