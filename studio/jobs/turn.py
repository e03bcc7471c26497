"""One heavy job of a project at a time: a lock that the kernel lets go of when its holder dies.

A job that wants its turn keeps an empty file `turn` in its folder; those that wait go in the order in which their
workers were started. Knows nothing of what the jobs do.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.engine.progress import Interrupted, Reporter
from studio.jobs.folder import JobFolder, read_process, recorded
from studio.jobs.process import alive

__all__ = ["claim", "taken", "waiting_before"]

_POLL = 0.2


def claim(folder: JobFolder) -> None:
    """Say that this job wants a turn."""
    _marker(folder).touch()


@contextmanager
def taken(folder: JobFolder, reporter: Reporter) -> Iterator[None]:
    """Wait for the turn and hold it. Says whom it waits for; raises Interrupted where it is told to stop meanwhile."""
    claim(folder)
    lock = os.open(folder.path.parent / "turn.lock", os.O_RDWR | os.O_CREAT, 0o644)
    told = ""
    try:
        while (holder := _try(folder, lock)) is not None:
            if holder and holder != told:
                reporter.log(f"waiting for {holder}")
                told = holder
            if reporter.stopping():
                raise Interrupted
            time.sleep(_POLL)
        _marker(folder).unlink(missing_ok=True)
        yield
    finally:
        _marker(folder).unlink(missing_ok=True)
        os.close(lock)


def waiting_before(folder: JobFolder) -> list[str]:
    """Return the ids of the jobs whose living workers wait since before this one's, first one first."""
    mine = recorded(folder)
    if mine is None:
        return []
    before = []
    for marker in folder.path.parent.glob("*/turn"):
        other = read_process(marker.with_name("worker.json"))
        name = marker.parent.name
        if other is not None and name != folder.path.name and (other.at, name) < (mine.at, folder.path.name):
            before.append((other.at, name, other))
    return [name for _, name, other in sorted(before, key=lambda found: found[:2]) if alive(other)]


def _try(folder: JobFolder, lock: int) -> str | None:
    """Take the lock and return None, or return the id of the job to wait for ('' where it is not known yet)."""
    before = waiting_before(folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(lock, 200, 0).decode(errors="replace").strip()
    if before:
        fcntl.flock(lock, fcntl.LOCK_UN)
        return before[-1]
    os.ftruncate(lock, 0)
    os.pwrite(lock, folder.spec.job_id.encode(), 0)
    return None


def _marker(folder: JobFolder) -> Path:
    return folder.path / "turn"
