"""Datasets: immutable snapshots of the curated pairs, named by a hash of their content.

Which pairs and negatives belong to one is said in sql/datasets.sql; nothing here trains or exports.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from studio.domain.options import Sides, Use
from studio.domain.pairs import Split
from studio.domain.records import Dataset
from studio.domain.wording import plural
from studio.storage.database import Database, UnknownNameError
from studio.storage.values import frame, from_time, now

__all__ = [
    "asked_by_tests",
    "dataset",
    "datasets",
    "describe",
    "held_out",
    "snapshot",
    "write_enriching",
    "write_examples",
]

_CHUNK = 5000
"""Pairs whose examples are written at once: memory stays small."""


def snapshot(db: Database, folder: Path, use: Use, sides: Sides = "train") -> Dataset:
    """Write the pairs that may be trained on to `folder`/HASH.parquet, unless that dataset is there already.

    Columns are those of the train job's examples.parquet and the provenance that exports carry. Whatever the `sides`,
    no query of a test set that was brought here is among them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{os.getpid()}.parquet"
    write_examples(db, beside, use, split=Split.TRAIN if sides == "train" else None, teaching=True)
    try:
        examples = frame(folder, beside.stem)
        dataset_hash, count, pairs, accepted, negatives, groups = db.all("describe_examples", examples=examples)[0]
        with db.transaction():
            db.do(
                "put_dataset",
                dataset_hash=dataset_hash,
                created_at=now(),
                path=f"{folder.name}/{dataset_hash}.parquet",
                examples=count,
                pairs=pairs,
                accepted=accepted,
                negatives=negatives,
                groups=groups,
                use=use,
            )
            db.do("put_dataset_documents", dataset_hash=dataset_hash, examples=examples)
            db.do("put_dataset_pairs", dataset_hash=dataset_hash, examples=examples)
        target = folder / f"{dataset_hash}.parquet"
        if not target.exists():
            beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)
    return next(dataset for dataset in datasets(db) if dataset.dataset_hash == dataset_hash)


def write_examples(db: Database, path: Path, use: Use, split: Split | None = None, *, teaching: bool = False) -> int:
    """Write the examples of one side, or of all; return the number. What is `teaching` asks no test set's queries."""
    lowest, highest = db.all("pair_range")[0]
    side = split.value if split else ""
    with db.all_cores(), db.room(), tempfile.TemporaryDirectory(dir=path.parent, prefix=".examples-") as folder:
        parts: list[str] = []
        for low in range(lowest, highest + 1, _CHUNK):
            name = f"part-{len(parts):05d}"
            target = Path(folder) / f"{name}.parquet"
            high = low + _CHUNK - 1
            db.do("write_examples", path=str(target), use=use, split=side, teaching=teaching, low=low, high=high)
            parts.append(frame(Path(folder), name))
        return db.do("join_examples", parts=parts, path=str(path))


def write_enriching(db: Database, path: Path, use: Use) -> int:
    """Write query, positive_id, split and source of what may enrich an index; return the number of rows."""
    return db.do("write_enriching", path=str(path), use=use)


def describe(db: Database, path: Path) -> str:
    """Return the content hash of examples that were written."""
    return str(db.all("describe_examples", examples=frame(path.parent, path.stem))[0][0])


def datasets(db: Database) -> list[Dataset]:
    """Return all datasets, newest first."""
    return [_dataset(row) for row in db.all("datasets")]


def dataset(db: Database, name: str) -> Dataset:
    """Return a dataset by its hash or the beginning of one. Raises UnknownNameError."""
    known = datasets(db)
    found = [each for each in known if name and each.dataset_hash.startswith(name.lower())]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(
        f"{each.dataset_hash} ({each.created_at:%Y-%m-%d}, {plural(each.pairs, 'pair')})" for each in known
    )
    if found:
        raise UnknownNameError(f"{name} begins {len(found)} datasets of this project: name more of one of {listed}.")
    raise UnknownNameError(f"There is no dataset {name} in this project. Its datasets: {listed or 'none yet'}.")


def held_out(db: Database, dataset_hash: str) -> list[str]:
    """Return the documents of a dataset that are held out today: none, unless sides changed since."""
    return [row[0] for row in db.all("dataset_held_out", dataset_hash=dataset_hash)]


def asked_by_tests(db: Database, dataset_hash: str) -> list[str]:
    """Return the queries of a dataset that test sets ask: none, unless some were brought here since."""
    return [row[0] for row in db.all("dataset_asked", dataset_hash=dataset_hash)]


def _dataset(row: Sequence[Any]) -> Dataset:
    dataset_hash, created_at, path, examples, pairs, accepted, negatives, groups, use = row
    return Dataset(
        dataset_hash=dataset_hash,
        created_at=from_time(created_at),
        path=PurePosixPath(path),
        examples=examples,
        pairs=pairs,
        accepted=accepted,
        negatives=negatives,
        groups=groups,
        use=use,
    )
