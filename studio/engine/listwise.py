"""The loss of a ranked list over all passages. Importing this module imports torch.

The cross entropy of a teacher's shares with a softmax over cosines (listwise distillation, arXiv 2502.19712). It knows
neither who made the vectors nor who taught.
"""

import torch
from torch import Tensor

from studio.engine.retrieval.teacher import Lessons

__all__ = ["MOST_PASSAGES", "SCALE", "ListLoss"]

MOST_PASSAGES = 4096
"""Passages that a step contrasts: all of them, or of more some that stand for all."""
SCALE = 20.0
"""Weight of a cosine in the softmax, as in MultipleNegativesRankingLoss."""


class ListLoss:
    """How far queries are from ranking the passages as the lessons say."""

    def __init__(self, passages: Tensor, lessons: Lessons) -> None:
        self._passages = passages
        self._places = torch.from_numpy(lessons.places).to(passages.device)
        self._weights = torch.from_numpy(lessons.weights).to(passages.device)

    def __call__(self, queries: Tensor, rows: Tensor) -> Tensor:
        """Return the mean loss of unit query vectors (n x d), which have the lessons of `rows`."""
        places, weights = self._places[rows], self._weights[rows]
        chosen = self._contrasted(places, rows)
        where = places if chosen is None else torch.searchsorted(chosen, places)
        against = self._passages if chosen is None else self._passages[chosen]
        with torch.autocast(queries.device.type, enabled=False):  # half the digits are too few for a softmax this sharp
            likely = torch.log_softmax(SCALE * queries.float() @ against.T, 1)
        rest = 1 - weights.sum(1)
        return -((weights * likely.gather(1, where)).sum(1) + rest * likely.mean(1)).mean()

    def _contrasted(self, places: Tensor, rows: Tensor) -> Tensor | None:
        """Return the sorted places of a step's passages: those of its lists and a random sample; None where all are.

        They are the same whenever these rows meet.
        """
        count = len(self._passages)
        if count <= MOST_PASSAGES:
            return None
        draw = torch.Generator().manual_seed(int(rows.sum()) * len(rows))
        sample = torch.randint(count, (MOST_PASSAGES,), generator=draw).to(places.device)
        return torch.cat([places.flatten(), sample]).unique()
