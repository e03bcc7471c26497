"""Reads files to documents, and only those whose content is not known already.

Owns content hashes and what is told of a file; knows nothing of passages.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.domain.corpus import State
from studio.domain.identity import content_hash
from studio.engine.corpus.book import Book
from studio.engine.corpus.documents import Extract, Found, assemble
from studio.engine.corpus.problems import Problems, Unreadable
from studio.engine.corpus.readers.base import Columns, DocumentReader, Record, RecordReader, Tell, paragraphs
from studio.engine.corpus.readers.registry import BY_SUFFIX
from studio.engine.corpus.walk import File

__all__ = ["Scan", "Seen"]

_LARGEST = 1 << 28
"""Bytes of a file that is read as one document."""
_LONG = 1_000_000
"""Characters of a paragraph from which it is told that it was cut by size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A document met, or missed, in this pass. Where it was not read again, title and length are not known."""

    document_id: str
    source: str
    content_hash: str
    root: str
    state: State
    format: str
    title: str = ""
    characters: int = 0


@dataclass
class Scan:
    """One pass. `recipe` is everything but content that decides what becomes of a document.

    `read` is told how much of the file at hand has been read, 0 to 1.
    `failed` holds root and source of files that could not be read this time: what is known of them stays.
    """

    book: Book
    columns: Columns
    recipe: str
    problems: Problems
    read: Callable[[float], None]
    failed: set[tuple[str, str]] = field(default_factory=set)

    def documents(self, file: File, root: str) -> Iterator[tuple[Seen, Extract | None]]:
        """Give the documents of a file, with their text where it is new; what is wrong with it is noted."""
        home = self.book.home(file.path, root, file.name)
        reader = BY_SUFFIX[file.path.suffix.lower()]

        def tell(reason: str, kind: str) -> None:
            self.problems.add(file.name, reason, kind)

        try:
            if isinstance(reader, RecordReader):
                yield from self._records(reader, file, home, tell)
            else:
                yield from self._document(reader, file, home, tell)
        except Unreadable as fault:
            if not (fault.emptied and isinstance(reader, DocumentReader) and reader.by_path):  # modules may be empty
                tell(str(fault), "")
            if not fault.emptied:
                self.failed.add(home)
        except OSError as error:
            tell(f"cannot be read ({error.strerror or error}).", "")
            self.failed.add(home)

    def missed(self, roots: Sequence[Path]) -> Iterator[Seen]:
        """Give the known documents below the roots that were not met: retired, or kept where their file has a fault."""
        given: set[str] = set()
        for root in roots:
            for known in self.book.below(root):
                if known.document_id in self.book.met or known.document_id in given:
                    continue
                given.add(known.document_id)
                reader = BY_SUFFIX.get(Path(known.source).suffix.lower())
                yield Seen(
                    document_id=known.document_id,
                    source=known.source,
                    content_hash=known.content_hash,
                    root=known.root,
                    state="unchanged" if (known.root, known.source) in self.failed else "retired",
                    format=reader.name if reader else "",
                )

    def _document(
        self, reader: DocumentReader, file: File, home: tuple[str, str], tell: Tell
    ) -> Iterator[tuple[Seen, Extract | None]]:
        if (size := file.path.stat().st_size) > _LARGEST:
            raise Unreadable(f"has {size:,} bytes, more than the {_LARGEST:,} that one document may have. Split it.")
        data = file.path.read_bytes()
        self.read(1.0)
        mark = content_hash(hashlib.sha256(data).hexdigest(), file.path.suffix.lower(), self.recipe)
        name = self.book.name(home[1], *home)
        extract = None
        if not self._known(name, mark):
            extract = reader.extract(data, file.name, tell)
            if not extract.sections:
                raise Unreadable("has no text.", emptied=True)
            self._remark(extract, tell)
        yield self._seen(name, home, reader.name, mark, extract)

    def _records(
        self, reader: RecordReader, file: File, home: tuple[str, str], tell: Tell
    ) -> Iterator[tuple[Seen, Extract | None]]:
        removed = 0
        for record in reader.read(file.path, self.columns, tell):
            self.read(record.share)
            mark = content_hash(record.title, record.text, self.recipe)
            name = self._record_name(record, file, home, tell)
            extract = None if self._known(name, mark) else assemble(Found(record.title, paragraphs(record.text)))
            if extract and not extract.sections and not extract.title:
                known_as = f" (id {record.key!r})" if record.key else ""
                tell(f"row {record.row}{known_as} has neither title nor text and was left out.", "empty rows")
                continue
            removed += extract.removed if extract else 0
            yield self._seen(name, home, reader.name, mark, extract)
        if removed:
            tell(f"holds {removed:,} control or direction characters, which were left out.", "")

    def _record_name(self, record: Record, file: File, home: tuple[str, str], tell: Tell) -> str:
        own = f"{file.name}#{record.row}"
        if not record.key:
            return self.book.name(own, *home)
        name = self.book.name(record.key, *home)
        if name == record.key:
            return name
        if record.key in self.book.met:
            name = self.book.name(own, *home)
        tell(
            f"row {record.row} has the id {record.key!r} of another document and is called {name!r}.", "ids used twice"
        )
        return name

    def _known(self, name: str, mark: str) -> bool:
        known = self.book.known.get(name)
        return known is not None and known.content_hash == mark

    def _seen(
        self, name: str, home: tuple[str, str], kind: str, mark: str, extract: Extract | None
    ) -> tuple[Seen, Extract | None]:
        self.book.met.add(name)
        seen = Seen(
            document_id=name,
            source=home[1],
            content_hash=mark,
            root=home[0],
            state="unchanged" if extract is None else "changed" if name in self.book.known else "new",
            format=kind,
            title=extract.title if extract else "",
            characters=len(extract.text) if extract else 0,
        )
        return seen, extract

    def _remark(self, extract: Extract, tell: Tell) -> None:
        if extract.removed:
            tell(f"holds {extract.removed:,} control or direction characters, which were left out.", "")
        longest = max(end - start for section in extract.sections for start, end in section.spans)
        if longest > _LONG:
            tell(f"has a line or paragraph of {longest:,} characters, which was cut by size.", "")
