"""Two rankings made one: the weighted sum of z-scores, each taken over all passages for one query."""

import numpy as np

from studio.engine.retrieval.encoder import Vectors

__all__ = ["fuse", "z_scores"]


def z_scores(scores: Vectors) -> Vectors:
    """Return each row at mean 0 and deviation 1. A row whose scores are all alike says nothing and becomes 0."""
    mean = scores.mean(1, keepdims=True)
    deviation = scores.std(1, keepdims=True)
    return np.where(deviation > 1e-9, (scores - mean) / np.maximum(deviation, 1e-9), np.float32(0)).astype(np.float32)


def fuse(dense: Vectors, lexical: Vectors, dense_weight: float) -> Vectors:
    """Return the fused scores; `dense_weight` is the share of the dense z-score, the rest is the lexical one's."""
    weight = np.float32(dense_weight)
    fused: Vectors = weight * z_scores(dense) + (np.float32(1) - weight) * z_scores(lexical)
    return fused
