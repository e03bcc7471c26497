"""The project's database: transactions, threads, memory and named SQL. It is opened by `studio.storage.opening`.

It knows no topic: what the tables mean is said by the modules beside it, and how some follow from the events by
`studio.storage.derived` alone; that they do is seen to here, where nobody can read past it. DuckDB is imported when a
database is opened.
"""

import itertools
import os
import threading
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from studio.errors import InputError, StudioError, says_disk_full
from studio.storage import lock, opening
from studio.storage.statements import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = [
    "Database",
    "GivenWayError",
    "RefusedError",
    "UnknownNameError",
    "WriteError",
]

Row = tuple[Any, ...]
_T = TypeVar("_T")
_PATIENCE = 10.0  # seconds
_SPARING = 96
"""Mebibytes that DuckDB may hold where memory is spared, but for what is written and what cannot do with so little."""
_LOG = 12 * 2**20
"""Bytes of the write-ahead log from which every write waits for the disk: one that ends in a checkpoint must."""
_MANY = 1_000
"""Rows of a long column that become Python's own objects at one go: no key waits longer than for those."""
_COMMIT = "COMMIT"
_DERIVED = ("pair_state", "negative_state")
"""Tables that are folded from the events: brought up to date before a statement names one."""


class UnknownNameError(InputError):
    """Nothing in the project has the name that was asked for."""


class WriteError(StudioError):
    """The database could not be read or written, most often because the disk is full. Nothing was changed."""


class GivenWayError(StudioError):
    """What was read behind the keys was ended, because a key reads now. Nothing was changed."""


class RefusedError(StudioError):
    """The database cannot use a value or a file as it is: a pattern it does not know, a frame that is no Parquet."""


