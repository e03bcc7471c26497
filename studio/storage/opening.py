"""Opening the project's file: a connection with its schema up to date, or a sentence on why there is none.

The only module that connects to duckdb, which is imported when a file is opened. Reads and writes no row.
"""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import InputError, StudioError, says_disk_full
from studio.storage import lock, migrate

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = [
    "ProjectBrokenError",
    "ProjectLockedError",
    "ProjectTooNewError",
    "first_line",
    "no_room",
    "opened",
    "quarter_of_memory",
]

_PATIENCE = 1.0
"""Seconds to wait for a process that holds the project: most commands let go of it sooner."""


class ProjectLockedError(InputError):
    """Another process holds the project: the sentence names its pid and command."""


class ProjectTooNewError(InputError):
    """A newer version of the studio wrote this project."""


class ProjectBrokenError(InputError):
    """The database file cannot be read."""


def opened(path: Path, *, create: bool) -> "DuckDBPyConnection":
    """Connect to the file, bring its schema up to date and note who holds it; `create` makes it where there is none.

    Raises InputError, and of its kinds ProjectLockedError, ProjectTooNewError and ProjectBrokenError; StudioError where
    the disk is full.
    """
    if not create and not path.exists():
        raise InputError(f"{path} does not exist. Run `studio init` to make a project, or open another folder.")
    if "?" in str(path):
        raise InputError(f"{path} has a ? in its path, which the database cannot have. Rename that folder.")
    connection = _connect(path)
    try:
        migrate.bring_up_to_date(connection)
    except migrate.SchemaTooNewError as error:
        connection.close()
        raise ProjectTooNewError(
            f"{path.parent} was made by a newer version of the studio (schema {error.found}, this one knows "
            f"{error.known}). Update the studio to open it."
        ) from error
    lock.claim(path)
    return connection


def quarter_of_memory() -> int:
    """Return a quarter of the machine's memory in MiB, at least 2 GiB: what needs more goes to disk."""
    try:
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 2048
    return max(2048, pages // 4 // 2**20)


def no_room(path: Path) -> str:
    """Return the sentence for a full disk."""
    return f"The disk that holds {path} is full. Free some space and do it again: nothing that was kept is lost."


def first_line(error: Exception) -> str:
    """Return what DuckDB says first; what follows are hints for whoever writes SQL."""
    return str(error).splitlines()[0]


def _connect(path: Path) -> "DuckDBPyConnection":
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return _connected(path)
        except ProjectLockedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _connected(path: Path) -> "DuckDBPyConnection":
    import duckdb  # noqa: PLC0415 - start-up of the command line

    new = not path.exists()
    try:
        return duckdb.connect(
            str(path),
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "memory_limit": f"{quarter_of_memory()}MiB",
                "threads": 1,
            },
        )
    except duckdb.IOException as error:
        if new and path.exists() and not path.stat().st_size:
            path.unlink()  # the disk is full: what is empty would be taken for a damaged project once it is not
        raise _explained(path, str(error).replace(str(path), path.name)) from error
    except duckdb.Error as error:
        raise ProjectBrokenError(_broken(path, first_line(error))) from error


def _explained(path: Path, message: str) -> StudioError:
    if says_disk_full(message):
        return StudioError(no_room(path))
    if "set lock" in message:
        pid, command = lock.holder(path, message)
        who = f"process {pid}" + (f" ({command})" if command else "") if pid else "another process"
        return ProjectLockedError(
            f"{path.parent} is open in {who}. Close it there, or work in a copy of the project's folder."
        )
    if "version number" in message:
        return ProjectTooNewError(f"{path} was written by a newer version of DuckDB. Update the studio to open it.")
    if "ermission" in message or "Read-only" in message:
        return InputError(
            f"{path} may not be written to, and every command writes to it. Take the right to, or work in a copy of "
            "the project's folder."
        )
    if "No such file" in message:
        return InputError(f"{path} cannot be opened: {message.splitlines()[0].removeprefix('IO Error: ')}")
    return ProjectBrokenError(_broken(path, message.splitlines()[0].removeprefix("IO Error: ")))


def _broken(path: Path, reason: str) -> str:
    return (
        f"{path} is damaged and cannot be read ({reason}). Put back a copy of it, or move it away and ingest again; "
        "the job folders still hold what was generated and mined."
    )
