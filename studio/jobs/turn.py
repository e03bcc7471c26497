"""One heavy job of a project at a time: a lock that the kernel lets go of when its holder dies.

The worker's side; who stands before whom is told by `studio.jobs.line`.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from studio.engine.progress import Interrupted, Reporter
from studio.jobs import line
from studio.jobs.folder import JobFolder

__all__ = ["taken"]

_POLL = 0.2


@contextmanager
def taken(job: JobFolder, reporter: Reporter) -> Iterator[None]:
    """Wait for the turn and hold it. Says whom it waits for; raises Interrupted where it is told to stop meanwhile."""
    line.claim(job)
    lock = os.open(job.path.parent / "turn.lock", os.O_RDWR | os.O_CREAT, 0o644)
    told = ""
    try:
        while (holder := _try(job, lock)) is not None:
            if holder and holder != told:
                reporter.log(f"waiting for {holder}")
                told = holder
            if reporter.stopping():
                raise Interrupted
            time.sleep(_POLL)
        line.leave(job)
        yield
    finally:
        line.leave(job)
        os.close(lock)


def _try(job: JobFolder, lock: int) -> str | None:
    """Take the lock and return None, or return the id of the job to wait for ('' where it is not known yet)."""
    before = line.waiting_before(job)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(lock, 200, 0).decode(errors="replace").strip()
    if before:
        fcntl.flock(lock, fcntl.LOCK_UN)
        return before[-1]
    os.ftruncate(lock, 0)
    os.pwrite(lock, job.spec.job_id.encode(), 0)
    return None
