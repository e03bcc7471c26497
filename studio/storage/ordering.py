"""Every order of the queue, the mixed one too: which pairs come first, and from which order each was taken.

What an order is for and how they are mixed is said in the domain; this module reads them, as far as it is asked to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from studio.domain.blind import Blind
from studio.domain.filters import Term
from studio.domain.mixing import LAST, SOURCES, mixed, pays
from studio.domain.queue import Sort
from studio.storage import queue
from studio.storage.database import Database

__all__ = ["Known", "Read", "ordered", "searching"]

_APART = (Sort.LOST, Sort.DIVERSE, Sort.LEARNED, Sort.DISAGREEING)
"""Orders that say nothing of most pairs, or nothing yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out: weights of the features, pairs each far from all before it, and whether `searching` pays.

    `middle` is the score by those weights from which a pair is more like the rejected ones.
    """

    weights: Sequence[float] = ()
    middle: float = 0.0
    spread: Sequence[int] = ()
    searching: bool = True


class Read(NamedTuple):
    """The first pairs of an order, each with the order that it was taken from, and how many there are in all.

    None stands for a number that was not counted on the way.
    """

    placed: list[tuple[int, Sort]]
    matched: int | None = None


def ordered(
    db: Database, filters: Sequence[Term], sort: Sort, limit: int, known: Known, *, hides: Blind | None = None
) -> Read:
    """Return the first pairs that a filter leaves, seen as `hides` says. Raises FilterError for a bad pattern."""
    if sort is Sort.MIXED:
        quick = [source for source in SOURCES if source not in _APART]
        quick += [Sort.LEARNED] if known.weights else []
        orders, matched = queue.tops(db, filters, quick, limit, known.weights, hides=hides)
        apart = {source: _apart(db, filters, source, limit, known, hides=hides) for source in (Sort.LOST, Sort.DIVERSE)}
        turns = mixed({**orders, **apart}, searching=known.searching)
        return Read(list(islice(turns, limit)), matched)
    if sort not in _APART:
        return Read([(pair_no, sort) for pair_no in queue.ids(db, filters, sort, limit=limit, hides=hides)])
    placed = dict.fromkeys(_apart(db, filters, sort, limit, known, hides=hides), sort)
    if len(placed) < limit:
        for pair_no in queue.ids(db, filters, Sort.SUSPICIOUS, limit=limit, hides=hides):
            placed.setdefault(pair_no, Sort.SUSPICIOUS)
    return Read(list(islice(placed.items(), limit)))


def searching(db: Database) -> bool:
    """Return whether looking for what is wrong pays, by the pairs that a person decided last."""
    [(decided, found)] = db.all("last_finds", last=LAST)
    return pays(decided, found)


def _apart(
    db: Database, filters: Sequence[Term], sort: Sort, limit: int, known: Known, *, hides: Blind | None
) -> Sequence[int]:
    """Return the pairs that an order has something to say of, as far as that is known."""
    if sort in (Sort.LEARNED, Sort.DISAGREEING):
        if not known.weights:
            return ()
        return queue.ids(db, filters, sort, limit=limit, weights=known.weights, middle=known.middle, hides=hides)
    numbers = known.spread if sort is Sort.DIVERSE else _lost(db)
    return queue.ranked(db, filters, numbers, hides)[:limit] if numbers else ()


def _lost(db: Database) -> Sequence[int]:
    return db.while_unwritten("lost pairs", lambda: [row[0] for row in db.all("lost_pairs")])
