"""Files that somebody reads at any moment: written beside under another name, then renamed. Knows no content."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["beside", "sync", "sync_tree", "write"]


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Yield where to write: it takes the name `path` at the end, or is gone where writing failed.

    A kill leaves `.NAME.PID.tmp` in the same folder.
    """
    written = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield written
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def write(path: Path, data: bytes) -> None:
    """Write a whole file: a reader sees all of it, or what was there before."""
    with beside(path) as written:
        written.write_bytes(data)


def sync(path: os.PathLike[str]) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait until everything in a folder is on the disk."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)
