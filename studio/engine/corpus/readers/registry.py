"""Which reader reads which suffix. The one list that the walk, help and docs are derived from."""

from studio.engine.corpus.readers import docx, jsonl, markdown, parquet, pdf, table, text, webpage
from studio.engine.corpus.readers.base import DocumentReader, RecordReader

__all__ = ["BY_SUFFIX", "READERS"]

READERS: tuple[DocumentReader | RecordReader, ...] = (
    text.READER,
    markdown.READER,
    webpage.READER,
    pdf.READER,
    docx.READER,
    jsonl.READER,
    table.READER,
    parquet.READER,
)
BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}
