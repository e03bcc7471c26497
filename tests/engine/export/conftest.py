"""An export in a folder of its own, and loaders that ask no hub."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from studio.domain.options import ExportOptions
from studio.engine.export.export import ExportResult, export
from studio.engine.export.source import ModelSource
from studio.engine.progress import Reporter, Silent
from tests.engine.export import data

Exports = Callable[..., ExportResult]


@pytest.fixture
def exported(tmp_path: Path) -> Exports:
    def write(
        examples: pl.DataFrame | None = None,
        *,
        model: ModelSource | None = None,
        reporter: Reporter | None = None,
        dataset_hash: str = "a81f00000000abcd",
        **options: Any,
    ) -> ExportResult:
        return export(
            data.examples() if examples is None else examples,
            data.passages(),
            dataset_hash=dataset_hash,
            model=model,
            options=ExportOptions(**options),
            target=tmp_path / "exports" / "first",
            reporter=reporter or Silent(),
        )

    return write


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return `datasets.load_dataset` with a cache of its own, without a hub and without progress bars."""
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    datasets.disable_progress_bars()

    def loaded(*what: Any, **how: Any) -> Any:
        return datasets.load_dataset(*what, cache_dir=str(tmp_path / "cache"), **how)

    return loaded
