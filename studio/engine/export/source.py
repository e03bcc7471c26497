"""What is known of a model that is exported. Holds it; writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from studio.engine.retrieval.encoder import Vectors

__all__ = ["ModelSource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSource:
    """A run's model and what its card says. `dataset_hash` is what it was trained on; empty takes the exported one's.

    `gains` over bases untouched have the keys of `studio.domain.gains.Gain`.
    """

    name: str
    path: Path
    base: str
    settings: Mapping[str, Any]
    rows: pl.DataFrame
    dataset_hash: str = ""
    model_hash: str = ""
    gains: Sequence[Mapping[str, Any]] = ()
    about: str = ""
    """How it came to be, where no run trained it."""
    merged: str = ""
    """Which share of the trained weights is in it (alpha), and why."""
    chosen: str = ""
    """By which of its figures it was chosen among other runs."""
    verdicts: Sequence[str] = ()
    """What may be said of it on each test set, with the kinds of query that got worse."""
    everyday: str = ""
    """How it does on everyday queries outside the field, beside its base."""
    rotation: Vectors | None = None
    """What its vectors are turned by (d x d) for an index of signs; None leaves them as they are."""
