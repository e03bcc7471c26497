"""A small real project with pairs and negatives, landed through storage as a job would; no model is needed."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from studio.domain.identity import pair_id, passage_id
from studio.domain.options import ReviewOptions, SplitOptions
from studio.project import Project
from studio.storage import corpus, pairs
from studio.storage.database import Database

TOPICS = ("Queue-time limits", "Additives", "Rework after a violation")
DOCUMENTS = ("Copper barrier", "Tungsten fill", "Cobalt liner", "Copper plating")


def _passages(texts: Sequence[str]) -> pl.DataFrame:
    rows: list[dict[str, object]] = []
    for title in DOCUMENTS:
        document = title.lower().replace(" ", "-") + ".md"
        for ordinal, topic in enumerate(TOPICS):
            details = " ".join([f"Detail {ordinal} counts."] * 12)
            text = f"{title}: the {topic.lower()} of {title.lower()} are told here. {details}"
            text += texts[len(rows) % len(texts)]
            rows.append(
                {
                    "passage_id": passage_id(document, (topic,), text),
                    "document_id": document,
                    "ordinal": ordinal,
                    "title": title,
                    "heading_path": [topic],
                    "text": text,
                    "start": ordinal * 400,
                    "end": ordinal * 400 + len(text),
                    "tokens": 60,
                    "group_id": document,
                    "duplicate_of": None,
                }
            )
    return pl.DataFrame(rows, schema_overrides={"duplicate_of": pl.String})


def _write(folder: Path, **frames: pl.DataFrame) -> Path:
    folder.mkdir(parents=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


def _problems(key: str) -> pl.DataFrame:
    return pl.DataFrame(schema={key: pl.String, "reason": pl.String})


def _queries(passages: pl.DataFrame, words: str, texts: Sequence[str]) -> pl.DataFrame:
    rows = [
        {
            "passage_id": p["passage_id"],
            "query": f"{words} {p['heading_path'][0].lower()} for {p['title'].lower()}?" + texts[n % len(texts)],
            "style": "question",
            "source": "recorded",
            "model": "",
            "prompt_version": "",
        }
        for n, p in enumerate(passages.iter_rows(named=True))
    ]
    return pl.DataFrame(rows)


def _mined(passages: pl.DataFrame, queries: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    names = [pair_id(q["query"], q["passage_id"]) for q in queries.iter_rows(named=True)]
    ids = passages["passage_id"].to_list()
    scores, negatives = [], []
    for number, (name, query) in enumerate(zip(names, queries.iter_rows(named=True), strict=True)):
        others = [p for p in ids if p != query["passage_id"]]
        suspect = number % 4 == 0
        scores.append(
            {
                "pair_id": name,
                "dense_rank": 1 + number % 14,
                "bm25_rank": 1 + number % 3,
                "positive_score": 0.7,
                "overlap": 0.5,
                "margin": 0.03 if suspect else -0.1,
                "suspects": int(suspect),
                "duplicate_of": None,
                "shortfall": None,
            }
        )
        for place, other in enumerate(others[:7], 1):
            negatives.append(
                {
                    "pair_id": name,
                    "passage_id": other,
                    "position": place if place <= 4 else 0,
                    "rank": place,
                    "score": 0.75 - place / 50,
                    "margin": 0.05 - place / 50,
                    "origin": "both" if place == 1 else "dense",
                    "suspect": suspect and place == 1,
                }
            )
    kinds = {"duplicate_of": pl.String, "shortfall": pl.String}
    return pl.DataFrame(scores, schema_overrides=kinds), pl.DataFrame(negatives)


def build(folder: Path, *, words: str = "what are the", texts: Sequence[str] = ("",)) -> tuple[Project, Database]:
    """Make a project with 4 documents, 12 passages, 12 mined pairs of 4 negatives and 3 in the pool.

    Of `texts`, one stands at the end of each passage and query.
    """
    project = Project.create(folder / "fab-handbook")
    db = Database.open(project.database, create=True)
    passages = _passages(texts)
    documents = (
        passages.group_by("document_id", maintain_order=True)
        .agg(pl.first("title"))
        .with_columns(
            source=pl.col("document_id"),
            format=pl.lit("markdown"),
            content_hash=pl.lit("h"),
            characters=pl.lit(1200),
            root=pl.lit("docs"),
            state=pl.lit("new"),
        )
    )
    groups = passages.select("passage_id", "group_id", "duplicate_of")
    land = _write(
        folder / "ingested", documents=documents, passages=passages, groups=groups, problems=_problems("source")
    )
    corpus.land_ingest(db, land, "job-1", SplitOptions())
    queries = _queries(passages, words, texts)
    pairs.land_queries(db, _write(folder / "generated", queries=queries, problems=_problems("passage_id")), "job-2")
    scores, negatives = _mined(passages, queries)
    pairs.land_mining(db, _write(folder / "mined", scores=scores, negatives=negatives), "job-3")
    return project, db


REVIEWER = ReviewOptions(reviewer="ada")
