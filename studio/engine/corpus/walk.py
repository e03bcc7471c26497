"""Finds the files below the folders that a person names, in one fixed order, each once.

Knows suffixes and which files are never documents; opens none of them.
"""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from studio.domain.paths import shown

__all__ = ["File", "Walk"]

_NEVER = frozenset({"recorded.jsonl"})
_EVALUATION = frozenset({"queries.jsonl", "qrels.tsv", "qrels.jsonl", "qrels.csv"})
_PROJECT = "studio.toml"
"""What makes a folder a project of the studio: its exports and datasets would come back as documents."""
_FURNITURE = frozenset({"__macosx", "node_modules", "__pycache__", "_static"})
_ASSETS = "_files"
"""What browsers add to the name of a saved page for the folder of what belongs to it."""
_ENVIRONMENT = "pyvenv.cfg"
"""What makes a folder a Python environment: other people's code."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that a reader can read. `name` is its path below the root, as it is shown and as it names documents."""

    path: Path
    name: str

    @property
    def size(self) -> int:
        """Its bytes, 0 where it is gone by now: reading it will say so."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


@dataclass
class Walk:
    """One pass over a root. `skipped` counts what was passed over, by suffix or kind; `tell` takes file and reason.

    `suffixes` are those of documents.
    """

    tell: Callable[[str, str], None]
    suffixes: frozenset[str]
    skipped: Counter[str] = field(default_factory=Counter)
    _folders: set[tuple[int, int]] = field(default_factory=set)

    def files(self, root: Path) -> Iterator[File]:
        """Give the files below a folder, or the one file that the root is. Hidden files and folders are passed over.

        Links to folders are followed last, so that what lies below the root itself is met, and named, where it lies.
        """
        if root.is_file():
            if root.suffix.lower() in self.suffixes:
                yield File(root, shown(root.name))
            else:
                known = " ".join(sorted(self.suffixes))
                self.tell(shown(root.name), f"has a suffix that nothing reads. Known are {known}.")
            return
        if not root.is_dir():
            self.tell(shown(root), "is neither a folder nor a plain file.")
            return
        waiting, linked = [root], deque[Path]()
        while waiting or linked:
            folder = waiting.pop() if waiting else linked.popleft()
            folders, files = self._entries(folder)
            if _PROJECT in files and folder != root:
                self.tell(shown(folder), "is a project of the studio, and what is in it no document.")
                continue
            if _ENVIRONMENT in files and folder != root:
                self.skipped["Python environment"] += 1
                continue
            beir = "corpus.jsonl" in files
            evaluation = beir or ("queries.jsonl" in files and ("qrels" in folders or _EVALUATION & {*files} != set()))
            inner = [folder / name for name in folders if not (evaluation and name == "qrels")]
            linked += [path for path in inner if path.is_symlink() and not self._circular(path, root)]
            waiting += [path for path in reversed(inner) if not path.is_symlink()]
            if beir:
                self.skipped["beside corpus.jsonl"] += len(files) - 1
                files = ["corpus.jsonl"]
            for name in files:
                if name in _NEVER or (evaluation and name in _EVALUATION):
                    self.skipped["queries and judgments"] += 1
                elif Path(name).suffix.lower() in self.suffixes:
                    yield File(folder / name, shown((folder / name).relative_to(root).as_posix()))
                else:
                    self.skipped[Path(name).suffix.lower() or "no suffix"] += 1

    def _entries(self, folder: Path) -> tuple[list[str], list[str]]:
        """Return the names of folders and of files in a folder, sorted; nothing where it was visited before."""
        folders: list[str] = []
        files: list[str] = []
        try:
            here = folder.stat()
            if (here.st_dev, here.st_ino) in self._folders:
                return [], []
            self._folders.add((here.st_dev, here.st_ino))
            with os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    self._sort_in(entry, folders, files)
        except OSError as error:
            self.tell(shown(folder), f"cannot be read ({error.strerror or error}).")
        pages = {Path(name).stem + _ASSETS for name in files if Path(name).suffix.lower() in (".htm", ".html")}
        if beside := pages.intersection(folders):
            self.skipped["beside a saved page"] += len(beside)
        return [name for name in folders if name not in beside], files

    def _circular(self, link: Path, root: Path) -> bool:
        """Return True, and tell it, for a link to a folder that it lies in, by its own way or by way of the root."""
        target = link.resolve()
        if not any(home.resolve().is_relative_to(target) for home in (link.parent, root)):
            return False
        self.tell(shown(link), f"is a link to {shown(target)}, which it lies in, and was left out.")
        return True

    def _sort_in(self, entry: "os.DirEntry[str]", folders: list[str], files: list[str]) -> None:
        try:
            folder, file = entry.is_dir(), entry.is_file()
        except OSError as error:
            self.tell(shown(entry.path), f"cannot be followed ({error.strerror or error}).")
            return
        if entry.name.startswith((".", "~$")) or entry.name.lower() in _FURNITURE:
            self.skipped["hidden"] += 1
        elif folder:
            folders.append(entry.name)
        elif file:
            files.append(entry.name)
        elif entry.is_symlink():
            self.tell(shown(entry.path), "is a link to nothing.")
        else:
            self.skipped["no plain file"] += 1
