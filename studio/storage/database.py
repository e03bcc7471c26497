"""The project's database: opening, locking, transactions and named SQL. The only module that connects to duckdb.

It knows no topic: what the tables mean is said by the modules beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.errors import InputError

__all__ = ["Database", "ProjectBrokenError", "ProjectLockedError", "ProjectTooNewError"]

Row = tuple[Any, ...]


class ProjectLockedError(InputError):
    """Another process holds the project: the sentence names its pid and command."""


class ProjectTooNewError(InputError):
    """A newer version of the studio wrote this project."""


class ProjectBrokenError(InputError):
    """The database file cannot be read."""


class Database:
    """One open project database. Methods may be called from any thread: each has a cursor of its own."""

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "Database":
        """Open the database and bring its schema up to date; `create` makes the file where there is none."""
        raise NotImplementedError

    def close(self) -> None:
        """Close every cursor and let go of the file."""
        raise NotImplementedError

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens or nothing does. Nested uses join the outermost."""
        raise NotImplementedError
        yield

    def all(self, name: str, **values: object) -> list[Row]:
        """Run a named statement and return its rows."""
        raise NotImplementedError

    def one(self, name: str, **values: object) -> Row | None:
        """Run a named statement and return its first row, or None where it has none."""
        raise NotImplementedError

    def do(self, name: str, **values: object) -> int:
        """Run a named statement that changes something; return the number of rows it says it changed."""
        raise NotImplementedError

    def query(self, sql: str, values: Mapping[str, object] | Sequence[object] = ()) -> list[Row]:
        """Run SQL that was put together from named fragments (filters); values are still parameters."""
        raise NotImplementedError
