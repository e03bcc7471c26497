"""CSV and TSV with a line of column names: one record a row. It names and keeps nothing."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import Columns, Record, RecordReader, Tell, decoded, pick

__all__ = ["READER"]

_LONGEST_CELL = 1 << 30


def _read(path: Path, columns: Columns, tell: Tell) -> Iterator[Record]:
    text = decoded(path.read_bytes(), tell)
    csv.field_size_limit(_LONGEST_CELL)
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,|", key=first.count) if any(mark in first for mark in "\t;,|") else ","
    lines = io.StringIO(text.replace("\0", ""), newline="")
    rows = csv.DictReader(lines, delimiter=delimiter)
    names = list(rows.fieldnames or ())
    if columns.text not in names and columns.title not in names:
        raise Unreadable(
            f"has no column {columns.text!r}; it has {', '.join(names[:20])}. Set text_column to one of them."
        )
    try:
        for number, row in enumerate(rows, start=1):
            yield pick(row, number, columns, share=lines.tell() / len(text))
    except csv.Error as error:
        tell(f"line {rows.line_num} cannot be read ({error}); what follows was left out.", "")


READER = RecordReader(name="csv", about="CSV and TSV, one record a row", suffixes=(".csv", ".tsv"), read=_read)
