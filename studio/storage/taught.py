"""Which pairs stand behind what a system does with a test query: of a run's dataset, or those that enrich an index.

It reads no model: words must do.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from studio.domain.leaderboard import TestSet
from studio.domain.options import Use
from studio.domain.records import Run
from studio.errors import InputError
from studio.storage import comparing, datasets
from studio.storage.database import Database

__all__ = ["enriching", "taught"]

_NEAREST = 20
"""Pairs nearest to a query that are shown with those that taught it."""


def taught(
    db: Database, project: Path, run: Run, *, test_set: TestSet, query_id: str, raised: Sequence[str]
) -> list[int]:
    """Return the numbers of the training pairs behind a run's ranking of a test query, those that tell most first.

    Pairs of the passages that it wrongly `raised` come before those of the query's answers, and then those whose query
    shares its rarest words. Raises InputError where the dataset is gone.
    """
    known = {each.dataset_hash: each for each in datasets.datasets(db)}
    found = known.get(run.dataset_hash)
    if found is None or not (project / found.path).is_file():
        raise InputError(f"The dataset {run.dataset_hash} that {run.run_id} was trained on is gone from the project.")
    return _behind(db, project / found.path, test_set=test_set, query_id=query_id, raised=raised)


def enriching(
    db: Database, project: Path, use: Use, *, test_set: TestSet, query_id: str, raised: Sequence[str]
) -> list[int]:
    """Return the numbers of the pairs behind what adapters and enriched indexes do with a query, in that same order.

    They know the pairs as they stand, those that `use` lets in.
    """
    with TemporaryDirectory(dir=project, prefix=".taught-") as folder:
        examples = Path(folder) / "examples.parquet"
        datasets.write_examples(db, examples, use)
        return _behind(db, examples, test_set=test_set, query_id=query_id, raised=raised)


def _behind(db: Database, examples: Path, *, test_set: TestSet, query_id: str, raised: Sequence[str]) -> list[int]:
    rows = db.all(
        "taught",
        examples=str(examples),
        test_set=test_set.test_set,
        query_id=query_id,
        raised=list(raised),
        answers=[passage_id for _, _, passage_id, _ in comparing.answers(db, test_set, query_id)],
        nearest=_NEAREST,
    )
    return [row[0] for row in rows]
