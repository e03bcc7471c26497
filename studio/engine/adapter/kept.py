"""The adapter of one state of the index: fitted once, and kept for who asks again. Knows no models."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from studio.domain.identity import content_hash
from studio.domain.options import IndexOptions
from studio.engine.adapter.learn import learn
from studio.engine.progress import SILENT, Reporter
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.teacher import Heard
from studio.engine.retrieval.vectors import keep

__all__ = ["learned"]

_VERSION = "5"
"""Goes up with every change of how an adapter is taught."""


def learned(
    texts: Sequence[str],
    passages: Vectors,
    answered: Answered,
    options: IndexOptions,
    *,
    seed: int,
    cache: Path,
    reporter: Reporter = SILENT,
) -> Vectors:
    """Return the map (d x d) that the index with these queries teaches (see `studio.engine.adapter.fit.fit`).

    `texts` and `passages` (n x d) are those of the corpus, in one order. `cache` is the project's index folder. What
    was not asked for before takes seconds, in which the reporter may stop it (Interrupted).
    """
    told = content_hash(_VERSION, repr(options), str(seed), *texts, *answered.texts)
    digest = hashlib.sha256(told.encode())
    for array in (passages, answered.vectors, answered.places, answered.quoted):
        digest.update(np.ascontiguousarray(array).tobytes())
    name = digest.hexdigest()[:16]
    file = cache / "adapters" / f"{name}.npy"
    kept = _read(file, passages.shape[1])
    if kept is not None:
        return kept
    change = learn(Heard.of(texts, answered), passages, answered, options, seed=seed, reporter=reporter)
    keep(file, lambda opened: np.save(opened, change))
    return change


def _read(file: Path, dimensions: int) -> Vectors | None:
    try:
        kept: Vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return kept if kept.shape == (dimensions, dimensions) else None
