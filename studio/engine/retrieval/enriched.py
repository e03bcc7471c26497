"""The enriched index: passages are found by the queries that they answer as well as by their own words.

A passage keeps one vector: the mean of its own and of its queries' (document expansion, Nogueira et al. 2019, on
vectors), drawn a little towards those of the passages nearest to it (the cluster hypothesis; corpus graphs: MacAvaney
et al. 2022). Its text for BM25 holds its queries too. Knows vectors, texts and places; no model and no judgment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from studio.domain.options import IndexOptions
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Vectors, truncated, unit
from studio.engine.retrieval.exact import Mask, Places, nearest
from studio.engine.retrieval.fusion import fuse, inverse_deviation

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["Answered", "EnrichedIndex", "enriched_words", "folds", "mixed_at", "neighbours"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Queries and, for each, the place of the passage that answers it. `vectors` are made by the passages' model.

    `quoted` are those that repeat their passage's own words (see `studio.domain.providers.QUOTING`): they may teach,
    but add no wording to an index.
    """

    texts: Sequence[str]
    vectors: Vectors
    places: Places
    quoted: Mask

    def only(self, held: Mask) -> "Answered":
        """Return the queries that are held."""
        rows = np.flatnonzero(held)
        return Answered(
            texts=[self.texts[row] for row in rows.tolist()],
            vectors=self.vectors[rows],
            places=self.places[rows],
            quoted=self.quoted[rows],
        )

    @property
    def wordings(self) -> "Answered":
        """The queries that enrich an index: those that are not quoted."""
        return self.only(~self.quoted)


class EnrichedIndex:
    """Passages with the queries that they answer, at one number of dimensions."""

    def __init__(self, mixed: Vectors, near: Places, options: IndexOptions) -> None:
        self._mixed, self._near, self._options = mixed, near, options
        self.vectors = unit(self._spread(mixed.T).T)

    @classmethod
    def build(cls, passages: Vectors, answered: Answered, options: IndexOptions) -> "EnrichedIndex":
        """Mix passages (n x d) with their queries, and find each one's neighbours."""
        every = np.arange(len(passages))
        mixed = mixed_at(every, passages, answered, options.query_weight)
        return cls(mixed, neighbours(every, mixed, options.neighbours), options)

    def at(self, dimensions: int) -> "EnrichedIndex":
        """Return the index of the first dimensions alone; who is near whom stays."""
        return EnrichedIndex(truncated(self._mixed, dimensions), self._near, self._options)

    def fused(self, asked: Vectors, lexical: Vectors) -> Vectors:
        """Return dense and BM25's scores in one (queries x passages), each passage with its neighbours.

        `asked` are vectors (queries x d), `lexical` BM25's scores (see `enriched_words`).
        """
        return self._spread(fuse(asked @ self._mixed.T, lexical, self._options.dense_weight))

    def ordered(self, asked: Vectors, lexical: "csr_matrix") -> Vectors:
        """Return what `fused` does (queries x passages) but for a shift of each query's scores, several times quicker.

        `lexical` holds BM25's scores, 0 where no word is shared. Z-scores are never written out: all that they shift
        is left away, what they scale is scaled before the products.
        """
        import torch  # noqa: PLC0415 - a second to import

        count, weight = len(self._mixed), self._options.dense_weight
        mean, spread = self._moments
        of_dense = np.einsum("ij,ij->i", asked @ spread, asked) - (asked @ mean) ** 2
        total = np.asarray(lexical.sum(1)).ravel() / count
        of_words = np.float32(1 - weight) * inverse_deviation(_squares(lexical) / count - total**2)
        scores: Vectors = self._shares @ (lexical.toarray() * of_words[:, None]).T
        share = np.float32(weight) * inverse_deviation(of_dense)
        torch.from_numpy(scores).addmm_(torch.from_numpy(self._drawn), torch.from_numpy(asked * share[:, None]).T)
        return scores.T

    @cached_property
    def _moments(self) -> tuple[Vectors, Vectors]:
        """The mean of the mixed vectors, and that of their products (d x d)."""
        return self._mixed.mean(0), self._mixed.T @ self._mixed / np.float32(len(self._mixed))

    @cached_property
    def _drawn(self) -> Vectors:
        """The mixed vectors, each with its neighbours' share."""
        return np.ascontiguousarray(self._spread(self._mixed.T).T)

    @cached_property
    def _shares(self) -> "csr_matrix":
        """What `_spread` does, as a matrix (passages x passages)."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - a tenth of a second to import

        count, near = self._near.shape
        share = self._options.neighbour_weight if near else 0.0
        columns = np.concatenate([np.arange(count)[:, None], self._near], axis=1)
        weights = np.full(columns.shape, share / max(near, 1), np.float32)
        weights[:, 0] = 1 - share
        return csr_matrix((weights.ravel(), columns.ravel(), np.arange(count + 1) * (near + 1)), (count, count))

    def _spread(self, scores: Vectors) -> Vectors:
        """Give each passage a share of the scores (rows of them) that its neighbours have."""
        share = self._options.neighbour_weight if self._near.shape[1] else 0.0
        if not share:
            return scores
        of_others = np.zeros_like(scores)
        for place in self._near.T:
            of_others += scores.take(place, axis=1)
        of_others *= share / self._near.shape[1]
        of_others += (1 - share) * scores
        return of_others


def _squares(scores: "csr_matrix") -> Vectors:
    """Return the sum of each row's squares. scipy's own power sorts a product's columns first, which takes longer."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - a tenth of a second to import

    squared = csr_matrix((scores.data**2, scores.indices, scores.indptr), scores.shape)
    summed: Vectors = np.asarray(squared.sum(1)).ravel()
    return summed


def enriched_words(texts: Sequence[str], answered: Answered) -> Bm25:
    """Return BM25 over passages and the queries that they answer."""
    words = [[text] for text in texts]
    for text, place in zip(answered.texts, answered.places.tolist(), strict=True):
        words[place].append(text)
    return Bm25([" ".join(of_passage) for of_passage in words])


def folds(places: Places, most: int) -> Places:
    """Return a number for each query, counted within its passage: 0, 1, ... and from `most` on again.

    An index without one fold has lost few of any passage's queries, and none of that fold is scored against itself.
    """
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    counts = np.diff(starts, append=len(order))
    numbers = np.empty(len(places), np.int64)
    numbers[order] = np.arange(len(order)) - np.repeat(starts, counts)
    return numbers % most


def mixed_at(at: Places, passages: Vectors, answered: Answered, weight: float) -> Vectors:
    """Return for some places unit vectors between the passage and the mean of its queries.

    The mean has `weight` against the passage's own 1. `answered` may hold queries of these places alone.
    """
    count = np.bincount(answered.places, minlength=len(passages))[at].astype(np.float32)
    total = np.zeros_like(passages)
    np.add.at(total, answered.places, answered.vectors)
    share = (weight / np.maximum(count, 1)).astype(np.float32)
    return unit(passages[at] + total[at] * share[:, None])


def neighbours(of: Places, vectors: Vectors, count: int) -> Places:
    """Return the places of the nearest others of some passages, a row for each of `of`."""
    count = min(count, len(vectors) - 1)
    if count < 1:
        return np.zeros((len(of), 0), np.int64)
    found = nearest(vectors[of], vectors, count + 1).columns
    itself = found == of[:, None]
    itself[~itself.any(1), -1] = True  # more twins than neighbours: the last one goes instead
    others: Places = found[~itself].reshape(len(found), count)
    return others
