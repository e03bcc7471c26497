"""An approximate index for search while typing: usearch HNSW in bf16, one file a model.

A passage's key is made of its id and its text, so the file needs no list beside it: passages that went away or changed
are keys nobody knows any more. usearch cannot filter, so searches fetch more and mask.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from studio import files
from studio.domain.identity import content_hash
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.vectors import Keys
from studio.errors import StudioError

__all__ = ["Near", "SearchIndex", "index_path", "passage_keys"]

_SLACK = 1.3  # more than this many stored keys for each wanted one, and the index is built anew

_STEP = 2000  # passages added between two looks at whether to stop: a second


class Near(NamedTuple):
    """A passage found, by its place among the passages given, and its cosine."""

    place: int
    score: float


def index_path(index: Path, model_hash: str) -> Path:
    """Return where a model's index lies."""
    return index / f"{model_hash}.usearch"


def passage_keys(passage_ids: Sequence[str], texts: Sequence[str]) -> Keys:
    """Return each passage's key."""
    return np.fromiter(
        (int(content_hash(name, text), 16) for name, text in zip(passage_ids, texts, strict=True)),
        np.uint64,
        len(passage_ids),
    )


class SearchIndex:
    """A usearch index of passages. `open` reads it if it is there, `update` brings it to the passages of today."""

    def __init__(self, dimensions: int) -> None:
        from usearch.index import Index  # noqa: PLC0415 - only who searches pays for it

        self._index: Any = Index(ndim=dimensions, metric="cos", dtype="bf16")

    @classmethod
    def open(cls, path: Path, dimensions: int) -> "SearchIndex":
        """Read the index at `path`; an empty one where there is none or it cannot be read."""
        opened = cls(dimensions)
        if path.is_file():
            try:
                opened._index.load(os.fspath(path))
            except (RuntimeError, ValueError, OSError):
                return cls(dimensions)
            if opened._index.ndim != dimensions:
                return cls(dimensions)
        return opened

    def __len__(self) -> int:
        return len(self._index)

    def update(
        self, keys: Keys, vectors: Vectors, told: Callable[[int, int], None] = lambda _done, _total: None
    ) -> int:
        """Add passages that are not in it, drop those that are no more; return how many were added.

        `vectors` are unit vectors, one a key (n x d). `told` hears how many of how many are in, and may raise to stop:
        the file is as it was until `save`.
        """
        held = np.asarray(self._index.keys, dtype=np.uint64) if len(self._index) else np.zeros(0, np.uint64)
        gone = np.setdiff1d(held, keys)
        if len(held) and len(held) > _SLACK * max(1, len(keys)):
            self._index.reset()
            held, gone = np.zeros(0, np.uint64), np.zeros(0, np.uint64)
        if len(gone):
            self._index.remove(gone)
        new = np.flatnonzero(~np.isin(keys, held))
        _, first = np.unique(keys[new], return_index=True)
        new = new[first]
        for start in range(0, len(new), _STEP):
            rows = new[start : start + _STEP]
            self._index.add(keys[rows], vectors[rows])
            told(start + len(rows), len(new))
        return len(new)

    def save(self, path: Path) -> None:
        """Write the index beside and rename it."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with files.beside(path) as written:
                self._index.save(os.fspath(written))
        except (OSError, RuntimeError) as error:
            raise StudioError(
                f"The search index could not be written to {path}: {error}. Make room there and run the step again."
            ) from error

    def search(self, vector: Vectors, count: int, places: Mapping[int, int]) -> list[Near]:
        """Return the passages nearest to one vector, best first, by cosine.

        `places` maps the keys of passages that may be found to their places.
        """
        if not len(self._index):
            return []
        wanted, fetched = count, count * 2
        while True:
            matches = self._index.search(vector, min(fetched, len(self._index)))
            found = [
                Near(places[int(match.key)], 1.0 - float(match.distance))
                for match in matches
                if int(match.key) in places
            ]
            if len(found) >= wanted or fetched >= len(self._index):
                return found[:wanted]
            fetched *= 4
