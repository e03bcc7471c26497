"""Folders that take a name only once they are whole, so that a reader finds a whole one or none.

Knows nothing of what lies in them.
"""

import os
import shutil
from pathlib import Path

__all__ = ["beside", "put", "sync"]


def beside(target: Path) -> Path:
    """Return an empty folder next to `target` to write into; what an earlier attempt left there is gone."""
    folder = target.with_name(f".{target.name}.tmp")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def put(folder: Path, target: Path) -> None:
    """Give a finished folder the name `target`; an older one steps aside for it and is deleted afterwards."""
    sync(folder)
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    folder.rename(target)
    _sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def sync(folder: Path) -> None:
    """Make sure that everything in a folder is on the disk."""
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
