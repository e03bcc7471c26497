"""Fit the adapter: a residual linear map on query vectors, passages untouched. torch is imported when it is called.

The map learns, for every query at once, to rank all passages as the enriched index does: a step costs one matrix
product, whatever the model.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.teacher import Lessons

if TYPE_CHECKING:
    import torch

__all__ = ["adapted", "fit"]

_EPOCHS = 24
_MOST_STEPS = 400
_BATCH = 256
_MOST_PASSAGES = 4096
"""Passages that a step contrasts: all of them, or those of the batch's lists and a random sample."""
_LEARNING_RATE = 1e-3
_WEIGHT_DECAY = 0.1
"""Draws the map back to doing nothing, which is where it starts."""
_SCALE = 20.0
"""Weight of a cosine in the softmax, as in MultipleNegativesRankingLoss."""


def fit(queries: Vectors, passages: Vectors, lessons: Lessons, *, seed: int) -> Vectors:
    """Return the map (d x d): a query vector v becomes v + v @ map, at length 1.

    `queries` are n x d in the lessons' order, `passages` those that the lessons' places name.
    """
    import torch  # noqa: PLC0415 - a second to import

    draw = torch.Generator().manual_seed(seed)
    asked, targets = torch.from_numpy(queries), torch.from_numpy(passages)
    places, weights = torch.from_numpy(lessons.places), torch.from_numpy(lessons.weights)
    change = torch.zeros(queries.shape[1], queries.shape[1], requires_grad=True)
    optimizer = torch.optim.AdamW([change], lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    for rows in _batches(len(queries), draw):
        chosen = _contrasted(places[rows], len(passages), draw)
        where = places[rows] if chosen is None else torch.searchsorted(chosen, places[rows])
        against = targets if chosen is None else targets[chosen]
        made = torch.nn.functional.normalize(asked[rows] + asked[rows] @ change, dim=1)
        likely = torch.log_softmax(_SCALE * made @ against.T, 1)
        rest = 1 - weights[rows].sum(1)
        loss = -((weights[rows] * likely.gather(1, where)).sum(1) + rest * likely.mean(1)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return np.ascontiguousarray(change.detach().numpy())


def adapted(queries: Vectors, change: Vectors) -> Vectors:
    """Return query vectors through the map, at length 1."""
    return unit(queries + queries @ change)


def _batches(count: int, draw: "torch.Generator") -> "Iterator[torch.Tensor]":
    """Yield rows, every one once an epoch, until the epochs or the steps are over."""
    import torch  # noqa: PLC0415 - as above

    steps = min(_MOST_STEPS, _EPOCHS * -(-count // _BATCH))
    while steps > 0:
        for rows in torch.randperm(count, generator=draw).split(_BATCH)[:steps]:
            yield rows
            steps -= 1


def _contrasted(places: "torch.Tensor", count: int, draw: "torch.Generator") -> "torch.Tensor | None":
    """Return the sorted places of the passages of a step; None where these are all."""
    import torch  # noqa: PLC0415 - as above

    if count <= _MOST_PASSAGES:
        return None
    return torch.cat([places.flatten(), torch.randint(count, (_MOST_PASSAGES,), generator=draw)]).unique()
