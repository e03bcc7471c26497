"""A corpus in memory and the frames that jobs would write of it: what tests of storage and workflow land."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.decisions import Action, Decision, new_id
from studio.domain.identity import content_hash, pair_id, passage_id
from studio.domain.options import SplitOptions
from studio.storage import corpus, decisions, pairs
from studio.storage.database import Database

SPLIT = SplitOptions(dev=0.2, test=0.2, seed=1)
_JOBS = count(1)

PASSAGES: dict[str, Any] = {
    "passage_id": pl.String,
    "document_id": pl.String,
    "ordinal": pl.Int64,
    "title": pl.String,
    "heading_path": pl.List(pl.String),
    "text": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "tokens": pl.Int64,
    "group_id": pl.String,
    "duplicate_of": pl.String,
}
SCORES: dict[str, Any] = {
    "pair_id": pl.String,
    "dense_rank": pl.Int64,
    "bm25_rank": pl.Int64,
    "positive_score": pl.Float64,
    "overlap": pl.Float64,
    "margin": pl.Float64,
    "suspects": pl.Int64,
    "duplicate_of": pl.String,
    "shortfall": pl.String,
}
NEGATIVES: dict[str, Any] = {
    "pair_id": pl.String,
    "passage_id": pl.String,
    "position": pl.Int64,
    "rank": pl.Int64,
    "score": pl.Float64,
    "margin": pl.Float64,
    "origin": pl.String,
    "suspect": pl.Boolean,
}


@dataclass(frozen=True)
class Corpus:
    """Documents by name, each a list of section texts; `groups` joins documents, `repeats` marks passages."""

    documents: Mapping[str, Sequence[str]]
    groups: Mapping[str, str] = field(default_factory=dict)
    repeats: Mapping[str, str] = field(default_factory=dict)

    def with_document(self, name: str, *sections: str) -> "Corpus":
        """Return a corpus in which a document is new or changed."""
        return replace(self, documents={**self.documents, name: sections})

    def without(self, name: str) -> "Corpus":
        """Return a corpus that lacks a document."""
        return replace(self, documents={n: s for n, s in self.documents.items() if n != name})

    def passages(self) -> list[dict[str, Any]]:
        """Return the PASSAGES rows."""
        return [
            {
                "passage_id": self.passage(name, ordinal),
                "document_id": name,
                "ordinal": ordinal,
                "title": name.removesuffix(".md").title(),
                "heading_path": [f"Section {ordinal}"],
                "text": text,
                "start": ordinal * 100,
                "end": ordinal * 100 + len(text),
                "tokens": len(text.split()),
                "group_id": self.groups.get(name, name),
                "duplicate_of": self.repeats.get(self.passage(name, ordinal)),
            }
            for name, sections in sorted(self.documents.items())
            for ordinal, text in enumerate(sections)
        ]

    def passage(self, name: str, ordinal: int) -> str:
        """Return the id of a passage."""
        return passage_id(name, (f"Section {ordinal}",), self.documents[name][ordinal])


def simple(documents: int = 6, sections: int = 3) -> Corpus:
    """Return a corpus of documents doc-00.md ... with sections that differ."""
    return Corpus(
        {f"doc-{d:02d}.md": [f"text of section {s} in document {d}" for s in range(sections)] for d in range(documents)}
    )


def job_id(kind: str = "job") -> str:
    """Return a name for a job that no other has."""
    return f"{kind}-{next(_JOBS)}"


def ingest(
    db: Database,
    folder: Path,
    after: Corpus,
    before: Corpus | None = None,
    *,
    split: SplitOptions = SPLIT,
) -> str:
    """Land what an ingest of `after` would find where `before` was known; return the job's id."""
    name = job_id("ingest")
    corpus.land_ingest(db, write_ingest(folder / name, after, before), name, split)
    return name


