"""Datasets: immutable snapshots of the curated pairs, named by a hash of their content."""

from pathlib import Path

from studio.domain.options import TrainingOptions
from studio.domain.records import Dataset
from studio.storage.database import Database


def snapshot(db: Database, folder: Path, options: TrainingOptions) -> Dataset:
    """Write the pairs that may be trained on to `folder`/HASH.parquet, unless that dataset is there already.

    Columns are those of the train job's examples.parquet and the provenance that exports carry.
    """
    raise NotImplementedError


def datasets(db: Database) -> list[Dataset]:
    """Return all datasets, newest first."""
    raise NotImplementedError
