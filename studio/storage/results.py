"""What was measured: leaderboard rows, figures per query, rankings. It computes no metric."""

from pathlib import Path

from studio.domain.leaderboard import Row
from studio.domain.records import Comparison, Landed, Ranked
from studio.storage.database import Database


def land_results(db: Database, outputs: Path, job_id: str) -> Landed:
    """Take over rows, per-query figures and rankings; a row measured again replaces itself."""
    raise NotImplementedError


def rows(db: Database, test_set: str) -> list[Row]:
    """Return the rows of one test set, best NDCG@10 first."""
    raise NotImplementedError


def compare(db: Database, before: str, after: str, limit: int = 200) -> Comparison:
    """Compare two rows (by row_id) query by query; the `limit` largest changes are listed."""
    raise NotImplementedError


def ranking(db: Database, row_id: str, query_id: str) -> list[Ranked]:
    """Return the top ten of one query under one row, with the grades of those that were judged."""
    raise NotImplementedError


def export_rows(db: Database, path: Path) -> int:
    """Write every row for the export job; return the number."""
    raise NotImplementedError
