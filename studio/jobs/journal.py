"""A job's events as a file: appended by one worker, read by anybody at any moment.

Knows the lines and nothing of jobs. A kill may tear the last line; the next writer ends it, and readers pass over it.
"""

import mmap
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studio.jobs.events import Ended, Event, Log, Metric, Progress, Started

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Journal", "Latest", "newest", "read"]

_TAIL = 32 * 1024
"""Bytes at the end of a journal that hold its newest events."""


class Latest(NamedTuple):
    """The newest event of each kind near the end of a journal. `ended` is None where a worker started since."""

    started: Started | None = None
    progress: Progress | None = None
    metric: Metric | None = None
    log: Log | None = None
    ended: Ended | None = None


class Journal:
    """The writing end. One event is one write; an `Ended` is on the disk when `append` returns."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self.end_line()

    def append(self, event: Event) -> None:
        """Write one event. Raises OSError where the disk is full; the line may then be torn."""
        self._write(_adapter().dump_json(event) + b"\n")
        if isinstance(event, Ended):
            os.fsync(self._file)

    def end_line(self) -> None:
        """End a line that was torn by a kill or by a full disk."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            self._write(b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._file, data) :]


def read(path: Path, offset: int = 0) -> tuple[list[Event], int]:
    """Return the events from byte `offset` on, and the offset to go on from. A torn line is left for the next call."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return [], offset
    whole = data[: data.rfind(b"\n") + 1]
    return list(_decoded(whole)), offset + len(whole)


def newest(path: Path) -> Latest:
    """Return the newest event of each kind, reading no more than the end of the file: cheap enough to poll."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            data = file.read()
    except FileNotFoundError:
        return Latest()
    found = Latest()
    for event in _decoded(data[: data.rfind(b"\n") + 1]):
        found = _with(found, event)
    if found.started is None and size > _TAIL:
        found = found._replace(started=_last_started(path))
    return found


@cache
def _adapter() -> "TypeAdapter[Event]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - start-up of the screens

    return TypeAdapter(Event)


def _with(found: Latest, event: Event) -> Latest:
    match event:
        case Started():  # how far it was is true still; how long it would take was another start's guess
            progress = replace(found.progress, eta=None) if found.progress else None
            return found._replace(started=event, progress=progress, ended=None)
        case Progress():
            return found._replace(progress=event)
        case Metric():
            return found._replace(metric=event)
        case Log():
            return found._replace(log=event)
        case Ended():
            return found._replace(ended=event)


def _last_started(path: Path) -> Started | None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = data.rfind(b'"event":"started"')
        if found < 0:
            return None
        line = data[data.rfind(b"\n", 0, found) + 1 : data.find(b"\n", found)]
    return next((event for event in _decoded(line) if isinstance(event, Started)), None)


def _decoded(lines: bytes) -> Iterator[Event]:
    adapter = _adapter()
    for line in lines.splitlines():
        try:
            yield adapter.validate_json(line)
        except ValueError:  # torn, then ended by the next worker
            continue
