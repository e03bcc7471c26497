"""Bringing a database's schema up to date: numbered files, applied once each, in one transaction with their record.

Knows no table but its own. A released migration is never changed; a new one is added. Numbers may be left out, and one
that comes later under such a number is applied then: migrations of one time know nothing of each other's tables.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Migration", "SchemaTooNewError", "bring_up_to_date", "migrations"]

_FOLDER = Path(__file__).parent / "migrations"
_NAME = re.compile(r"^(\d{4})_(\w+)\.sql$")


class SchemaTooNewError(Exception):
    """The database has migrations that this version does not know."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"schema {found} is newer than {known}")
        self.found = found
        self.known = known


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema."""

    number: int
    name: str
    sql: str


def migrations(folder: Path = _FOLDER) -> list[Migration]:
    """Return the migrations in order. Raises ValueError where a number is used twice."""
    found = []
    for file in sorted(folder.glob("*.sql")):
        match = _NAME.match(file.name)
        if match is None:
            raise ValueError(f"{file.name} is not called NNNN_name.sql")
        found.append(Migration(int(match[1]), match[2], file.read_text("utf-8")))
    if len({migration.number for migration in found}) < len(found):
        raise ValueError(f"two migrations in {folder} have the same number")
    return found


def bring_up_to_date(connection: "DuckDBPyConnection", steps: list[Migration] | None = None) -> int:
    """Apply the migrations that are missing and return how many; all of them happen or none."""
    steps = migrations() if steps is None else steps
    applied = _applied(connection)
    known = steps[-1].number if steps else 0
    newest = max(applied, default=0)
    if newest > known:
        raise SchemaTooNewError(newest, known)
    missing = [step for step in steps if step.number not in applied]
    if not missing:
        return 0
    connection.execute("BEGIN TRANSACTION")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMP)"
        )
        for step in missing:
            connection.execute(step.sql)
            now = datetime.now(UTC).replace(tzinfo=None)
            connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", [step.number, step.name, now])
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return len(missing)


def _applied(connection: "DuckDBPyConnection") -> set[int]:
    present = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migrations'").fetchone()
    if present is None:
        return set()
    return {int(row[0]) for row in connection.execute("SELECT number FROM migrations").fetchall()}
