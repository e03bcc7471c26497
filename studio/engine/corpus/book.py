"""Which document is which: names for files and records that keep their name, root and decisions when they come again.

Knows paths and names, opens nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Book", "Known"]


@dataclass(frozen=True, slots=True)
class Known:
    """A document that the project holds: its file is `source` below `root`, or `root` itself."""

    document_id: str
    source: str
    content_hash: str
    root: str


@dataclass
class Book:
    """The known documents, and those met in this pass."""

    known: dict[str, Known]
    met: set[str] = field(default_factory=set)
    _paths: dict[tuple[str, str], Path] = field(default_factory=dict)
    _homes: dict[Path, tuple[str, str]] = field(default_factory=dict)
    _exists: dict[Path, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Iterable[Known]) -> "Book":
        """Open the book."""
        book = cls({document.document_id: document for document in known})
        for document in book.known.values():
            book._homes.setdefault(book.path(document), (document.root, document.source))
        return book

    def path(self, document: Known) -> Path:
        """Return where a known document's file is, or was."""
        home = document.root, document.source
        if home not in self._paths:
            root = Path(document.root)
            alone = root.name == document.source and not root.is_dir()
            self._paths[home] = root if alone else root / document.source
        return self._paths[home]

    def home(self, path: Path, root: str, name: str) -> tuple[str, str]:
        """Return root and source of a file: those it is known by, whichever folder it is reached from this time."""
        return self._homes.get(path, (root, name))

    def name(self, wanted: str, root: str, source: str) -> str:
        """Return the document_id of a file or record that would like to be called `wanted`.

        A name that another file still holds is not taken from it; a file that was moved keeps its name.
        """
        for name in self._names(wanted, root):
            if name in self.met:
                continue
            holder = self.known.get(name)
            if holder is None or (holder.root, holder.source) == (root, source) or not self._there(self.path(holder)):
                return name
        raise AssertionError("names never run out")  # pragma: no cover

    def below(self, root: Path) -> Iterator[Known]:
        """Give the known documents whose files are or were below a root, or are that root."""
        for document in self.known.values():
            path = self.path(document)
            if path == root or root in path.parents:
                yield document

    def _names(self, wanted: str, root: str) -> Iterator[str]:
        yield wanted
        yield f"{Path(root).name}/{wanted}"
        number = 2
        while True:
            yield f"{wanted}~{number}"
            number += 1

    def _there(self, path: Path) -> bool:
        if path not in self._exists:
            self._exists[path] = path.exists()
        return self._exists[path]
