"""Passages' vectors as an index stores them: float32, or in less room as int8 or as signs. Queries stay float32.

Knows vectors, no texts and no units. Both ways are those of sentence-transformers (its page "Embedding Quantization"
and `semantic_search_usearch`, which rescores; for signs Yamada, Asai, Hajishirzi 2021): int8 in 255 steps between each
dimension's least and largest value; signs searched by how many differ, and scored again by the float query. Before
signs are taken both sides are turned by a rotation of the index's own (see `studio.engine.retrieval.signs`).
"""

import math

import numpy as np

from studio.domain.leaderboard import Precision
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import top

__all__ = ["OVERSAMPLING", "Stored", "vector_bytes"]

OVERSAMPLING = 4
"""Passages that the float query scores again for each one asked for, as sentence-transformers' own demonstration has it
(40 for 10); `rescore_multiplier` of its function is 2 where nobody says."""

_BEHIND = 3.0
"""What keeps scores by signs, -1 to 1, below all cosines."""


def vector_bytes(dimensions: int, precision: Precision) -> int:
    """Return the bytes of one stored vector."""
    return {"float32": 4 * dimensions, "int8": dimensions, "binary": math.ceil(dimensions / 8)}[precision]


class Stored:
    """Unit vectors of passages (n x d) at one precision; int8 is calibrated on these passages themselves.

    Signs are those of vectors turned by `rotation` (d x d); without one as they are.
    """

    def __init__(self, passages: Vectors, precision: Precision, rotation: Vectors | None = None) -> None:
        self._binary = precision == "binary"
        self._rotation = rotation if self._binary else None
        match precision:
            case "float32":
                self._vectors = passages
            case "int8":
                self._vectors = _restored(passages)
            case "binary":
                self._vectors = _signs(self._turned(passages))

    def scores(self, queries: Vectors, depth: int) -> Vectors:
        """Return a row of scores over all passages for each float query, about their cosines.

        With signs that holds for `depth` x OVERSAMPLING passages, those with the fewest signs unlike the query's; all
        others follow in the order of their signs.
        """
        queries = self._turned(queries)
        scores: Vectors = queries @ self._vectors.T
        if not self._binary:
            return scores
        size = self._vectors.shape[1]
        alike: Vectors = _signs(queries) @ self._vectors.T
        first = top(alike, depth * OVERSAMPLING).columns
        found: Vectors = alike / np.float32(size) - np.float32(_BEHIND)
        again = np.take_along_axis(scores, first, 1) / np.float32(math.sqrt(size))
        np.put_along_axis(found, first, again, 1)
        return found

    def _turned(self, vectors: Vectors) -> Vectors:
        return vectors if self._rotation is None else vectors @ self._rotation


def _restored(vectors: Vectors) -> Vectors:
    """Return what int8 keeps of vectors: the middle of each value's step."""
    from sentence_transformers import quantize_embeddings  # noqa: PLC0415 - seconds to import

    ranges = np.stack([vectors.min(0), vectors.max(0)])
    steps = (ranges[1] - ranges[0]) / np.float32(255)
    codes = quantize_embeddings(vectors, "int8", ranges=ranges)
    restored: Vectors = (np.asarray(codes, np.float32) + np.float32(128.5)) * steps + ranges[0]
    return restored


def _signs(vectors: Vectors) -> Vectors:
    """Return what one bit a dimension keeps of vectors: 1 above zero, else -1."""
    from sentence_transformers import quantize_embeddings  # noqa: PLC0415 - as above

    bits = np.unpackbits(np.asarray(quantize_embeddings(vectors, "ubinary")), axis=1, count=vectors.shape[1])
    signs: Vectors = bits.astype(np.float32) * 2 - 1
    return signs