def write_ingest(folder: Path, after: Corpus, before: Corpus | None = None, problems: Sequence[str] = ()) -> Path:
    """Write the outputs of an ingest job."""
    known = before.documents if before else {}
    rows = after.passages()
    states = {
        name: "new" if name not in known else "unchanged" if list(known[name]) == list(sections) else "changed"
        for name, sections in after.documents.items()
    } | dict.fromkeys(set(known) - set(after.documents), "retired")
    documents = [
        {
            "document_id": name,
            "title": name,
            "source": f"/corpus/{name}",
            "format": "markdown",
            "content_hash": content_hash(*after.documents.get(name, ())),
            "characters": 100,
            "root": "/corpus",
            "state": state,
        }
        for name, state in sorted(states.items())
    ]
    fresh = [row for row in rows if states[row["document_id"]] in ("new", "changed")]
    return write(
        folder,
        documents=pl.DataFrame(documents),
        passages=pl.DataFrame(fresh, schema=PASSAGES),
        groups=pl.DataFrame(rows, schema=PASSAGES).select("passage_id", "group_id", "duplicate_of"),
        problems=pl.DataFrame(
            [{"source": source, "reason": "is empty"} for source in problems],
            schema={"source": pl.String, "reason": pl.String},
        ),
    )


def generate(
    db: Database,
    folder: Path,
    queries: Sequence[tuple[str, str]],
    style: str = "question",
    source: str = "recorded",
) -> list[str]:
    """Land queries (text and passage) as a generate job would; return the pair ids."""
    name = job_id("generate")
    pairs.land_queries(db, write_queries(folder / name, queries, style, source), name)
    return [pair_id(query, passage) for query, passage in queries]


def write_queries(
    folder: Path, queries: Sequence[tuple[str, str]], style: str = "question", source: str = "recorded"
) -> Path:
    """Write the outputs of a generate job."""
    rows = [
        {
            "passage_id": passage,
            "query": query,
            "style": style,
            "source": source,
            "model": "",
            "prompt_version": "1",
        }
        for query, passage in queries
    ]
    return write(
        folder,
        queries=pl.DataFrame(rows),
        problems=pl.DataFrame(schema={"passage_id": pl.String, "reason": pl.String}),
    )


def one_query_each(db: Database, folder: Path, of: Corpus) -> list[str]:
    """Land one query a passage; return the pair ids in document order."""
    rows = of.passages()
    return generate(db, folder, [(f"what says {row['text']}", row["passage_id"]) for row in rows])


def negative(pair: str, passage: str, position: int, *, suspect: bool = False, score: float = 0.5) -> dict[str, Any]:
    """Return a NEGATIVES row."""
    return {
        "pair_id": pair,
        "passage_id": passage,
        "position": position,
        "rank": position or 9,
        "score": score,
        "margin": score - 0.7,
        "origin": "dense",
        "suspect": suspect,
    }


def mine(db: Database, folder: Path, negatives: Sequence[dict[str, Any]], **scores: Any) -> None:
    """Land negatives of some pairs as a mine job would; `scores` overrides what was measured of each pair."""
    name = job_id("mine")
    pairs.land_mining(db, write_mining(folder / name, negatives, **scores), name)


def write_mining(folder: Path, negatives: Sequence[dict[str, Any]], **scores: Any) -> Path:
    """Write the outputs of a mine job."""
    suspects = {
        pair: sum(n["suspect"] for n in negatives if n["pair_id"] == pair) for pair in {n["pair_id"] for n in negatives}
    }
    rows = [
        {
            "pair_id": pair,
            "dense_rank": 1,
            "bm25_rank": 1,
            "positive_score": 0.7,
            "overlap": 0.4,
            "margin": -0.1,
            "suspects": suspects[pair],
            "duplicate_of": None,
            "shortfall": None,
            **scores,
        }
        for pair in sorted(suspects)
    ]
    return write(
        folder, scores=pl.DataFrame(rows, schema=SCORES), negatives=pl.DataFrame(list(negatives), schema=NEGATIVES)
    )


def write(folder: Path, **frames: pl.DataFrame) -> Path:
    """Write frames into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


def event(action: Action, pair: str, *, reviewer: str = "ada", **more: Any) -> Decision:
    """Return a decision in a batch of its own."""
    return Decision(
        **{
            "event_id": new_id(),
            "batch_id": new_id(),
            "at": datetime.now(UTC),
            "reviewer": reviewer,
            "action": action,
            "pair_id": pair,
            **more,
        }
    )


def decide(db: Database, action: Action, pair: str, **more: Any) -> Decision:
    """Take one decision."""
    made = event(action, pair, **more)
    decisions.decide(db, [made])
    return made


def document_ids(db: Database) -> list[str]:
    """Return the names of the active documents."""
    return [row[0] for row in db.query("SELECT document_id FROM documents WHERE active ORDER BY document_id")]
