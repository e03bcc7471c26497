"""Who holds a project: the sentence for a person whose project another process has open.

DuckDB keeps the lock itself; `studio.lock` beside the database only tells who took it. Nothing here locks.
"""

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["claim", "holder", "release"]

_PID = re.compile(r"PID (\d+)")


def claim(database: Path) -> None:
    """Note that this process holds the database. A folder that cannot be written to holds no note."""
    with suppress(OSError):
        _note(database).write_text(json.dumps({"pid": os.getpid(), "command": _own_command()}), "utf-8")


def release(database: Path) -> None:
    """Remove this process's note."""
    note = _note(database)
    if _read(note).get("pid") == os.getpid():
        with suppress(OSError):
            note.unlink(missing_ok=True)


def holder(database: Path, message: str) -> tuple[int | None, str]:
    """Return pid and command of the process that holds the database, as far as DuckDB's message and the note tell."""
    note = _read(_note(database))
    found = _PID.search(message)
    pid = int(found[1]) if found else note.get("pid")
    if not isinstance(pid, int):
        return None, ""
    if note.get("pid") == pid and isinstance(note.get("command"), str):
        return pid, str(note["command"])
    return pid, _command_of(pid)


def _note(database: Path) -> Path:
    return database.with_name("studio.lock")


def _read(note: Path) -> dict[str, object]:
    try:
        found = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _own_command() -> str:
    program = Path(sys.argv[0] or "python")
    name = "studio" if program.parts[-3:] == ("studio", "cli", "__main__.py") else program.name
    return " ".join([name, *sys.argv[1:]])[:200]


def _command_of(pid: int) -> str:
    try:
        command = ["ps", "-o", "args=", "-p", str(pid)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()[:200]
