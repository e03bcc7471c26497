"""Pairs and their negatives in the database, and the card that the review screen draws."""

from pathlib import Path

from studio.domain.options import GenerationOptions
from studio.domain.pairs import Negative, Pair
from studio.domain.records import Landed
from studio.storage.database import Database


def export_wanting_queries(db: Database, path: Path, options: GenerationOptions, *, every: bool = False) -> int:
    """Write the active passages that want queries as a PASSAGES frame: those without any, or `every` one.

    A passage that repeats another (`duplicate_of`) wants none.
    """
    raise NotImplementedError


def land_queries(db: Database, outputs: Path, job_id: str) -> Landed:
    """Add the pairs of a generate job that are not there yet; those that are keep everything."""
    raise NotImplementedError


def export_pairs(db: Database, pairs: Path, protected: Path) -> int:
    """Write the active pairs (PAIRS, query as edited) and what a person said answers them; return the number of pairs."""
    raise NotImplementedError


def land_mining(db: Database, outputs: Path, job_id: str) -> Landed:
    """Take over scores and negatives of a mine job; negatives that a person judged stay as judged."""
    raise NotImplementedError


def card(db: Database, pair: str | int) -> Pair:
    """Return a pair by id or number with everything its card shows. Raises UnknownNameError."""
    raise NotImplementedError


def pool(db: Database, pair: str | int) -> list[Negative]:
    """Return the negatives that wait in a pair's pool, best first."""
    raise NotImplementedError
