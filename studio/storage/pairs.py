"""Pairs and their negatives in the database: how they come in and go out. It mines and scores nothing."""

from pathlib import Path

from studio.domain.identity import pair_id
from studio.domain.pairs import Scores
from studio.domain.queue import UNMINED, worth
from studio.domain.records import Landed
from studio.storage import jobs, offshoots
from studio.storage.card import card, pool
from studio.storage.database import Database
from studio.storage.derived import fold_again
from studio.storage.values import frame

__all__ = [
    "alike",
    "card",
    "export_pairs",
    "export_wanting_queries",
    "land_mining",
    "land_queries",
    "pool",
    "wanting_queries",
]

_ALIKE = 30
"""Pairs that may be merged with one that are offered."""


def export_wanting_queries(db: Database, path: Path, *, every: bool = False) -> int:
    """Write the active passages that want queries as a PASSAGES frame: those without any, or `every` one.

    A passage that repeats another (`duplicate_of`) wants none.
    """
    return db.do("export_wanting", path=str(path), every=every)


def wanting_queries(db: Database, *, every: bool = False) -> int:
    """Return how many passages export_wanting_queries would write."""
    return int(db.all("wanting", every=every)[0][0])


def land_queries(db: Database, outputs: Path, job_id: str) -> Landed:
    """Add the pairs of a generate job that are not there yet; those that are keep everything."""
    queries, problems = frame(outputs, "queries"), frame(outputs, "problems")

    def work() -> dict[str, int]:
        rows = db.all("read_queries", queries=queries)
        numbers = [number for number, _, _ in rows]
        names = [pair_id(query.strip(), passage_id) for _, query, passage_id in rows]
        added = db.do("add_pairs", queries=queries, rows=numbers, pair_ids=names, reason=UNMINED)
        if offshoots.settle(db):
            fold_again(db)
        db.do("replace_problems", step="generate")
        found = db.do("add_generate_problems", problems=problems, job_id=job_id)
        return {"added": added, "known": len(set(names)) - added, "problems": found}

    return jobs.land_once(db, job_id, "generate", work)


def export_pairs(db: Database, pairs: Path, protected: Path) -> int:
    """Write the active pairs (PAIRS, query as edited) and what a person took out of their negatives."""
    db.do("export_protected", path=str(protected))
    return db.do("export_pairs", path=str(pairs))


def alike(db: Database, pair_no: int) -> list[int]:
    """Return pairs that may ask what a pair asks, the likeliest first: by their words, by mining, by their passage."""
    return [row[0] for row in db.all("alike", pair_no=pair_no, limit=_ALIKE)]


def land_mining(db: Database, outputs: Path, job_id: str) -> Landed:
    """Take over scores and negatives of a mine job; negatives that a person judged stay as judged."""
    scores, negatives = frame(outputs, "scores"), frame(outputs, "negatives")

    def work() -> dict[str, int]:
        rows = db.all("read_scores", scores=scores)
        judged = [worth(Scores.of(row[2:]), row[1]) for row in rows]
        db.do(
            "put_scores",
            scores=scores,
            pair_nos=[row[0] for row in rows],
            worths=[found.value for found in judged],
            reasons=[found.reason for found in judged],
        )
        db.do("clear_negatives", scores=scores)
        db.do("clear_remined", negatives=negatives)
        added = db.do("add_negatives", negatives=negatives)
        short = sum(row[9] is not None for row in rows)
        return {"pairs": len(rows), "negatives": added, "suspects": sum(row[7] for row in rows), "short": short}

    return jobs.land_once(db, job_id, "mine", work)
