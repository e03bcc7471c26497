"""Queries that ask the same thing: same words, or vectors nearer than `same_meaning`.

Knows queries by their place in the list given. Compares every pair exactly; 30,000 queries take a few seconds.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from studio.domain.identity import text_hash
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import Places, blocks

__all__ = ["Meanings", "meanings"]


class Meanings(NamedTuple):
    """Which queries are alike. Queries with the same words share a code, numbered by first appearance.

    `left` and `right` are codes that mean the same, each edge in both directions. `original` is for each query the
    place of the first query that says the same, its own place where it is the first.
    """

    codes: Places
    left: Places
    right: Places
    original: Places


def meanings(queries: Sequence[str], vectors: Vectors, same_meaning: float) -> Meanings:
    """Compare all queries, by words and by their unit vectors (n x d), with one another."""
    first: dict[str, int] = {}
    codes = np.fromiter((first.setdefault(text_hash(query), len(first)) for query in queries), np.int64, len(queries))
    _, places = np.unique(codes, return_index=True)
    earlier, later = _edges(vectors[places], same_meaning)
    leaders = _leaders(len(places), earlier, later)
    return Meanings(
        codes=codes,
        left=np.concatenate([earlier, later]),
        right=np.concatenate([later, earlier]),
        original=places[leaders][codes] if len(codes) else codes,
    )


def _edges(vectors: Vectors, same_meaning: float) -> tuple[Places, Places]:
    """Return pairs of rows whose cosine reaches the bar, the earlier row first."""
    earlier, later = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for rows in blocks(len(vectors), len(vectors)):
        near = vectors[rows] @ vectors[rows.start :].T >= np.float32(same_meaning)
        block, column = np.nonzero(near)
        after = column > block
        earlier.append(block[after] + rows.start)
        later.append(column[after] + rows.start)
    return np.concatenate(earlier), np.concatenate(later)


def _leaders(count: int, earlier: Places, later: Places) -> Places:
    """Give each row the first row near it that is itself nobody's duplicate."""
    leaders = np.arange(count)
    order = np.lexsort((earlier, later))
    for a, b in zip(earlier[order].tolist(), later[order].tolist(), strict=True):
        if leaders[b] == b and leaders[a] == a:
            leaders[b] = a
    return leaders
