"""At which ranks the relevant passages stand: counted, not sorted, for many queries at once. Knows scores alone."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.domain.metrics import ndcg
from studio.engine.retrieval.encoder import Vectors

__all__ = ["Relevant", "gain", "ranks"]

_BLOCK = 240  # passages a time: what they add to a count fits into a byte
_DEEP = 10
"""Ranks that NDCG@10 looks at."""


class Relevant:
    """Places of relevant passages, each with the column of its query, for queries in order."""

    def __init__(self, of_queries: Sequence[Sequence[int]]) -> None:
        sizes = [len(places) for places in of_queries]
        self.places = np.array([place for places in of_queries for place in places], np.int64)
        self.columns = np.repeat(np.arange(len(sizes)), sizes)
        self.alone = all(size == 1 for size in sizes)
        self._ends = np.cumsum(sizes)[:-1]

    def by_query(self, found: NDArray[np.int64]) -> list[list[int]]:
        """Return what was found for each place, query by query."""
        return [each.tolist() for each in np.split(found, self._ends)] if len(found) or len(self._ends) else []


def ranks(relevant: Relevant, count: int, scores: Callable[[slice], Vectors], own: Vectors) -> NDArray[np.int64]:
    """Return for each relevant place how it ranks among `count` passages, from 1.

    `scores` returns some rows of scores (passages x queries), `own` are those of the relevant places. Ties go to the
    passage that comes first.
    """
    above = np.zeros(len(own), np.int64)
    tied = np.zeros(len(own), np.int64)
    for start in range(0, count, _BLOCK):
        block = scores(slice(start, start + _BLOCK))
        block = block if relevant.alone else block[:, relevant.columns]
        above += (block > own).view(np.uint8).sum(0, dtype=np.uint8)
        same = block == own
        before = np.clip(relevant.places - start, 0, len(block))
        for column in np.flatnonzero(same.view(np.uint8).sum(0, dtype=np.uint8)):
            tied[column] += int(same[: before[column], column].sum())
    return above + tied + 1


def gain(found: Sequence[int], relevant: int) -> float:
    """Return NDCG@10 of a query whose `relevant` passages, all of one grade, were found at these ranks."""
    return _gain(tuple(sorted(rank for rank in found if rank <= _DEEP)), relevant)


@cache
def _gain(found: tuple[int, ...], relevant: int) -> float:
    ranked = ["" if rank not in found else f"at {rank}" for rank in range(1, _DEEP + 1)]
    missed = (f"missed {number}" for number in range(relevant - len(found)))
    return ndcg(ranked, dict.fromkeys([*filter(None, ranked), *missed], 1))
