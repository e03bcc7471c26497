"""Completing a path as it is typed, and the columns of a file of records. Reads names and first lines, no more."""

import csv
import json
import os
from pathlib import Path

from studio.bases import absolute
from studio.domain.paths import expanded

__all__ = ["RECORDS", "columns", "common", "completions", "holds_records", "model_named", "resolved"]

RECORDS = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".parquet"})
"""Endings of files that hold one document a record."""

_PEEK = 64 * 1024
_MOST = 200


def completions(text: str, most: int = 8) -> list[str]:
    """Return what the path could become: names below its folder that begin as it ends, folders with a slash."""
    folder, _, start = text.rpartition("/")
    base = expanded(f"{folder}/" if folder or text.startswith("/") else ".")
    found = []
    try:
        with os.scandir(base) as entries:
            for entry in entries:
                if entry.name.startswith(start) and (start.startswith(".") or not entry.name.startswith(".")):
                    found.append(entry.name + ("/" if entry.is_dir() else ""))
                if len(found) > _MOST:
                    break
    except OSError:
        return []
    prefix = text.removesuffix(start) if start else text
    return [prefix + name for name in sorted(found)[:most]]


def common(names: list[str]) -> str:
    """Return the longest beginning that all names share."""
    return os.path.commonprefix(names)  # noqa: RUF071 - characters are what is typed


def resolved(text: str) -> Path:
    """Return the path that a person typed, absolute, `~` and quotes understood."""
    return expanded(text.strip().strip("'\"")).resolve()


def model_named(text: str) -> str:
    """Return the model that a person typed as it may be written down: a folder by its whole path, a hub id as it is."""
    return absolute(text.strip().strip("'\""))


def holds_records(text: str) -> bool:
    """Say whether a path names a file of records, whose text column has to be known."""
    return Path(text.strip()).suffix.lower() in RECORDS


def columns(path: Path) -> tuple[str, ...]:
    """Return the columns of a JSONL or CSV file by its first line; nothing where they cannot be told so cheaply."""
    try:
        with path.open("rb") as file:
            line = file.readline(_PEEK).decode("utf-8-sig", "replace").strip()
    except OSError:
        return ()
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return _keys(line)
    if path.suffix.lower() in (".csv", ".tsv"):
        delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
        return tuple(next(csv.reader([line], delimiter=delimiter), ()))
    return ()


def _keys(line: str) -> tuple[str, ...]:
    try:
        record = json.loads(line)
    except ValueError:
        return ()
    return tuple(record) if isinstance(record, dict) else ()
