"""The enriched index of `studio.engine.retrieval.enriched`, kept up passage by passage for a set of queries.

Scores of all its queries stand ready; a passage that gains or loses a query costs the passages near it alone. Knows
vectors and places; no text, no judgment.
"""

from copy import copy

import numpy as np

from studio.domain.options import IndexOptions
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.enriched import Answered, mixed_at, neighbours
from studio.engine.retrieval.exact import Places

__all__ = ["LiveIndex"]

_MOST = 0.25
"""Share of passages from which looking for those that a change touches costs more than it saves."""


class LiveIndex:
    """Passages with the queries that they answer, and their scores for the queries that are asked.

    `scores` (passages x queries) are those of mixed vectors, each passage with its neighbours' share; `total` and
    `squares` sum them without that share over all passages for each query.
    """

    def __init__(self, passages: Vectors, answered: Answered, options: IndexOptions) -> None:
        self._passages, self._options = passages, options
        every = np.arange(len(passages))
        self._mixed = mixed_at(every, passages, answered, options.query_weight)
        self.near = neighbours(every, self._mixed, options.neighbours)
        self._bars = self._lowest(every)
        self._spread = self.shared(self._mixed, every)
        self._asked = np.zeros((0, passages.shape[1]), np.float32)
        self.scores = np.zeros((len(passages), 0), np.float32)
        self.total, self.squares = np.zeros(0), np.zeros(0)

    def copy(self) -> "LiveIndex":
        """Return one that may change on its own; nothing is asked of it yet."""
        copied = copy(self)
        for name in ("_mixed", "_spread", "near", "_bars"):
            setattr(copied, name, getattr(self, name).copy())
        copied.ask(np.zeros(0, np.int64), self._asked[:0])
        return copied

    @property
    def lengths(self) -> Vectors:
        """The length of each passage's vector with its neighbours' share (n x 1): dense scores are divided by it."""
        lengths: Vectors = np.maximum(np.linalg.norm(self._spread, axis=1, keepdims=True), 1e-12)
        return lengths

    def ask(self, kept: Places, new: Vectors) -> None:
        """Let these be asked: some of the queries that were, by their columns, and further ones after them."""
        plain = self._mixed @ new.T
        of_kept = self.scores[:, kept] if len(kept) else np.zeros((len(self._mixed), 0), np.float32)
        self.scores = np.concatenate([of_kept, self._spread @ new.T], axis=1)
        self.total = np.append(self.total[kept], plain.sum(0, dtype=np.float64))
        self.squares = np.append(self.squares[kept], np.einsum("ij,ij->j", plain, plain, dtype=np.float64))
        self._asked = np.concatenate([self._asked[kept], new])

    def put(self, places: Places, answered: Answered) -> None:
        """Let passages have just these queries; `answered` holds those of `places` alone."""
        before = self._mixed[places] @ self._asked.T
        self._mixed[places] = mixed_at(places, self._passages, answered, self._options.query_weight)
        after = self._mixed[places] @ self._asked.T
        self.total += (after - before).sum(0, dtype=np.float64)
        self.squares += (after.astype(np.float64) ** 2 - before.astype(np.float64) ** 2).sum(0)
        rows = self._touched(places)
        self.near[rows] = neighbours(rows, self._mixed, self._options.neighbours)
        self._bars[rows] = self._lowest(rows)
        self._spread[rows] = self.shared(self._mixed, rows)
        self.scores[rows] = self._spread[rows] @ self._asked.T

    def shared(self, rows: Vectors, of: Places | slice) -> Vectors:
        """Give some passages (of all `rows`) their share of what their neighbours' rows hold."""
        near, own = self.near[of], rows[of]
        if not near.shape[1] or not self._options.neighbour_weight:
            return own
        share = np.float32(self._options.neighbour_weight)
        of_others = rows[near[:, 0]]
        for place in near.T[1:]:
            of_others += rows[place]
        of_others *= share / np.float32(near.shape[1])
        of_others += (1 - share) * own
        return of_others

    def _touched(self, places: Places) -> Places:
        """Return the passages whose neighbours may be others now, or have another vector."""
        if len(places) > _MOST * len(self._mixed):
            return np.arange(len(self._mixed))
        had = np.flatnonzero(np.isin(self.near, places).any(axis=1))
        nearer = np.flatnonzero((self._mixed @ self._mixed[places].T >= self._bars[:, None]).any(axis=1))
        return np.unique(np.concatenate([places, had, nearer]))

    def _lowest(self, of: Places) -> Vectors:
        """Return how near a passage has to come to be among the neighbours of each."""
        if not self.near.shape[1]:
            return np.full(len(of), np.inf, np.float32)
        closest = np.einsum("id,ikd->ik", self._mixed[of], self._mixed[self.near[of]])
        lowest: Vectors = closest.min(1) - np.float32(1e-6)
        return lowest
