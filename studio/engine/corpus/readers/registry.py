"""Which reader reads which suffix. The one list that the walk, help and docs are derived from."""

from studio.engine.corpus.readers import (
    docx,
    jsonl,
    markdown,
    notebook,
    parquet,
    pdf,
    rst,
    source,
    table,
    text,
    webpage,
)
from studio.engine.corpus.readers.base import DocumentReader, RecordReader

__all__ = ["BY_SUFFIX", "READERS", "readable"]

READERS: tuple[DocumentReader | RecordReader, ...] = (
    text.READER,
    markdown.READER,
    rst.READER,
    webpage.READER,
    pdf.READER,
    docx.READER,
    notebook.READER,
    jsonl.READER,
    table.READER,
    parquet.READER,
    source.READER,
)
BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}


def readable(*, source_code: bool) -> frozenset[str]:
    """Return the suffixes that are read, with those of source code or without."""
    return frozenset(BY_SUFFIX) if source_code else frozenset(BY_SUFFIX).difference(source.READER.suffixes)
