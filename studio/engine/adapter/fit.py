"""Fit the adapter: a residual linear map on query vectors, passages untouched. torch is imported when it is called.

The map learns, for every query at once, to rank all passages as the enriched index does: a step costs a few matrix
products, whatever the model.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from studio.engine.progress import SILENT, Interrupted, Reporter
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.teacher import Lessons

if TYPE_CHECKING:
    import torch

__all__ = ["adapted", "fit"]

_EPOCHS = 24
_MOST_STEPS = 400
"""Steps after which a fit ends, however many queries there are."""
_BATCH = 256
_LEARNING_RATE = 1e-3
"""What was tried beside these, with figures, is in docs/tried.md."""
_WEIGHT_DECAY = 0.1
"""Draws the map back to doing nothing, which is where it starts."""


def fit(queries: Vectors, passages: Vectors, lessons: Lessons, *, seed: int, reporter: Reporter = SILENT) -> Vectors:
    """Return the map (d x d): a query vector v becomes v + v @ map, at length 1.

    `queries` are n x d in the lessons' order, `passages` those that the lessons' places name. Raises Interrupted where
    the reporter is stopping: it is asked before every step.
    """
    import torch  # noqa: PLC0415 - a second to import
    from torch.optim.adamw import adamw  # noqa: PLC0415 - not its class, which imports torch's compiler: a second more

    from studio.engine.adapter.contrast import Contrast  # noqa: PLC0415 - as above

    draw = torch.Generator().manual_seed(seed)
    asked, contrast = torch.from_numpy(queries), Contrast(*lessons.over(passages), seed=seed)
    change = torch.zeros(queries.shape[1], queries.shape[1])
    mean, square, step = torch.zeros_like(change), torch.zeros_like(change), torch.zeros(())
    for rows in _batches(len(queries), draw):
        if reporter.stopping():
            raise Interrupted
        adamw(
            [change],
            [contrast.gradient(change, asked[rows], rows)],
            [mean],
            [square],
            [],
            [step],
            lr=_LEARNING_RATE,
            weight_decay=_WEIGHT_DECAY,
            beta1=0.9,
            beta2=0.999,
            eps=1e-8,
            amsgrad=False,
            maximize=False,
        )
    return np.ascontiguousarray(change.numpy())


def adapted(queries: Vectors, change: Vectors) -> Vectors:
    """Return query vectors (n x d) through the map (d x d), at length 1."""
    return unit(queries + queries @ change)


def _batches(count: int, draw: "torch.Generator") -> "Iterator[torch.Tensor]":
    """Yield rows, every one once an epoch, until the epochs or the steps are over."""
    import torch  # noqa: PLC0415 - as above

    steps = min(_MOST_STEPS, _EPOCHS * -(-count // _BATCH))
    while steps > 0:
        for rows in torch.randperm(count, generator=draw).split(_BATCH)[:steps]:
            yield rows
            steps -= 1
