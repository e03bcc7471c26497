"""How a linear map on queries should change, by the loss of ranked lists (`studio.engine.listwise`). Imports torch.

That loss pulls a query from the mean of all passages, weighted as it ranks them, to their mean, weighted as it should:
the second never changes, and the first is two products of matrices. Knows neither who taught nor how steps are taken.
"""

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import embedding_bag

from studio.engine.listwise import MOST_PASSAGES, SCALE
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.teacher import Lessons

__all__ = ["Contrast"]

_OWN = 50
"""Passages of its own list that a query is contrasted with then: all 100 taught no better."""
_SAMPLE = 1024
"""Passages that stand for all others then."""
_CACHED = 8
"""Queries whose lists are gathered at once: they stay in the processor's cache."""


class Contrast:
    """Unit vectors of passages, and the lists (`lessons`) that queries should rank them by. `seed` draws samples."""

    def __init__(self, passages: Vectors, lessons: Lessons, *, seed: int) -> None:
        self._passages, self._draw = torch.from_numpy(passages), torch.Generator().manual_seed(seed)
        places, weights = torch.from_numpy(lessons.places), torch.from_numpy(lessons.weights)
        self._own = places[:, :_OWN].contiguous()
        self._wanted = embedding_bag(places, self._passages, per_sample_weights=weights, mode="sum")
        self._wanted += (1 - weights.sum(1, keepdim=True)) * self._passages.mean(0)

    def gradient(self, change: Tensor, queries: Tensor, rows: Tensor) -> Tensor:
        """Return the gradient (d x d) by `change` of the mean loss of queries (n x d), which have the lists of `rows`.

        A query v is ranked by v + v @ change at length 1.
        """
        changed = queries + queries @ change
        lengths = changed.norm(dim=1, keepdim=True).clamp_min(1e-12)
        ranked = changed / lengths
        found = self._all(ranked) if len(self._passages) <= MOST_PASSAGES else self._sampled(ranked, self._own[rows])
        pull = (SCALE / len(rows)) * (found - self._wanted[rows])
        pull -= (pull * ranked).sum(1, keepdim=True) * ranked
        return queries.T @ (pull / lengths)

    def _all(self, queries: Tensor) -> Tensor:
        return torch.softmax(SCALE * queries @ self._passages.T, 1) @ self._passages

    def _sampled(self, queries: Tensor, own: Tensor) -> Tensor:
        """Return what `_all` does, nearly: a query's own places count as they are, each sampled one for several."""
        count = len(self._passages)
        sample = torch.randperm(count, generator=self._draw)[:_SAMPLE]
        others = self._passages[sample]
        of_others = queries @ others.T
        at = torch.full((count,), -1)
        at[sample] = torch.arange(len(sample))
        row, column = (at[own] >= 0).nonzero(as_tuple=True)
        of_others[row, at[own[row, column]]] = -math.inf
        stands_for = math.log(count / len(sample))
        scores = torch.cat([SCALE * self._near(queries, own), SCALE * of_others + stands_for], 1)
        shares, of_sample = torch.softmax(scores, 1).split([own.shape[1], len(sample)], 1)
        near = embedding_bag(own, self._passages, per_sample_weights=shares.contiguous(), mode="sum")
        return near + of_sample @ others

    def _near(self, queries: Tensor, own: Tensor) -> Tensor:
        """Return the cosines of queries with their own places. numpy gathers several times quicker than torch does."""
        asked, places, passages = queries.numpy(), own.numpy(), self._passages.numpy()
        scores = np.empty(places.shape, np.float32)
        for start in range(0, len(places), _CACHED):
            some = slice(start, start + _CACHED)
            np.matmul(passages[places[some]], asked[some, :, None], out=scores[some, :, None])
        return torch.from_numpy(scores)
