"""Heavy jobs take turns on the devices of this machine, one on each: by locks that end with whoever holds them.

The worker's side; who stands before whom is told by `studio.jobs.line`, what a job wants by `studio.jobs.devices`.
"""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from studio.engine.progress import Interrupted, Reporter
from studio.jobs import devices, line
from studio.jobs.folder import JobFolder

__all__ = ["taken"]

_POLL = 0.2
"""Seconds between two looks at whether the turn has come."""


@contextmanager
def taken(job: JobFolder, reporter: Reporter) -> Iterator[tuple[str, ...]]:
    """Wait for the turn, hold it, and yield the devices it is on: as many as the job wants (see `devices.want`).

    Says whom it waits for; raises Interrupted where it is told to stop meanwhile.
    """
    line.claim(job)
    held: Mapping[str, int] = {}
    told = ""
    try:
        while not held:
            held, holder = _try(job)
            if held:
                break
            if holder and holder != told:
                reporter.log(f"waiting for {holder}")
                told = holder
            if reporter.stopping():
                raise Interrupted
            time.sleep(_POLL)
        yield tuple(held)
    finally:
        line.leave(job)
        _let_go(held)


def _try(job: JobFolder) -> tuple[Mapping[str, int], str]:
    """Take what the job wants, or nothing: return the locks by device, and the id of a job to wait for ("" unknown).

    Who came before is served first, also where it needs more than is free: that is kept for it.
    """
    wanted = devices.want(job.spec)
    with line.order(job.path.parent):
        before = line.waiting_before(job)
        wants = [devices.want(other.spec) for other in before]
        free = _free(job, {device for want in (*wants, wanted) for device in want.of})
        left = list(free)
        ahead = ""
        for other, want in zip(before, wants, strict=True):
            kept = [device for device in left if device in want.of][: want.number]
            left = [device for device in left if device not in kept]
            ahead = other.spec.job_id if set(want.of) & set(wanted.of) else ahead
        mine = [device for device in left if device in wanted.of][: wanted.number]
        if len(mine) < wanted.number:
            holders = [_holder(job, device) for device in wanted.of if device not in free]
            _let_go(free)
            return {}, ahead or next(filter(None, holders), "")
        held = {device: free[device] for device in mine}
        _let_go({device: lock for device, lock in free.items() if device not in held})
        for lock in held.values():
            os.ftruncate(lock, 0)
            os.pwrite(lock, job.spec.job_id.encode(), 0)
        line.leave(job)
    return held, ""


def _free(job: JobFolder, wanted: set[str]) -> dict[str, int]:
    """Lock the devices that nobody holds and return the locks, in order."""
    locks = {}
    for device in sorted(wanted):
        lock = os.open(_file(job, device), os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            locks[device] = lock
    return locks


def _holder(job: JobFolder, device: str) -> str:
    return _file(job, device).read_text(encoding="utf-8", errors="replace").strip()


def _file(job: JobFolder, device: str) -> Path:
    return job.path.parent / f"turn-{device}.lock"


def _let_go(locks: Mapping[str, int]) -> None:
    for lock in locks.values():
        os.close(lock)
