"""A model that needs no weights: a text is the bag of its words. For tests here and of whoever uses the engine.

Texts that share words are near one another, nothing more; the same text always has the same vector.
"""

import re
from collections.abc import Sequence

import numpy as np

from studio.domain.identity import content_hash
from studio.domain.options import ModelOptions
from studio.engine.retrieval.encoder import Vectors

__all__ = ["BagOfWords"]

_WORD = re.compile(r"\w+")


class BagOfWords:
    """Each word points somewhere at random; a text is the sum of its words. Models of other names point elsewhere."""

    def __init__(self, options: ModelOptions, *, dimensions: int = 64) -> None:
        self._name, self._dimensions = options.base, dimensions
        self.encoded = 0
        """Texts encoded so far."""

    @property
    def model_hash(self) -> str:
        """Name of the weights, from the base's name."""
        return content_hash("bag of words", self._name, str(self._dimensions))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        self.encoded += len(texts)
        vectors = np.stack([self._sum(text) for text in texts]) if texts else np.zeros((0, self._dimensions))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit

    def _sum(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        total = np.full(self._dimensions, 1e-3)
        for word in _WORD.findall(text.lower()):
            total += np.random.default_rng(int(content_hash(self._name, word), 16)).standard_normal(self._dimensions)
        return total
