"""Two rankings made one: the weighted sum of z-scores, each taken over all passages for one query.

Knows scores alone: neither who made them nor what they rank.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.engine.retrieval.encoder import Vectors

__all__ = ["fuse", "inverse_deviation", "z_scores"]

_FLAT = 1e-6
"""Deviation of scores up to which they are all alike: rounding makes no ranking."""


def z_scores(scores: Vectors) -> Vectors:
    """Return each row at mean 0 and deviation 1. A row whose scores are all alike says nothing and becomes 0."""
    centred: Vectors = scores - scores.mean(1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred) / max(1, scores.shape[1])
    centred *= inverse_deviation(variance)[:, None]
    return centred


def inverse_deviation(variance: NDArray[np.floating[Any]]) -> Vectors:
    """Return 1 / deviation of each row, 0 where all its scores are alike."""
    deviation = np.sqrt(np.maximum(variance, 0))
    says_something = deviation > _FLAT
    inverse: Vectors = np.where(says_something, 1 / np.where(says_something, deviation, 1), 0).astype(np.float32)
    return inverse


def fuse(dense: Vectors, lexical: Vectors, dense_weight: float) -> Vectors:
    """Return the fused scores of queries x passages; `dense_weight` is the dense z-score's share, the rest BM25's."""
    fused, other = z_scores(dense), z_scores(lexical)
    fused *= np.float32(dense_weight)
    other *= np.float32(1 - dense_weight)
    fused += other
    return fused
