"""What several jobs are given: the corpus, the test sets. Writes frames into a job's `inputs/`. Starts no job."""

from collections.abc import Sequence

from studio.domain.leaderboard import TestSet
from studio.domain.options import Use
from studio.errors import StepFirstError
from studio.jobs.folder import JobFolder
from studio.storage import corpus, datasets, test_sets
from studio.storage.database import Database

__all__ = ["need_passages", "write_enriching", "write_passages", "write_test_sets"]


def need_passages(db: Database) -> None:
    """Raise StepFirstError where the corpus is empty."""
    if not corpus.sizes(db).passages:
        raise StepFirstError("The corpus is empty.", "ingest", " PATH")


def write_passages(db: Database, job: JobFolder) -> int:
    """Write inputs/passages.parquet with every active passage."""
    return corpus.export_passages(db, job.inputs / "passages.parquet")


def write_test_sets(db: Database, job: JobFolder, chosen: Sequence[TestSet]) -> int:
    """Write inputs/testsets.parquet, queries.parquet and qrels.parquet; return the number of queries."""
    names = [test_set.test_set for test_set in chosen]
    files = (job.inputs / f"{name}.parquet" for name in ("testsets", "queries", "qrels"))
    return test_sets.export(db, names, *files)


def write_enriching(db: Database, job: JobFolder, use: Use) -> int:
    """Write inputs/enriching.parquet: query, positive_id, split and source of what may enrich an index."""
    return datasets.write_enriching(db, job.inputs / "enriching.parquet", use)