class Database:
    """One open project database. Methods may be called from any thread: each has a cursor of its own."""

    def __init__(self, connection: "DuckDBPyConnection", path: Path) -> None:
        self.path = path
        self.writing = threading.RLock()
        """Held by whatever hands out numbers, so that two landings never hand out the same."""
        self.memory: dict[str, Any] = {}
        """What a module keeps between calls because this process alone writes; forgotten when a transaction fails."""
        self._write_numbers = itertools.count(1)
        self.writes = 0
        """Grows with everything that is written: what was read before is still true while it stands."""
        self._connection = connection
        self._sparing = False
        self._busy = self._roomy = self._lasting = 0
        self._waits_for_disk = True
        self._allowing = threading.RLock()
        self._local = threading.local()
        self._folding = threading.RLock()
        self._folded = -1
        self._cursors: WeakSet[DuckDBPyConnection] = WeakSet()
        self._behind: DuckDBPyConnection | None = None

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "Database":
        """Open the database and bring its schema up to date; `create` makes the file where there is none."""
        return cls(opening.opened(path, create=create), path)

    def close(self) -> None:
        """Close every cursor and let go of the file; what another thread is still writing is waited for."""
        import duckdb  # noqa: PLC0415 - start-up of the command line

        with suppress(duckdb.Error):  # what is broken is closed all the same
            self._wait_for_disk(True)
        for cursor in list(self._cursors):
            _close_when_free(cursor)
        _close_when_free(self._connection)
        lock.release(self.path)

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def all_cores(self) -> Iterator[None]:
        """Let DuckDB use every core inside. Elsewhere one core: handing a small read on costs more."""
        with self._allowing:
            self._busy += 1
            if self._busy == 1:
                self._execute(f"SET threads = {os.cpu_count() or 1}")
        try:
            yield
        finally:
            with self._allowing:
                self._busy -= 1
                if self._busy == 0:
                    self._execute("SET threads = 1")

    def spare_memory(self) -> None:
        """Let DuckDB keep little in memory where nothing is written: for a process that stays open all day."""
        with self._allowing:
            self._sparing = True
            self._limit()

    @contextmanager
    def room(self) -> Iterator[None]:
        """Let DuckDB use much memory inside: a write must not fail for what reads hold in other threads."""
        with self._allowing:
            self._roomy += 1
            self._limit()
        try:
            yield
        finally:
            with self._allowing:
                self._roomy -= 1
                self._limit()

    def _limit(self) -> None:
        if not self._sparing:
            return
        mebibytes = opening.quarter_of_memory() if self._roomy else _SPARING
        # what other threads hold just now may not fit: the next call lowers it
        with suppress(*_out_of_memory()):
            self._execute(f"SET memory_limit = '{mebibytes}MiB'")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens or nothing does. Nested uses join the outermost.

        Derived tables are read as they were when it began: what is decided meanwhile is not seen by halves.
        """
        if self._inside:
            yield
            return
        self.catch_up()
        with self._begun():
            yield
        self.writes = next(self._write_numbers)

    def catch_up(self) -> None:
        """Fold what was decided into the derived tables, where anything was written since they were last up to date.

        Reading them does it anyway, in any thread; it is called where there is time, so that no key waits for it.
        """
        with self._folding:
            written = self.writes
            if self._folded == written or self._inside:
                return
            from studio.storage.derived import fold_pending  # noqa: PLC0415 - which is built on this module

            with self._begun():
                fold_pending(self)
            self._folded = written

    @contextmanager
    def _lastingly(self) -> Iterator[None]:
        """Let what is written inside wait for the disk, with all that was written before it."""
        with self._allowing:
            self._lasting += 1
            self._wait_for_disk(True)
        try:
            yield
        finally:
            with self._allowing:
                self._lasting -= 1

    def _wait_for_disk(self, wait: bool) -> None:
        if wait is not self._waits_for_disk:
            self._execute(f"SET fsync_mode = '{'STANDARD' if wait else 'NONE'}'")
            self._waits_for_disk = wait

    @property
    def _inside(self) -> bool:
        return bool(getattr(self._local, "inside", False))

    @contextmanager
    def _begun(self) -> Iterator[None]:
        with self.room(), self._lastingly():
            self.query("BEGIN TRANSACTION")
            self._local.inside = True
            try:
                yield
            except BaseException:
                self._local.inside = False
                self.memory.clear()
                self.query("ROLLBACK")
                raise
            self._local.inside = False
            self.query(_COMMIT)

    def while_unwritten(self, key: str, read: Callable[[], _T]) -> _T:
        """Return what `read` found, kept under `key` until anything is written."""
        known: tuple[int, _T] | None = self.memory.get(key)
        if known is None or known[0] != self.writes:
            known = self.memory[key] = (self.writes, read())  # counted first: what is written meanwhile is not in it
        return known[1]

    def all(self, name: str, **values: object) -> list[Row]:
        """Run a named statement and return its rows."""
        return self.query(statement(name), values)

    def one(self, name: str, **values: object) -> Row | None:
        """Run a named statement and return its first row, or None where it has none."""
        rows = self.query(statement(name), values)
        return rows[0] if rows else None

    def do(self, name: str, **values: object) -> int:
        """Run a named statement that changes something; return the number of rows it says it changed."""
        with self._lastingly():
            return self._do(name, values)

    def _do(self, name: str, values: Mapping[str, object]) -> int:
        rows = self.query(statement(name), values)
        self.writes = next(self._write_numbers)
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def do_at_once(self, name: str, **values: object) -> int:
        """Run a named statement that changes something, without waiting for the disk: a key waits for this one.

        What it wrote outlives this process from now on, and a loss of power from the next `catch_up` on.
        """
        with self._allowing:
            if self._lasting or self._log_size > _LOG:
                return self.do(name, **values)
            self._wait_for_disk(False)
            return self._do(name, values)

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Let what is read inside, in a thread of its own, be ended by `hurry`. One thread at a time."""
        self._behind = self._cursor()
        try:
            yield
        finally:
            self._behind = None

    def hurry(self) -> None:
        """End the statement that runs `behind`, if any: it raises GivenWayError there."""
        running = self._behind
        if running is not None:
            running.interrupt()

    @property
    def _log_size(self) -> int:
        try:
            return self.path.with_name(f"{self.path.name}.wal").stat().st_size
        except FileNotFoundError:
            return 0

    def column(self, sql: str, values: Mapping[str, object] | Sequence[object] = ()) -> "array[int]":
        """Run SQL as `query` does, and return the whole numbers of its first column: a million take 8 MB."""
        return self._answer(sql, values, _first_column)

    def query(self, sql: str, values: Mapping[str, object] | Sequence[object] = ()) -> list[Row]:
        """Run SQL that was put together from named fragments (filters); values are still parameters."""
        return self._answer(sql, values, _rows)

    def _answer(
        self, sql: str, values: Mapping[str, object] | Sequence[object], fetch: "Callable[[DuckDBPyConnection], _T]"
    ) -> _T:
        import duckdb  # noqa: PLC0415 - start-up of the command line

        if not self._inside and any(table in sql for table in _DERIVED):
            self.catch_up()
        try:
            try:
                return fetch(self._execute(sql, values))
            except _out_of_memory():
                if self._inside or sql == _COMMIT:  # there is room already, and nothing left to commit again
                    raise
                with self.room():
                    return fetch(self._execute(sql, values))
        except duckdb.InterruptException as error:
            raise GivenWayError(f"Reading {self.path} gave way to another reading.") from error
        except duckdb.InvalidInputException as error:
            raise RefusedError(opening.first_line(error).removeprefix("Invalid Input Error: ")) from error
        except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException) as error:
            said = opening.first_line(error)
            if says_disk_full(said):
                raise WriteError(opening.no_room(self.path)) from error
            raise WriteError(f"{self.path} could not be read or written: {said}") from error

    def _execute(self, sql: str, values: Mapping[str, object] | Sequence[object] = ()) -> "DuckDBPyConnection":
        return self._cursor().execute(sql, values or None)

    def _cursor(self) -> "DuckDBPyConnection":
        cursor: DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
            self._cursors.add(cursor)
        return cursor


def _rows(result: "DuckDBPyConnection") -> list[Row]:
    return result.fetchall()


def _first_column(result: "DuckDBPyConnection") -> "array[int]":
    found = array("q")
    while rows := result.fetchmany(_MANY):
        found.extend([row[0] for row in rows])
    return found


def _close_when_free(connection: "DuckDBPyConnection") -> None:
    """Close a connection once no thread runs a statement on it; after `_PATIENCE` seconds the statement is stopped."""
    import duckdb  # noqa: PLC0415 - start-up of the command line

    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.close()
        except duckdb.ResourceInUseException:
            if time.monotonic() > deadline:
                connection.interrupt()
            time.sleep(0.01)
        else:
            return


def _out_of_memory() -> tuple[type[Exception], ...]:
    """Return what DuckDB raises where it may not hold as much as a statement, or its commit, needs."""
    import duckdb  # noqa: PLC0415 - start-up of the command line

    return duckdb.OutOfMemoryException, duckdb.TransactionException
