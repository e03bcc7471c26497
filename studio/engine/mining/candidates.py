"""Candidates for a block of pairs, from dense and from BM25 search, with what each scores.

Knows vectors, BM25 and places; decides nothing.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from studio.engine.mining.relations import Table
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import Mask, Places, ranks, top
from studio.engine.retrieval.fusion import fuse

__all__ = ["ORIGINS", "Candidates", "RoundTrip", "candidates"]

ORIGINS = ("dense", "bm25", "both")

DENSE_WEIGHT = 0.7
"""Weight of the dense z-score in the hybrid rank that orders candidates: BM25 alone ranks stray words high."""


class RoundTrip(NamedTuple):
    """Where each query finds its own passage again."""

    dense_rank: Places
    bm25_rank: Places
    score: Vectors


@dataclass(frozen=True, slots=True)
class Candidates:
    """A row a pair, a column a candidate: the passage's place, its cosine, its hybrid score, which search found it."""

    places: Table
    scores: Vectors
    hybrid: Vectors
    origins: Table
    there: Mask
    round_trip: RoundTrip
    every: Vectors
    """Hybrid scores of all passages."""

    def ranks(self, row: Places, column: Places) -> Places:
        """Return the ranks, from 1, of the candidates at these rows and columns in hybrid search over all passages."""
        at = np.unique(row)
        best = top(self.every[at], self.places.shape[1]).columns
        table = _rank_table(best, (len(at), self.every.shape[1]))
        found = table[np.searchsorted(at, row), self.places[row, column]].astype(np.int64)
        for far in np.flatnonzero(found == 0).tolist():
            scores = self.every[row[far]]
            found[far] = 1 + int((scores > self.hybrid[row[far], column[far]]).sum())
        return found


def candidates(dense: Vectors, lexical: Vectors, positives: Places, depth: int) -> Candidates:
    """Take the best `depth` of both score tables (pairs x passages); a passage that both found is one candidate."""
    by_dense = top(dense, depth).columns
    by_words = top(lexical, depth, above=0.0).columns
    places = np.concatenate([by_dense, np.maximum(by_words, 0)], axis=1)
    in_dense = np.take_along_axis(_rank_table(by_dense, dense.shape), places, 1) > 0
    in_words = np.take_along_axis(_rank_table(by_words, lexical.shape), places, 1) > 0
    there = np.ones(places.shape, np.bool_)
    there[:, by_dense.shape[1] :] = (by_words >= 0) & ~in_dense[:, by_dense.shape[1] :]
    every = fuse(dense, lexical, DENSE_WEIGHT)
    return Candidates(
        places=places,
        scores=np.take_along_axis(dense, places, 1),
        hybrid=np.take_along_axis(every, places, 1),
        origins=np.where(in_words, np.where(in_dense, 2, 1), 0),
        there=there,
        round_trip=RoundTrip(
            ranks(dense, positives), ranks(lexical, positives), np.take_along_axis(dense, positives[:, None], 1)[:, 0]
        ),
        every=every,
    )


def _rank_table(columns: Table, shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """Return for each passage its rank from 1 among those found, 0 where it was not."""
    table = np.zeros((shape[0], shape[1] + 1), np.int16)  # the last column takes the places below 0
    np.put_along_axis(
        table,
        columns % (shape[1] + 1),
        np.broadcast_to(np.arange(1, columns.shape[1] + 1, dtype=np.int16), columns.shape),
        1,
    )
    return table[:, :-1]
