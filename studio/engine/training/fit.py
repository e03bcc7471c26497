"""A training step that fits: into memory, and into a group of processes. Importing this module imports torch.

It knows no loss. While a step is computed, the model encodes a share of the texts, a few at a time where memory asks
for it, and keeps the vectors alone: what led to them is computed again on the way back (gradient caching, Gao et al.
2021, arXiv 2101.06983). The loss sees every vector at once, so batch and in-batch negatives stay what they are.
"""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from studio import files
from studio.engine.progress import Reporter
from studio.engine.training.group import Group
from studio.errors import StudioError

__all__ = ["Fit", "out_of_memory"]

_WORDS = ("out of memory", "can't allocate memory", "cublas_status_alloc_failed")
"""What devices other than CUDA, and libraries beneath it, say."""
_REMEMBERED = "mini_batch.json"


class _ElsewhereError(Exception):
    """Another process of the group ran out of memory."""


def out_of_memory(error: BaseException) -> bool:
    """Return True where the device, or the machine, had no memory left."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _WORDS)


class Fit:
    """Computes steps, with half as many texts at once each time that memory runs out; remembers it in `folder`."""

    def __init__(
        self, model: SentenceTransformer, *, mini_batch: int, group: Group, folder: Path, reporter: Reporter
    ) -> None:
        self._model, self._group, self._reporter = model, group, reporter
        self._file = folder / _REMEMBERED
        known = (mini_batch, _remembered(self._file, str(model.device)))
        self._most = min(filter(None, known), default=0)
        """Texts at once; 0 where all of them go."""
        self._seen = 0

    def step(self, compute: Callable[[], Tensor]) -> Tensor:
        """Return the loss that `compute` returns, gradients computed; call it again with less at once where needed."""
        while True:
            loss = self._attempt(compute)
            if loss is not None:
                self._group.add_up(self._model.parameters())
                return loss
            self._model.zero_grad(set_to_none=True)
            _let_go(self._model.device)
            self._halve()
            torch.manual_seed(torch.initial_seed())  # the step's own randomness, from its beginning

    def _attempt(self, compute: Callable[[], Tensor]) -> Tensor | None:
        """Return the loss, or None where this process or another one ran out of memory."""
        self._seen = 0
        try:
            with self._encoding():
                loss = compute()
        except _ElsewhereError:
            return None
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error):
                raise
            self._group.any(True)
            return None
        return None if self._group.any(False) else loss

    @contextmanager
    def _encoding(self) -> Iterator[None]:
        """Let the model encode this process's share, in mini-batches, as long as the step lasts."""
        whole, own = self._model.forward, self._model.__dict__.get("forward")
        self._model.forward = functools.partial(self._forward, whole)
        try:
            yield
        finally:
            del self._model.forward
            if own is not None:
                self._model.forward = own

    def _forward(self, whole: Callable[..., dict[str, Any]], features: dict[str, Any], **more: Any) -> dict[str, Any]:
        rows = _rows(features)
        if not torch.is_grad_enabled():
            return whole(features, **more)
        if rows is None:
            if self._group.size > 1 or self._most:
                raise StudioError(
                    "The texts of a batch cannot be told apart in what this model reads, so they can neither be "
                    "shared between processes nor encoded in parts. Train in one process, with mini_batch = 0."
                )
            return whole(features, **more)
        own = self._group.share(rows)
        self._seen = max(self._seen, rows if own is None else len(own))
        if own is None and not self._most:
            return whole(features, **more)
        vectors = self._encode(functools.partial(whole, **more), features if own is None else _taken(features, own))
        return {"sentence_embedding": self._group.gather(vectors, rows)}

    def _encode(self, whole: Callable[..., dict[str, Any]], features: dict[str, Any]) -> Tensor:
        """Return the vectors of this process's texts; raise where another one has no room for its own."""
        try:
            vectors = self._in_parts(whole, features)
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error) or self._group.size == 1:
                raise
            self._group.any(True)
            raise _ElsewhereError from error
        if self._group.size > 1 and self._group.any(False):
            raise _ElsewhereError
        return vectors

    def _in_parts(self, whole: Callable[..., dict[str, Any]], features: dict[str, Any]) -> Tensor:
        if not self._most:
            vectors: Tensor = whole(features)["sentence_embedding"]
            return vectors
        every = torch.arange(_rows(features) or 0)
        parts = [_taken(features, some) for some in every.split(self._most)]
        return torch.cat([checkpoint(_vectors, whole, part, use_reentrant=False) for part in parts])

    def _halve(self) -> None:
        """Take half as many texts at once from here on. Raises OutOfMemoryError where it was one already."""
        at_once = min(self._seen, self._most or self._seen)
        if at_once <= 1:
            raise torch.OutOfMemoryError("out of memory with a single text at once")
        self._most = -(-at_once // 2)
        if self._group.leads:
            files.write(self._file, json.dumps({"texts": self._most, "device": str(self._model.device)}).encode())
        self._reporter.log(
            f"out of memory with {at_once} texts at once: from here on {self._most} at once. The batch and its "
            f"negatives stay the same; training takes longer (mini_batch = {self._most} begins like this)",
            "warning",
        )


def _vectors(whole: Callable[..., dict[str, Any]], part: dict[str, Any]) -> Tensor:
    vectors: Tensor = whole(dict(part))["sentence_embedding"]  # modules write into what they are given
    return vectors


def _rows(features: dict[str, Any]) -> int | None:
    """Return how many texts there are; None where they do not lie row by row."""
    mask = features.get("attention_mask")
    if not isinstance(mask, Tensor) or mask.ndim < 2:
        return None
    rows = len(mask)
    other = [v for name, v in features.items() if isinstance(v, Tensor) and v.ndim and name != "prompt_length"]
    return rows if all(len(value) == rows for value in other) else None


def _taken(features: dict[str, Any], rows: Tensor) -> dict[str, Any]:
    """Return some of the texts, without the padding that the longest of the others needed."""
    mask = features["attention_mask"]
    rows = rows.to(mask.device)
    width = int((mask[rows] != 0).any(0).nonzero().max()) + 1
    taken = {}
    for name, value in features.items():
        if isinstance(value, Tensor) and value.ndim and len(value) == len(mask):
            tokens = value.shape == mask.shape
            taken[name] = value[rows, :width] if tokens else value[rows]
        else:
            taken[name] = value
    return taken


def _remembered(file: Path, device: str) -> int:
    """Return how many texts at once an earlier attempt on the same device came to; 0 where none did."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return int(found["texts"]) if found["device"] == device else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _let_go(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
