"""Packets: a share of the pairs, copied into a database of its own for another reviewer, without anybody's decisions.

What comes back is events; `studio.storage.decisions.merge` takes them in.
"""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from studio.domain.decisions import SHOWN_RANDOM, Decision
from studio.storage import queue
from studio.storage.database import Database
from studio.storage.derived import to_decision

__all__ = ["Shared", "events_of", "share"]

_CORPUS = (("share_documents", "take_documents"), ("share_passages", "take_passages"))
_HANDED = (("share_pairs", "take_pairs"), ("share_negatives", "take_negatives"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """How many pairs a packet holds, and how many of them everybody gets."""

    pairs: int
    common: int


def share(db: Database, packet: Database, *, reviewer: str, part: float, overlap: float) -> Shared:
    """Fill an empty packet with `part` of all pairs; `overlap` of all pairs are the same for every reviewer.

    The others are pairs that nobody decided and nobody was handed yet. Handing out again adds to what a reviewer has.
    """
    total = queue.counts(db).total
    common = round(min(overlap, part) * total)
    with db.transaction():
        db.do("share_with_all", reviewer=reviewer, many=common)
        db.do("share_with_one", reviewer=reviewer, many=round(part * total) - common)
        with tempfile.TemporaryDirectory() as folder, packet.transaction():
            path = str(Path(folder) / "part.parquet")
            for give, take in _CORPUS:
                db.do(give, path=path)
                packet.do(take, path=path)
            for give, take in _HANDED:
                db.do(give, path=path, reviewer=reviewer)
                packet.do(take, path=path)
            packet.do("count_facts")
    return Shared(pairs=queue.counts(packet).total, common=common)


def events_of(packet: Database) -> list[Decision]:
    """Return a packet's events, to be merged. Cards drawn at random there were not drawn from this project's pool."""
    found = [to_decision(row) for row in packet.all("every_event")]
    return [replace(event, shown="") if event.shown == SHOWN_RANDOM else event for event in found]
