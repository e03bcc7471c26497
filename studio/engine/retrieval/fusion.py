"""Two rankings made one: the weighted sum of z-scores, each taken over all passages for one query."""

import numpy as np

from studio.engine.retrieval.encoder import Vectors

__all__ = ["fuse", "z_scores"]


def z_scores(scores: Vectors) -> Vectors:
    """Return each row at mean 0 and deviation 1. A row whose scores are all alike says nothing and becomes 0."""
    centred: Vectors = scores - scores.mean(1, keepdims=True)
    deviation = np.sqrt(np.einsum("ij,ij->i", centred, centred) / max(1, scores.shape[1]))
    says_something = deviation > 1e-6
    centred *= np.where(says_something, 1 / np.where(says_something, deviation, 1), 0)[:, None].astype(np.float32)
    return centred


def fuse(dense: Vectors, lexical: Vectors, dense_weight: float) -> Vectors:
    """Return the fused scores; `dense_weight` is the share of the dense z-score, the rest is the lexical one's."""
    fused, other = z_scores(dense), z_scores(lexical)
    fused *= np.float32(dense_weight)
    other *= np.float32(1 - dense_weight)
    fused += other
    return fused
