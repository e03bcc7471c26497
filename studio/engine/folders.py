"""Folders that take a name only once they are whole, so that a reader finds a whole one or none.

Knows nothing of what lies in them.
"""

import shutil
from pathlib import Path

from studio import files

__all__ = ["beside", "put"]


def beside(target: Path) -> Path:
    """Return an empty folder next to `target` to write into; what an earlier attempt left there is gone."""
    folder = target.with_name(f".{target.name}.tmp")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def put(folder: Path, target: Path) -> None:
    """Give a finished folder the name `target`; an older one steps aside for it and is deleted afterwards."""
    files.sync_tree(folder)
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    folder.rename(target)
    files.sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)
