"""The principal axes of vectors: turned by them, the first dimensions hold as much as any can. Knows no model."""

import numpy as np

from studio.engine.retrieval.encoder import Vectors

__all__ = ["principal_axes"]


def principal_axes(vectors: Vectors) -> Vectors:
    """Return an orthogonal matrix (d x d): `vectors @ axes` keeps all inner products, largest dimensions first.

    The vectors are not centred: cosines are taken from the origin.
    """
    moments = vectors.T.astype(np.float64) @ vectors
    _, axes = np.linalg.eigh(moments)
    return np.ascontiguousarray(axes[:, ::-1], dtype=np.float32)
