"""Parquet: one record a row, read batch by batch with only the columns that are needed."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import Columns, Record, RecordReader, Tell, pick

__all__ = ["READER"]


def _read(path: Path, columns: Columns, tell: Tell) -> Iterator[Record]:
    if path.stat().st_size == 0:
        raise Unreadable("is empty.", emptied=True)
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if columns.text not in names and columns.title not in names:
                raise Unreadable(
                    f"has no column {columns.text!r}; it has {', '.join(names[:20])}. Set text_column to one of them."
                )
            wanted = [name for name in (columns.text, columns.title, columns.key) if name in names]
            for batch in file.iter_batches(batch_size=1_000, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield pick(row, number, columns, share=number / file.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        reason = f"is damaged or no Parquet file ({str(error).splitlines()[0][:200].rstrip('.')})."
        if number == 0:
            raise Unreadable(reason) from error
        tell(f"{reason} The first {number:,} rows were read.", "")


READER = RecordReader(name="parquet", about="Parquet, one record a row", suffixes=(".parquet", ".pq"), read=_read)
