"""Small translations between Python and the database: times in UTC, names of Parquet files, columns as lists."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from studio.errors import StudioError

__all__ = ["MissingOutputError", "after", "columns", "frame", "from_time", "now", "to_time"]


class MissingOutputError(StudioError):
    """A finished job lacks a frame that it should have written."""


def frame(folder: Path, name: str) -> str:
    """Return the path of a Parquet file as DuckDB reads it: characters that it would take for patterns are escaped."""
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise MissingOutputError(f"{path} is missing. Run the job again.")
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


def now() -> datetime:
    """Return the time as the database keeps it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def to_time(at: datetime) -> datetime:
    """Return a time with a zone as the database keeps it."""
    return at.astimezone(UTC).replace(tzinfo=None)


def from_time(at: datetime) -> datetime:
    """Return a time of the database with its zone."""
    return at.replace(tzinfo=UTC)


def columns(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """Turn rows into one list a column: the quick way to hand many rows to one statement."""
    turned = list(zip(*rows, strict=True))
    return {name: list(turned[i]) if turned else [] for i, name in enumerate(names)}


def after(at: datetime, last: datetime | None) -> datetime:
    """Return a time that follows the last event's, so that events stand in the order in which they were appended."""
    return at if last is None else max(at, last + timedelta(microseconds=1))
