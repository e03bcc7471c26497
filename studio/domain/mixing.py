"""The default order: several orders in turn, so that none of them starves, and on each card why it is shown.

Takes orders as they are; it reads and scores nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from studio.domain.pairs import Negative, Pair
from studio.domain.queue import RANDOM_CHECK, UNMINED, Sort, disagreement

__all__ = ["LAST", "SOURCES", "alternated", "mixed", "pays", "why", "why_negative"]

_S, _M, _U = Sort.SUSPICIOUS, Sort.LEARNED, Sort.UNCERTAIN
_TURNS = (_S, _U, _M, Sort.RANDOM, _S, Sort.LOST, _M, Sort.DIVERSE, _S, _U, _M, Sort.RANDOM)
"""One round. Half of it looks for what is wrong; a sixth is drawn at random: what may be concluded about the rest
follows from those alone."""
_SEARCH = (_S, _M, _M, _S, _M, Sort.RANDOM, _M, _S, _M, _M, _M, Sort.RANDOM)
"""One round while looking for what is wrong pays: all of it does that, but for what is drawn at random."""

LAST = 48
"""Decisions by which it is told whether that pays: four rounds."""
_PAYS = 0.25
"""Share of finds from which it does. By `_TURNS` that is reached again once half of the search hits."""

SOURCES = tuple(dict.fromkeys(_TURNS))
"""Every order that the mix takes from."""

_WHY = {
    Sort.UNCERTAIN: "hard to call: a negative scores close",
    Sort.LEARNED: "like what was rejected",
    Sort.LOST: "the last run fails on a query that it answers",
    Sort.DIVERSE: "unlike those before it",
    Sort.RANDOM: RANDOM_CHECK,
}
_BRIEFLY = {Sort.UNCERTAIN: "hard to call", Sort.LOST: "lost by the last run"}
"""The same beside a pair's own reason, which tells of its negatives too."""
_BLIND = "judged by everybody, blind"


def pays(decided: int, found: int) -> bool:
    """Return whether looking for what is wrong pays: `found` of the last pairs `decided` were not right as they stood.

    It does until there are LAST decisions to tell by.
    """
    return decided < LAST or found >= _PAYS * decided


def mixed(orders: Mapping[Sort, Sequence[int]], *, searching: bool = False) -> Iterator[tuple[int, Sort]]:
    """Yield every card of the orders once, with the order that it was taken from; an order that has ended is passed.

    While `searching`, all turns but the random ones go to what is most likely wrong, as far as there is any. Where
    nothing was learned, what is suspicious takes that turn.
    """
    left = {sort: iter(order) for sort, order in orders.items()}
    seen: set[int] = set()
    while left:
        turns = _SEARCH if searching and any(sort in left for sort in (_S, _M)) else _TURNS
        for turn in turns:
            sort = _S if turn is _M and _M not in left else turn
            if sort not in left:  # some end within a round
                continue
            fresh = next((card for card in left[sort] if card not in seen), None)
            if fresh is None:
                del left[sort]
                continue
            seen.add(fresh)
            yield fresh, sort


def alternated(first: Iterable[int], second: Iterable[int]) -> Iterator[int]:
    """Yield from two queues by turns, and the rest of the longer one."""
    return (card for card in chain.from_iterable(zip_longest(first, second)) if card is not None)


def why(sort: Sort, pair: Pair) -> str:
    """Return why a pair is shown: by the order that brought it, and by its own scores where they say more."""
    told = disagreement(pair.scores) if sort is Sort.DISAGREEING else _WHY.get(sort, pair.reason)
    if sort in _WHY and sort is not Sort.RANDOM and pair.reason not in (RANDOM_CHECK, UNMINED):
        told = f"{_BRIEFLY.get(sort, told)}; {pair.reason}"
    return f"{_BLIND}; {told}" if pair.blind else told


def why_negative(negative: Negative) -> str:
    """Return why a negative is asked about."""
    if not negative.suspect:
        return "nobody opened it"
    above = negative.margin is not None and negative.margin > 0
    return "a suspect: it scores above the passage" if above else "a suspect: it scores nearly as high as the passage"
