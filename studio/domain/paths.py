"""Paths as people type them. It does not know whether there is anything where they lead."""

import os
from pathlib import Path

__all__ = ["expanded"]


def expanded(path: str | Path) -> Path:
    """Return a path with `~` replaced by the home folder; `~name` of nobody here stays as it is, and is not there."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib's raises RuntimeError for a user that is unknown
