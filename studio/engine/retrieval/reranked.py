"""A cross-encoder as a teacher: it reads each query with the passages that another teacher ranked highest.

Its scores become the shares of a list (distillation from a cross-encoder: Hofstätter et al. 2020, arXiv 2010.02666; by
lists: arXiv 2502.19712). A pair is scored once, whoever asks again: scores lie in the project's index folder by what
the two texts and the model's weights are. Trains nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from studio.engine.progress import Reporter
from studio.engine.retrieval import hub, models
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import Places
from studio.engine.retrieval.teacher import Lessons
from studio.engine.retrieval.vectors import embed
from studio.errors import InputError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

__all__ = ["READ", "CrossEncoderTeacher"]

READ = 30
"""Passages that are read with each query: what the index ranks lower is seldom an answer, and each one costs."""

_SHARPNESS = 1.5
"""Weight of a standard deviation of a query's scores in the list's softmax, as that of the enriched index's z-scores.

Cross-encoders differ in the scale of what they say, so that scores are taken by their spread.
"""
_BATCH = 32
"""Pairs that the cross-encoder reads at once."""
_BETWEEN = "\x1f"
"""Stands between the texts of a pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossEncoderTeacher:
    """A cross-encoder, `name` its folder or hub id. `cache` is the project's index folder."""

    name: str
    device: str
    cache: Path
    reporter: Reporter

    def correct(self, first: Lessons, queries: Sequence[str], passages: Sequence[str]) -> Lessons:
        """Return lists of the best READ places of `first`, weighted by what the cross-encoder says of them.

        Texts come without prompts. Raises InputError where the model gives no single score a pair, Interrupted once
        what was scored is kept.
        """
        places = first.places[:, :READ]
        found = embed(
            _Pairs(queries, passages, places),
            encoder=_Reader(self.name, self.device),
            index=self.cache,
            reporter=self.reporter,
            stage="read candidates with the cross-encoder",
        )
        scores = found.reshape(places.shape)
        spread = np.maximum(scores.std(1, keepdims=True), 1e-6)
        sharp = np.exp(_SHARPNESS * (scores - scores.max(1, keepdims=True)) / spread)
        weights = (sharp / sharp.sum(1, keepdims=True)).astype(np.float32)
        order = np.argsort(-scores, axis=1, kind="stable")
        best = np.take_along_axis(places, order, 1)
        return Lessons(best, np.take_along_axis(weights, order, 1), first.among)


class _Pairs(Sequence[str]):
    """Each query with each of its places, joined where they are asked for: all at once would not fit into memory."""

    def __init__(self, queries: Sequence[str], passages: Sequence[str], places: Places) -> None:
        self._queries, self._passages, self._places = queries, passages, places

    def __len__(self) -> int:
        return self._places.size

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        row, column = divmod(range(len(self))[at], self._places.shape[1])
        return f"{self._queries[row]}{_BETWEEN}{self._passages[self._places[row, column]]}"


class _Reader:
    """A cross-encoder, a folder or a hub id: one number a pair, loaded when the first pair comes."""

    def __init__(self, teacher: str, device: str) -> None:
        self._teacher, self._device = teacher, device
        self._model: CrossEncoder | None = None

    @property
    def model_hash(self) -> str:
        """Name of the weights."""
        try:
            return models.weights_hash(self._teacher)
        except hub.ModelMissingError as error:
            raise InputError(
                f"training.teacher = {self._teacher!r} is neither `enriched`, nor `grades`, nor a cross-encoder that "
                f"could be found. {error}"
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the score of each pair (n x 1), as the model gives it before any activation."""
        if self._model is None:
            self._model = _loaded(self._teacher, self._device)
        scores = np.asarray(
            self._model.predict(
                [tuple(text.split(_BETWEEN, 1)) for text in texts], batch_size=_BATCH, show_progress_bar=False
            ),
            np.float32,
        )
        if scores.ndim != 1 or not np.isfinite(scores).all():
            raise InputError(
                f"training.teacher = {self._teacher!r} does not give each pair one score, so it cannot rank passages. "
                "Take a cross-encoder that was trained to rank."
            )
        return scores[:, None]


def _loaded(teacher: str, device: str) -> "CrossEncoder":
    from safetensors import SafetensorError  # noqa: PLC0415 - comes with torch
    from sentence_transformers import CrossEncoder  # noqa: PLC0415 - seconds to import
    from torch import nn  # noqa: PLC0415 - as above

    try:
        return CrossEncoder(
            str(models.folder(teacher)), device=None if device == "auto" else device, activation_fn=nn.Identity()
        )
    except (OSError, ValueError, RuntimeError, LookupError, SafetensorError) as error:
        raise InputError(
            f"training.teacher = {teacher!r} could not be loaded as a cross-encoder: {hub.first_line(error)} "
            "Check the folder or the hub id."
        ) from error
