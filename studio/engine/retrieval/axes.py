"""Rotations of vectors: largest dimensions first, and what lies between two cuts spread evenly. Knows no model.

Principal axes let vectors be cut; their signs alone (a binary index) then weigh dimensions that hold little as much as
those that hold most. Turning once more within what lies between two cuts changes no vector that is cut there, and makes
signs tell more: the rotation is that of iterative quantization (Gong, Lazebnik 2011, CVPR), which draws the vectors
towards their own signs.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from studio.engine.retrieval.encoder import Vectors

__all__ = ["evened_axes", "principal_axes"]

_ROUNDS = 50
"""Rounds of iterative quantization, as in the paper; 200 found binary indexes no better."""
_SAMPLE = 10_000
"""Vectors that it learns from, at most: a round costs their number times the square of a block's dimensions."""
_NEXT_TO_NOTHING = 0.05
"""Share of squared length, the first axis left aside, that lies behind a cut: under it that cut parts no blocks."""


def principal_axes(vectors: Vectors) -> Vectors:
    """Return an orthogonal matrix (d x d): `vectors @ axes` keeps all inner products, largest dimensions first.

    The vectors are not centred: cosines are taken from the origin.
    """
    moments = vectors.T.astype(np.float64) @ vectors
    _, axes = np.linalg.eigh(moments)
    return np.ascontiguousarray(axes[:, ::-1], dtype=np.float32)


def evened_axes(vectors: Vectors, cuts: Sequence[int]) -> Vectors:
    """Return principal axes (d x d) turned within the blocks between `cuts`: the dimensions of a block weigh alike.

    Vectors cut at one of the `cuts` have the inner products that principal axes give them; between two cuts that
    holds for neither. A cut behind which lies next to nothing parts no blocks: what lies before and behind it shares
    one, as it would be noise to a binary index. The first axis is in no block: it holds what all vectors share, which
    would push the signs of every dimension to one side.
    """
    axes = principal_axes(vectors)
    turned = (vectors[:: -(-len(vectors) // _SAMPLE)] @ axes).astype(np.float64)
    for start, end in _blocks(turned, cuts):
        axes[:, start:end] = axes[:, start:end] @ _towards_signs(turned[:, start:end])
    return axes


def _blocks(turned: NDArray[np.float64], cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first dimension of each block and the one behind its last."""
    size = turned.shape[1]
    held = (turned[:, 1:] ** 2).sum(0)
    parting = [cut for cut in sorted(set(cuts)) if 1 < cut < size]
    ends = [cut for cut in parting if held[cut - 1 :].sum() >= _NEXT_TO_NOTHING * held.sum()]
    yield from zip([1, *ends], [*ends, size], strict=True)


def _towards_signs(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation of a block (n x d) found by turns: signs of what is turned, what turns nearest to them.

    It starts from one drawn at random, always the same.
    """
    rotation, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(vectors.shape[1],) * 2))
    for _ in range(_ROUNDS):
        signs = np.where(vectors @ rotation > 0, 1.0, -1.0)
        left, _, right = np.linalg.svd(vectors.T @ signs)
        rotation = left @ right
    return rotation
