"""The rotation before signs are taken, found on an index's passages and kept for who asks again. Knows no models."""

import hashlib
from pathlib import Path

import numpy as np

from studio.engine.progress import SILENT, Reporter
from studio.engine.retrieval.axes import sign_axes
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.vectors import keep

__all__ = ["sign_rotation"]

_SAMPLE = 10_000
"""Passages that it is found on, at most: a round costs their number times the square of their dimensions."""
_VERSION = b"1"
"""Goes up with every change of how it is found."""


def sign_rotation(passages: Vectors, cache: Path, reporter: Reporter = SILENT) -> Vectors:
    """Return an orthogonal matrix (d x d) to turn passages (n x d) and queries by before their signs are taken.

    `cache` is the project's index folder. What was not asked for before takes a while, in which the reporter
    may stop it (Interrupted).
    """
    sample = np.ascontiguousarray(passages[:: -(-len(passages) // _SAMPLE)])
    name = hashlib.sha256(_VERSION + sample.tobytes()).hexdigest()[:16]
    file = cache / "signs" / f"{name}.npy"
    try:
        kept: Vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        kept = sign_axes(sample, reporter)
        keep(file, lambda opened: np.save(opened, kept))
    return kept
