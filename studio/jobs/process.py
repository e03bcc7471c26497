"""Whether a process that was recorded still lives: its number alone may have been given to another.

Knows nothing of jobs. Reads /proc where there is one, and asks `ps` elsewhere. /proc counts start times from the
machine's start, and after a reboot numbers and times come again: so the boot's own id is part of what is recorded.
"""

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Process", "alive", "be_polite", "before_boot", "current", "describe", "environment"]

_AUTOGROUP = Path("/proc/self/autogroup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process by number and start; `at` is when it was recorded, in seconds since the epoch."""

    pid: int
    started: str
    at: float


def alive(process: Process) -> bool:
    """Return True while that very process runs; a zombie does not."""
    return _started(process.pid) == process.started


def describe(pid: int) -> Process | None:
    """Return the running process of that number, or None."""
    started = _started(pid)
    return None if started is None else Process(pid=pid, started=started, at=time.time())


def current() -> Process:
    """Return this process."""
    return describe(os.getpid()) or Process(pid=os.getpid(), started="", at=time.time())


def before_boot(process: Process) -> bool:
    """Return True where it was started before the machine last was, as far as the machine tells its boots apart."""
    boot = _boot()
    return bool(boot) and not process.started.startswith(boot)


def be_polite(nice: int = 10) -> None:
    """Let whatever a person does on this machine come before this process, by so much as `nice` says.

    Linux may share the processor between sessions first and look at niceness only within each (autogroups, sched(7)):
    a session of its own is then made nice as a whole.
    """
    os.setpriority(os.PRIO_PROCESS, 0, max(nice, os.getpriority(os.PRIO_PROCESS, 0)))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            _AUTOGROUP.write_text(str(nice), encoding="ascii")


def environment(**more: str) -> dict[str, str]:
    """Return the environment for a Python of ours: it finds this very studio, installed or not, and draws no bars."""
    home = Path(__file__).parents[2]
    path = [os.environ.get("PYTHONPATH", "")]
    if home.name not in ("site-packages", "dist-packages"):
        path.insert(0, str(home))
    found = {**os.environ, "HF_HUB_DISABLE_PROGRESS_BARS": "1", "PYTHONUNBUFFERED": "1", **more}
    found["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    return found


def _started(pid: int) -> str | None:
    if Path("/proc/self/stat").exists():
        return _from_proc(pid)
    return _from_ps(pid)


def _from_proc(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold blanks and brackets
    return None if fields[0] in ("Z", "X") else f"{_boot()} {fields[19]}".strip()


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:  # some sandboxes have none
        return ""


def _from_ps(pid: int) -> str | None:
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split(maxsplit=1)
    return None if len(answer) < 2 or answer[0].startswith("Z") else answer[1].strip()
