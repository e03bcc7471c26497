"""JSON lines, BEIR's corpus.jsonl among them: one record a line. A broken line costs that line alone."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path

from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import Columns, Record, RecordReader, Tell, pick

__all__ = ["READER"]

_LONGEST = 1 << 28
"""Bytes of a line that is read; a longer one is left out and told."""


def _read(path: Path, columns: Columns, tell: Tell) -> Iterator[Record]:
    missing: list[int] = []
    names: dict[str, None] = {}
    given = 0
    size = path.stat().st_size
    for number, line, end in _lines(path, tell):
        row = _parsed(line, number, tell)
        if row is None:
            continue
        given += 1
        if columns.text not in row and not row.get(columns.title):
            missing.append(number)
            names.update(dict.fromkeys(map(str, row)))
            continue
        yield pick(row, number, columns, share=end / size)
    if not missing:
        return
    has = ", ".join(list(names)[:20]) or "no columns"
    if len(missing) == given:
        raise Unreadable(f"has no column {columns.text!r}; it has {has}. Set text_column to one of them.")
    where = f"{len(missing):,} of {given:,} lines, first in line {missing[0]}, which has {has}"
    tell(f"lacks {columns.text!r} in {where}.", "")


def _lines(path: Path, tell: Tell) -> Iterator[tuple[int, bytes, int]]:
    """Give the lines that are not empty, with their number and the place of their end in the file."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST):
            number += 1
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if len(line) == _LONGEST:
                tell(f"line {number} is longer than {_LONGEST:,} bytes and was left out.", "longer lines")
                while line and not line.endswith(b"\n"):
                    line = file.readline(_LONGEST)
            elif line.strip():
                yield number, line, file.tell()
        if number == 0:
            raise Unreadable("is empty.", emptied=True)


def _parsed(line: bytes, number: int, tell: Tell) -> dict[str, object] | None:
    try:
        row = json.loads(line)
    except UnicodeDecodeError:
        tell(f"line {number} is not UTF-8 and was left out.", "lines that are not UTF-8")
        return None
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        tell(f"line {number} is no JSON ({reason}) and was left out.", "broken lines")
        return None
    if not isinstance(row, dict):
        tell(f"line {number} is no JSON object and was left out.", "lines that are no object")
        return None
    return row


READER = RecordReader(
    name="jsonl", about="JSON lines, one record each (BEIR's corpus.jsonl)", suffixes=(".jsonl", ".ndjson"), read=_read
)
