"""What a reader is: a declaration that lists, help and docs are derived from, and one function.

A document reader turns the bytes of a file into one document, a record reader a file into many. Knows no format.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.domain.options import CorpusOptions
from studio.engine.corpus.decode import decode
from studio.engine.corpus.documents import Block, Extract, Found, assemble, clean

__all__ = ["Columns", "DocumentReader", "Record", "RecordReader", "Tell", "decoded", "paragraphs", "pick", "value"]

Tell = Callable[[str, str], None]
"""Takes a reason, which continues the sentence that begins with the file's name, and its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a record file; `row` counts from 1 and `key` is empty where the row has no id.

    `share` is how much of the file has been read with it, 0 to 1.
    """

    row: int
    share: float
    key: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DocumentReader:
    """A format in which a file is one document. `by_path`: its path is its title, whatever stands in it."""

    name: str
    about: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, Tell], Found]
    by_path: bool = False

    def extract(self, data: bytes, file: str, tell: Tell) -> Extract:
        """Read a document; `file` is its path below the root, for the title of one that has none.

        Raises Unreadable.
        """
        found = self.read(data, tell)
        if self.by_path:
            return assemble(Found(file, found.blocks))
        return assemble(found, Path(file).stem.replace("_", " ").replace("-", " ").strip())


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what."""

    text: str
    title: str
    key: str

    @classmethod
    def of(cls, options: CorpusOptions) -> "Columns":
        """Take the columns from the options."""
        return cls(options.text_column, options.title_column, options.id_column)


@dataclass(frozen=True, kw_only=True)
class RecordReader:
    """A format in which every row is a document."""

    name: str
    about: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, Columns, Tell], Iterator[Record]]


def decoded(data: bytes, tell: Tell, declared: str = "") -> str:
    """Return the text of a file, and tell where it is not plain UTF-8; `declared` is the encoding that it names.

    Raises Unreadable.
    """
    text, note = decode(data, declared)
    if note:
        tell(note, "")
    return text


def paragraphs(text: str) -> list[Block]:
    """Split plain text at empty lines."""
    blocks: list[Block] = []
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            lines.append(line)
        elif lines:
            blocks.append(Block("\n".join(lines)))
            lines = []
    if lines:
        blocks.append(Block("\n".join(lines)))
    return blocks


def pick(row: Mapping[str, object], number: int, columns: Columns, *, share: float) -> Record:
    """Read one row by its columns. The text column may be missing from it where there is a title."""
    return Record(
        row=number,
        share=share,
        key=" ".join(clean(value(row.get(columns.key)))[0].split()),
        title=value(row.get(columns.title)),
        text=value(row.get(columns.text)),
    )


def value(cell: object) -> str:
    """Return a cell as text: a list of texts is joined by empty lines, nothing is the empty text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Sequence) and not isinstance(cell, bytes):
        return "\n\n".join(part for part in map(value, cell) if part)
    return str(cell)
