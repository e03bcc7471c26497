"""Plain text: paragraphs between empty lines. Headings are not guessed."""

from studio.engine.corpus.documents import Found, line_ends
from studio.engine.corpus.readers.base import DocumentReader, Tell, decoded, paragraphs

__all__ = ["READER"]


def _read(data: bytes, tell: Tell) -> Found:
    return Found("", paragraphs(line_ends(decoded(data, tell))))


READER = DocumentReader(
    name="text", about="plain text, paragraphs between empty lines", suffixes=(".txt", ".text", ".log"), read=_read
)
