"""Candidates for a block of pairs, from dense and from BM25 search, with what each scores.

Knows vectors, BM25 and places; decides nothing.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from studio.engine.mining.meaning import Places
from studio.engine.mining.relations import Mask, Table
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import ranks, top

__all__ = ["ORIGINS", "Candidates", "RoundTrip", "candidates"]

ORIGINS = ("dense", "bm25", "both")


class RoundTrip(NamedTuple):
    """Where each query finds its own passage again."""

    dense_rank: Places
    bm25_rank: Places
    score: Vectors


@dataclass(frozen=True, slots=True)
class Candidates:
    """A row a pair, a column a candidate: the passage's place, its best rank, its cosine, where it came from."""

    places: Table
    ranks: Table
    scores: Vectors
    origins: Table
    there: Mask
    round_trip: RoundTrip


def candidates(dense: Vectors, lexical: Vectors, positives: Places, depth: int) -> Candidates:
    """Take the best `depth` of both score tables; a passage found by both is one candidate with its better rank."""
    by_dense = top(dense, depth).columns
    by_words = top(lexical, depth, above=0.0).columns
    word_ranks = _rank_table(by_words, lexical.shape)
    dense_ranks = _rank_table(by_dense, dense.shape)
    places = np.concatenate([by_dense, np.maximum(by_words, 0)], axis=1)
    in_dense = np.take_along_axis(dense_ranks, places, 1).astype(np.int64)
    in_words = np.take_along_axis(word_ranks, places, 1).astype(np.int64)
    there = np.ones(places.shape, np.bool_)
    there[:, by_dense.shape[1] :] = (by_words >= 0) & (in_dense[:, by_dense.shape[1] :] == 0)
    far = np.iinfo(np.int64).max
    best = np.minimum(np.where(in_dense > 0, in_dense, far), np.where(in_words > 0, in_words, far))
    return Candidates(
        places=places,
        ranks=np.where(there, best, 0),
        scores=np.take_along_axis(dense, places, 1),
        origins=np.where(in_words == 0, 0, np.where(in_dense == 0, 1, 2)),
        there=there,
        round_trip=RoundTrip(
            ranks(dense, positives), ranks(lexical, positives), np.take_along_axis(dense, positives[:, None], 1)[:, 0]
        ),
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
