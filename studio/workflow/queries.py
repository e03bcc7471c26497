"""Reading queries that people asked: one a line, CSV, TSV, JSONL, or a log of them. Every fault is one sentence.

Queries that differ in case, white space or the mark at their end are one query, asked so many times. Stores nothing.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from studio.domain.identity import plain_query
from studio.domain.wording import plural
from studio.errors import InputError
from studio.workflow import query_logs

__all__ = ["LONGEST", "MOST", "Asked", "Queries", "from_file", "from_text"]

LONGEST = 1_000
"""Characters above which a line is no query that a person typed."""
MOST = 1_000
"""Queries above which a number has to be named: each one is judged by hand."""

_COLUMNS = ("text", "query")
_COUNTS = ("count", "times", "frequency")
_SNIFFED = 8192
"""Characters by which the form of a table is told."""
_LOG_LINES = 2_000
"""Lines of a log by which it is told what holds its queries."""
_LONGEST_FIELD = 1 << 17
"""Characters of a field: a query is far shorter, and what is longer is an unclosed quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query as it was first written, and how often it was asked."""

    text: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queries:
    """Different queries, the most frequent first, and what became of the other lines.

    `repeated` were asked before in other words or the same, `beyond` are different ones past the limit.
    """

    queries: tuple[Asked, ...]
    repeated: int
    empty: int
    overlong: int
    beyond: int


def from_file(path: Path, *, column: str = "", limit: int | None = None) -> Queries:
    """Read a file by its ending; `column` names the field of CSV, TSV, JSONL and logs. Raises InputError."""
    if not path.is_file():
        raise InputError(f"{path} is {'a folder' if path.is_dir() else 'not there'}. Name a file with queries.")
    _refuse_binary(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _collected(_rows(file, path, column), str(path), limit)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def from_text(text: str, *, limit: int | None = None) -> Queries:
    """Read what was pasted, one query a line. Raises InputError."""
    return _collected(((line, 1) for line in text.splitlines()), "What was pasted", limit)


def _refuse_binary(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFFED)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if b"\0" in start:
        raise InputError(f"{path} is not text: it holds NUL bytes. Name a text file, CSV, TSV or JSONL.")


def _rows(file: TextIO, path: Path, column: str) -> Iterator[tuple[str, int]]:
    ending = path.suffix.lower()
    if ending in (".csv", ".tsv"):
        return _table(file, path, column, "\t" if ending == ".tsv" else ",")
    if ending in (".jsonl", ".ndjson"):
        return _objects(file, path, column)
    if ".log" in (part.lower() for part in path.suffixes):
        return _logged(file, path, column)
    if column:
        raise InputError(f"{path.name} has no columns: it is read one query a line. Leave --column out.")
    return ((line, 1) for line in file)


def _logged(file: TextIO, path: Path, column: str) -> Iterator[tuple[str, int]]:
    """Read a log: what its lines say was searched for, or the lines themselves where they are queries."""
    query = query_logs.reader(islice(file, _LOG_LINES), column)
    file.seek(0)
    if query is None and column:
        raise InputError(
            f"{path} has no field {column!r} in its first {_LOG_LINES:,} lines. Name another with --column."
        )
    return ((query(line) if query else line, 1) for line in file)


def _table(file: TextIO, path: Path, column: str, delimiter: str) -> Iterator[tuple[str, int]]:
    csv.field_size_limit(_LONGEST_FIELD)  # one for the whole process: who reads a corpus sets a larger one
    reader = csv.DictReader(file, delimiter=delimiter)
    try:
        names = [name for name in reader.fieldnames or () if name]
        chosen = _column(names, path, column)
        times = next((name for name in names if name.casefold() in _COUNTS and name != chosen), "")
        for row in reader:
            yield row[chosen] or "", _times(row[times], path, reader.line_num) if times else 1
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num + 1} is no {path.suffix[1:].upper()}: {error}.") from error


def _objects(file: TextIO, path: Path, column: str) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            yield "", 1
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{path}, line {number} is not JSON: {error}. Mend or remove the line.") from error
        if isinstance(row, str):
            yield row, 1
            continue
        if not isinstance(row, dict):
            raise InputError(f"{path}, line {number} is neither an object nor a text. Mend or remove the line.")
        chosen = _column(list(row), path, column, number)
        if not isinstance(row[chosen], str):
            raise InputError(f"{path}, line {number}: {chosen} = {row[chosen]!r} is not text. Mend or remove the line.")
        times = next((row[name] for name in row if name.casefold() in _COUNTS and name != chosen), 1)
        yield row[chosen], _times(times, path, number)


def _column(names: list[str], path: Path, wanted: str, number: int = 1) -> str:
    """Return the name of the column that is asked for, else of the first that is called as queries are."""
    folded = {name.casefold(): name for name in reversed(names)}
    chosen = folded.get(wanted.casefold()) if wanted else next((folded[n] for n in _COLUMNS if n in folded), None)
    if chosen is None:
        missing = f"column {wanted!r}" if wanted else "column text or query"
        there = ", ".join(names[:8]) or "none"
        raise InputError(f"{path}, line {number} has no {missing}; its columns: {there}. Name one with --column.")
    return chosen


def _times(value: object, path: Path, number: int) -> int:
    text = str(value).strip()
    if text.isdecimal() and 0 < int(text) < 2**31:
        return int(text)
    raise InputError(f"{path}, line {number}: the count {text!r} is no whole number above 0. Mend or remove the line.")


def _collected(rows: Iterable[tuple[str, int]], source: str, limit: int | None) -> Queries:
    texts: dict[str, str] = {}
    times: dict[str, int] = {}
    repeated = empty = overlong = 0
    for text, asked in rows:
        key = plain_query(text)
        if not key:
            empty += 1
        elif len(key) > LONGEST:
            overlong += 1
        elif key in times:
            times[key] += asked
            repeated += 1
        else:
            times[key] = asked
            texts[key] = " ".join(text.split())
    if not times:
        lines = plural(overlong, "line is", "lines are")
        why = f": {lines} longer than {LONGEST} characters" if overlong else ""
        raise InputError(f"{source} holds no query{why}. Give one a line.")
    if limit is None and len(times) > MOST:
        raise InputError(
            f"{source} holds {len(times):,} different queries, more than anybody judges by hand. Take the most "
            "frequent ones with --limit 50: 30 to 50 judged queries tell most."
        )
    ranked = sorted(times, key=lambda key: -times[key])[:limit]
    return Queries(
        queries=tuple(Asked(text=texts[key], times=times[key]) for key in ranked),
        repeated=repeated,
        empty=empty,
        overlong=overlong,
        beyond=len(times) - len(ranked),
    )
