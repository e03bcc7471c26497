"""How pairs stand, for a process that follows decisions: everything once, then what was decided since.

Writes files and changes nothing in the database. What follows from it is worked out by `studio.engine.live`.
"""

from datetime import datetime
from pathlib import Path

from studio.storage.database import Database

__all__ = ["BEGINNING", "decided_since", "last_decision", "twins", "write_corpus", "write_standing"]

BEGINNING = datetime(1, 1, 1)  # noqa: DTZ001 - the database's times have no zone


def last_decision(db: Database) -> datetime:
    """Return when the last decision was made, in the database's own time."""
    [(last,)] = db.all("last_time")
    return last or BEGINNING


def decided_since(db: Database, since: datetime) -> list[int]:
    """Return the numbers of the pairs that decisions after `since` speak of."""
    return [row[0] for row in db.all("decided_since", since=since)]


def write_standing(db: Database, path: Path, numbers: list[int] | None = None) -> None:
    """Write pair_no, query, split, status, source and passages of all active pairs, or of some, in no order."""
    db.all("write_standing", path=str(path), every=numbers is None, pair_nos=numbers or [])


def write_corpus(db: Database, path: Path) -> None:
    """Write all active passages, in no order."""
    db.all("write_corpus", path=str(path))


def twins(db: Database) -> list[tuple[str, str]]:
    """Return active passages that repeat one another: each with every other of its kind."""
    return [(name, twin) for name, twin in db.all("twins")]
