"""What the review screen's advisor works on: decided pairs with their features, and queries by number of their pair.

It reads; what is learned from it is said in `studio.domain.learning`.
"""

from pathlib import Path

from studio.domain.learning import FEWEST_REJECTED, Example
from studio.storage.database import Database
from studio.storage.statements import statement

__all__ = ["decided_examples", "export_queries"]

_MOST = 2_000
"""Decisions that are learned from, the last ones: more would teach little and take longer."""


def decided_examples(db: Database) -> list[Example]:
    """Return the last pairs that a person accepted or rejected, with their features; none below FEWEST_REJECTED."""
    if db.all("rejected_pairs")[0][0] < FEWEST_REJECTED:
        return []
    sql = statement("decided_features").replace("$features", statement("features"))
    return [(bool(bad), values) for bad, values in db.query(sql, {"limit": _MOST})]


def export_queries(db: Database, path: Path) -> int:
    """Write number and query of every active pair, the query as a person edited it; return the number."""
    return db.do("export_pair_queries", path=str(path))
