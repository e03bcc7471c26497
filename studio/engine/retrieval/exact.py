"""Exact nearest passages by blocked matrix products, with ties in the order of the passages.

Knows vectors and scores, no texts. torch does the selection, four times quicker than numpy, and no more than products.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from studio.engine.retrieval.encoder import Vectors

__all__ = ["Hits", "Mask", "Places", "blocks", "nearest", "ranks", "top"]

Places = NDArray[np.int64]
"""Numbers of passages, queries or pairs: their rows in a table of vectors, their columns in one of scores."""
Mask = NDArray[np.bool_]
"""Which of them are meant."""

_BLOCK = 1 << 24  # scores held at once: 64 MB


class Hits(NamedTuple):
    """The best of each row, best first: their columns (-1 where there is no hit) and their scores."""

    columns: Places
    scores: Vectors


def blocks(rows: int, columns: int, *, most: int = _BLOCK) -> Iterator[slice]:
    """Cut rows so that a block of scores stays small: `most` of them at once."""
    step = max(1, most // max(1, columns))
    return (slice(start, min(start + step, rows)) for start in range(0, rows, step))


def top(scores: Vectors, k: int, *, above: float | None = None) -> Hits:
    """Return the k best columns of each row (n x k), fewer where there are fewer. None is a hit that is not `above`."""
    import torch  # noqa: PLC0415 - a second to import

    k = min(k, scores.shape[1])
    if not k or not len(scores):
        return Hits(np.zeros((len(scores), k), np.int64), np.zeros((len(scores), k), np.float32))
    best, columns = torch.topk(torch.from_numpy(scores).contiguous(), k, dim=1)
    hits = Hits(columns.numpy(), best.numpy())
    _settle_last_place(scores, hits, above)
    order = np.argsort(hits.columns, axis=1)
    by_column = np.take_along_axis(hits.scores, order, 1)
    order = np.take_along_axis(order, np.argsort(-by_column, axis=1, kind="stable"), 1)
    columns_, scores_ = np.take_along_axis(hits.columns, order, 1), np.take_along_axis(hits.scores, order, 1)
    if above is not None:
        columns_[scores_ <= above] = -1
    return Hits(columns_, scores_)


def nearest(queries: Vectors, passages: Vectors, k: int) -> Hits:
    """Return the k passages (m x d) nearest to each query (n x d), by cosine: both are unit vectors."""
    import torch  # noqa: PLC0415 - as above

    asked, others = torch.from_numpy(queries), torch.from_numpy(passages).T
    found = [top((asked[rows] @ others).numpy(), k) for rows in blocks(len(queries), len(passages))]
    if not found:
        return Hits(np.zeros((0, k), np.int64), np.zeros((0, k), np.float32))
    return Hits(np.concatenate([hits.columns for hits in found]), np.concatenate([hits.scores for hits in found]))


def ranks(scores: Vectors, columns: Places) -> Places:
    """Return the rank of one column in each row, from 1; those that tie share the best rank."""
    own = np.take_along_axis(scores, columns[:, None], 1)
    above: Places = (scores > own).sum(1)
    return above + 1


def _settle_last_place(scores: Vectors, hits: Hits, above: float | None) -> None:
    """Where more columns tie for the last place than fit, take the first of them, whatever the selection took."""
    last = hits.scores[:, -1:]
    tied = (scores >= last).sum(1) > hits.columns.shape[1]
    if above is not None:
        tied &= last[:, 0] > above
    for row in np.flatnonzero(tied):
        candidates = np.flatnonzero(scores[row] >= last[row, 0])
        chosen = candidates[np.argsort(-scores[row, candidates], kind="stable")][: hits.columns.shape[1]]
        hits.columns[row], hits.scores[row] = chosen, scores[row, chosen]
