"""Vectors are made once: shards on disk, by model and by text.

A shard is written beside and renamed, so a kill leaves whole shards only, and writers never disturb one another; one
that cannot be read counts as absent. Nothing here knows what a text is for.
"""

import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from studio import files
from studio.domain.identity import content_hash
from studio.engine.progress import Interrupted, Reporter
from studio.engine.retrieval.encoder import Encodes, Vectors
from studio.errors import StudioError

__all__ = ["Keys", "VectorCache", "embed", "keep", "text_key", "text_keys"]

Keys = NDArray[np.uint64]

SHARD = 512
"""Texts a shard: what a kill may cost."""

_STEP = 64  # texts between two looks at the clock
_STALE = 3600.0  # seconds after which a file beside was left by a kill


def keep(file: Path, save: Callable[[BinaryIO], None]) -> None:
    """Write a file of the cache: readers find it whole or not at all. Raises StudioError where the disk is full."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with files.beside(file) as written, written.open("wb") as opened:
            save(opened)
    except OSError as error:
        raise StudioError(
            f"Vectors could not be written to {file.parent}: {error.strerror or error}. "
            "Make room there and run the step again; what was encoded before is kept."
        ) from error


def text_key(text: str) -> int:
    """Return the 64 bits that name a text in the cache and in the index."""
    return int(content_hash(text), 16)


def text_keys(texts: Sequence[str]) -> Keys:
    """Return the keys of many texts."""
    return np.fromiter((text_key(text) for text in texts), np.uint64, len(texts))


class VectorCache:
    """The shards of one model in `FOLDER/vectors/MODELHASH`."""

    def __init__(self, index: Path, model_hash: str) -> None:
        self._folder = index / "vectors" / model_hash

    def read(self, keys: Keys) -> tuple[Vectors, NDArray[np.bool_]]:
        """Return vectors for keys, and which of them were found; the rows of the others are zero."""
        found = np.zeros(len(keys), np.bool_)
        vectors = np.zeros((len(keys), 0), np.float32)
        order = np.argsort(keys, kind="stable")
        for shard in self._shards():
            if found.all():
                break
            held = _held(shard, keys[order])
            if held is None:
                continue
            rows, shard_vectors = held
            if not vectors.shape[1]:
                vectors = np.zeros((len(keys), shard_vectors.shape[1]), np.float32)
            places = order[rows >= 0]
            vectors[places] = shard_vectors[rows[rows >= 0]]
            found[places] = True
        return vectors, found

    def write(self, keys: Keys, vectors: Vectors) -> None:
        """Add a shard: a vector a key (n x d). Writing the same one twice changes nothing."""
        name = f"{content_hash(*(f'{key:016x}' for key in keys.tolist()))}.npz"
        keep(self._folder / name, lambda file: np.savez(file, keys=keys, vectors=vectors))

    def sweep(self) -> None:
        """Remove files beside that a kill left more than an hour ago."""
        for left in self._folder.glob(".*.tmp"):
            try:
                if time.time() - left.stat().st_mtime > _STALE:
                    left.unlink()
            except OSError:  # another worker was quicker
                continue

    def _shards(self) -> Iterator[Path]:
        return iter(sorted(self._folder.glob("*.npz")))


def embed(texts: Sequence[str], *, encoder: Encodes, index: Path, reporter: Reporter, stage: str) -> Vectors:
    """Return one unit vector a text, in order: from the cache in `index`, or encoded now and kept there.

    Batches hold texts of like length, which is quickest. Raises Interrupted once what was encoded is kept.
    """
    keys = text_keys(texts)
    unique, first, back = np.unique(keys, return_index=True, return_inverse=True)
    cache = VectorCache(index, encoder.model_hash)
    vectors, found = cache.read(unique)
    missing = np.flatnonzero(~found)
    if len(missing):
        cache.sweep()
        missing = missing[_like_lengths([len(texts[int(first[row])]) for row in missing])]
        reporter.progress(stage, 0, len(missing), "texts")
        for start in range(0, len(missing), SHARD):
            rows = missing[start : start + SHARD]
            parts: list[Vectors] = []
            for step in range(0, len(rows), _STEP):
                parts.append(encoder.encode([texts[int(first[row])] for row in rows[step : step + _STEP]]))
                reporter.progress(stage, start + min(step + _STEP, len(rows)), len(missing), "texts")
                if reporter.stopping():
                    break
            made = np.concatenate(parts)
            cache.write(unique[rows[: len(made)]], made)
            if reporter.stopping():
                raise Interrupted
            if not vectors.shape[1]:
                vectors = np.zeros((len(unique), made.shape[1]), np.float32)
            vectors[rows] = made
    return np.ascontiguousarray(vectors[back])


def _like_lengths(lengths: Sequence[int]) -> NDArray[np.int64]:
    """Order texts by length in steps, and the steps at random: each is quick, and the pace is even."""
    order = np.argsort(lengths, kind="stable")
    steps = [order[start : start + _STEP] for start in range(0, len(order), _STEP)]
    return np.concatenate([steps[i] for i in np.random.default_rng(0).permutation(len(steps))])


def _held(shard: Path, wanted: Keys) -> tuple[NDArray[np.int64], Vectors] | None:
    """Return the row in the shard, or -1, of each wanted key, and the shard's vectors; None where it holds none."""
    try:
        with np.load(shard, allow_pickle=False) as opened:
            keys = opened["keys"]
            order = np.argsort(keys)
            places = np.searchsorted(keys, wanted, sorter=order)
            candidates = order[np.minimum(places, len(keys) - 1)]
            rows = np.where(keys[candidates] == wanted, candidates, -1)
            return (rows, opened["vectors"]) if (rows >= 0).any() else None
    except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
        return None
