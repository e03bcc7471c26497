"""A process that serves the screens by lines of JSON until its input ends: what all of them do first and last.

Knows no request and no answer.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from studio.errors import StudioError
from studio.jobs.process import be_polite

__all__ = ["serve"]

_NICE = 5
"""A person waits for what it answers: it goes before jobs, and after the screens."""


def serve(name: str, arguments: Sequence[str], work: Callable[[Path, IO[str]], None]) -> int:
    """Call `work` with the project's folder and where its lines go; return the exit code. `name` is the module's."""
    if len(arguments) != 1:
        sys.stderr.write(f"usage: python -m {name} PROJECT\n")
        return 2
    be_polite(_NICE)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what libraries print goes to the log, not between the lines
    try:
        work(Path(arguments[0]), out)
    except StudioError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0
