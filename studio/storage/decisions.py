"""Decisions: appended, never changed, and the derived state beside them that makes reading fast.

What a decision means is said in `studio.domain.decisions` alone; here its fold is stored.
"""

from collections.abc import Sequence
from pathlib import Path

from studio.domain.decisions import Decision
from studio.domain.records import Change
from studio.storage.database import Database


def decide(db: Database, decisions: Sequence[Decision]) -> None:
    """Append decisions and refresh what they say of their pairs, in one transaction.

    The times are moved forward where needed, so that events stand in the order in which they were appended.
    """
    raise NotImplementedError


def undo(db: Database, reviewer: str) -> Change | None:
    """Take back the reviewer's last batch that stands; None where nothing is left."""
    raise NotImplementedError


def redo(db: Database, reviewer: str) -> Change | None:
    """Restore the batch that the reviewer took back last; None where a new decision came between."""
    raise NotImplementedError


def rebuild(db: Database) -> None:
    """Derive the state of every pair from the events anew."""
    raise NotImplementedError


def events(db: Database, pair_id: str) -> list[Decision]:
    """Return a pair's events, oldest first, with the undo and redo events of their batches."""
    raise NotImplementedError


def merge(db: Database, decisions: Sequence[Decision]) -> int:
    """Add events from elsewhere that are not here yet, and rebuild; return how many were new."""
    raise NotImplementedError
