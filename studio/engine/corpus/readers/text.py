"""Plain text: paragraphs between empty lines. Headings are not guessed."""

from studio.engine.corpus.decode import decode
from studio.engine.corpus.documents import Found
from studio.engine.corpus.readers.base import DocumentReader, Tell, paragraphs

__all__ = ["READER"]


def _read(data: bytes, tell: Tell) -> Found:
    text, note = decode(data)
    if note:
        tell(note, "")
    return Found("", paragraphs(text.replace("\r\n", "\n").replace("\r", "\n")))


READER = DocumentReader(
    name="text", about="plain text, paragraphs between empty lines", suffixes=(".txt", ".text", ".log"), read=_read
)
