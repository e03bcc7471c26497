"""Pairs that follow from decisions: those that a person split off from a pair whose query asked two things.

What a person said is an event like any other; the pairs that it makes are kept beside, and hidden while it is undone.
"""

from studio.domain.decisions import Action
from studio.domain.identity import pair_id
from studio.domain.queue import UNMINED
from studio.storage.database import Database

__all__ = ["ACTION", "follow", "made", "settle", "shown"]

ACTION = Action.SPLIT
"""The action that makes pairs: whoever appends or takes back one of these calls `follow` in the same transaction."""


def follow(db: Database) -> None:
    """Make the pairs that splits ask for, hide those whose split was taken back; inside the caller's transaction."""
    if not db.all("any_offshoot"):
        return
    wanted: dict[str, tuple[str, int]] = {}
    standing: dict[str, bool] = {}
    for origin, passage_id, query, stands in db.all("offshoots"):
        name = pair_id(query, passage_id)
        standing[name] = standing.get(name, False) or stands
        if stands:
            wanted.setdefault(name, (query, origin))
    db.do(
        "add_offshoots",
        pair_ids=list(wanted),
        queries=[query for query, _ in wanted.values()],
        origins=[origin for _, origin in wanted.values()],
        reason=UNMINED,
    )
    db.do("follow_offshoots", pair_ids=list(standing), standing=list(standing.values()))


def settle(db: Database) -> bool:
    """Follow splits, and let events find the pairs that came, until all have; True where an event found its pair."""
    found = False
    follow(db)
    while db.do("link_decisions"):
        found = True
        follow(db)
    return found


def made(db: Database, batch_id: str) -> list[tuple[int, bool]]:
    """Return the pairs that a batch's splits made, by number, and whether each is shown now."""
    names = [pair_id(query, passage_id) for query, passage_id in db.all("offshoots_of_batch", batch_id=batch_id)]
    return [(pair_no, active) for pair_no, active in db.all("pairs_shown", pair_ids=names)]


def shown(db: Database, name: str) -> bool:
    """Return True where a pair of this name is in the queue."""
    return any(active for _, active in db.all("pairs_shown", pair_ids=[name]))
