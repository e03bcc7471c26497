"""Texts to unit vectors with one model.

Knows no cache and no corpus; torch is imported with the first text that is encoded.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from studio.domain.options import ModelOptions
from studio.engine.retrieval import models
from studio.errors import StudioError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["BrokenModelError", "Encoder", "Encodes", "MakeEncoder", "Vectors", "encode_with", "truncated", "unit"]

Vectors = NDArray[np.float32]

BATCH = 32
"""Texts a batch: on 2 cores neither more nor less was quicker for texts sorted by length."""


class BrokenModelError(StudioError):
    """A model that loads and gives no usable vectors."""


class Encodes(Protocol):
    """What mining and evaluation ask of a model: a name for its weights, and vectors of length 1."""

    @property
    def model_hash(self) -> str:
        """Name of the weights: equal hashes give equal vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order. Prompts are already in the texts."""


MakeEncoder = Callable[[ModelOptions], Encodes]
"""How mining and evaluation come by a model: `Encoder`, or a fake in tests."""


class Encoder:
    """A sentence-transformers model, loaded when the first text comes."""

    def __init__(self, options: ModelOptions) -> None:
        self._options = options
        self._model: SentenceTransformer | None = None
        self._hash = ""

    @property
    def model_hash(self) -> str:
        """Name of the weights: equal hashes give equal vectors."""
        self._hash = self._hash or models.weights_hash(self._options.base)
        return self._hash

    @property
    def model(self) -> "SentenceTransformer":
        """The model itself, loaded on the first use."""
        if self._model is None:
            self._model = models.load(self._options.base, self._options.device)
        return self._model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order. Prompts are already in the texts."""
        return encode_with(self.model, texts)


def encode_with(model: "SentenceTransformer", texts: Sequence[str], *, batch_size: int = BATCH) -> Vectors:
    """Return one unit vector a text by a model that is loaded already, or in training; it sorts by length itself.

    Raises BrokenModelError where they are no numbers.
    """
    if not texts:
        return np.zeros((0, model.get_embedding_dimension() or 0), np.float32)
    made = model.encode(
        list(texts),
        prompt="",
        batch_size=batch_size,
        show_progress_bar=False,
        convert_to_numpy=True,
        normalize_embeddings=True,
    )
    vectors: Vectors = np.ascontiguousarray(made, dtype=np.float32)
    broken = int((~np.isfinite(vectors).all(1)).sum())
    if broken:
        raise BrokenModelError(
            f"The model gave vectors that are no numbers for {broken} of {len(texts)} texts. "
            'Its weights are broken, or its precision is too low for this device; try device = "cpu".'
        )
    return vectors


def truncated(vectors: Vectors, dimensions: int) -> Vectors:
    """Return the first dimensions of unit vectors, at length 1 again (Matryoshka)."""
    return vectors if dimensions >= vectors.shape[1] else unit(vectors[:, :dimensions])


def unit(vectors: Vectors) -> Vectors:
    """Return vectors (n x d) at length 1; one without any direction stays at 0."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
