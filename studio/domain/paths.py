"""Paths as people type them. It does not know whether there is anything where they lead."""

import os
from pathlib import Path

__all__ = ["expanded", "is_text", "shown"]


def expanded(path: str | Path) -> Path:
    """Return a path with `~` replaced by the home folder; `~name` of nobody here stays as it is, and is not there."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib's raises RuntimeError for a user that is unknown


def is_text(word: str | Path) -> bool:
    """Return True where a path, or any word of a command line, came as UTF-8: no other one can be written down."""
    try:
        str(word).encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(word: str | Path) -> str:
    """Return a path or word as text: of bytes that are no UTF-8 what can be kept."""
    return os.fsencode(word).decode("utf-8", "replace")
