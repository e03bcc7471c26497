"""The derived tables, as they stand and as all events make them from nothing."""

from studio.storage.database import Database
from studio.storage.derived import fold_again


def derived(db: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return db.query("FROM pair_state ORDER BY ALL"), db.query("FROM negative_state ORDER BY ALL")


def rebuilt(db: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the derived tables as all events make them from nothing."""
    db.query("DELETE FROM pair_state")
    db.query("DELETE FROM negative_state")
    fold_again(db)
    return derived(db)
