"""Test sets: queries with judgments. Held-out generated ones are versions by content; imported ones are as they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from studio.domain.leaderboard import TestSet
from studio.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A test query and its judgments by unit."""

    query_id: str
    text: str
    style: str
    judgments: dict[str, int]


def test_sets(db: Database, *, superseded: bool = False) -> list[TestSet]:
    """Return the test sets, dev first; of the generated ones the newest version alone unless `superseded` are asked for."""
    raise NotImplementedError


def refresh_held_out(db: Database) -> list[TestSet]:
    """Make new versions of the dev set and the held-out test set where their pairs have changed; return both that hold queries."""
    raise NotImplementedError


def units(db: Database, unit: Literal["passage", "section", "document"]) -> dict[str, str]:
    """Return every unit of the active corpus that judgments may name, and its group."""
    raise NotImplementedError


def land_import(db: Database, test_set: TestSet, queries: Sequence[Query]) -> TestSet:
    """Store an imported test set in place of one of the same name."""
    raise NotImplementedError


def export(db: Database, names: Sequence[str], testsets: Path, queries: Path, qrels: Path) -> int:
    """Write test sets as TESTSETS, QUERIES and QRELS frames; return the number of queries."""
    raise NotImplementedError


def count_look(db: Database, names: Sequence[str]) -> None:
    """Count one more look at each of these test sets."""
    raise NotImplementedError
