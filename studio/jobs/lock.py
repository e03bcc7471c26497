"""One worker a folder: a lock that the kernel lets go of when the worker dies, handed from supervisor to worker.

Knows nothing of what a worker does.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from studio.errors import InputError
from studio.jobs.folder import JobFolder, recorded

__all__ = ["HANDED", "JobRunningError", "acquire", "held"]

HANDED = "STUDIO_JOB_LOCK"
"""Environment variable with the descriptor of a lock that the supervisor took for the worker."""


class JobRunningError(InputError):
    """A job that already has a worker."""


def acquire(job: JobFolder, *, patience: float = 0.0) -> int:
    """Lock the folder and return the descriptor that holds the lock.

    `patience` is how many seconds to give a worker that is just ending.
    """
    descriptor = os.open(job.lock_file, os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(0.02)
                continue
            os.close(descriptor)
            raise JobRunningError(_refusal(job)) from None
        return descriptor


@contextmanager
def held(job: JobFolder) -> Iterator[None]:
    """Hold the folder's lock: the one that was handed over, or a new one. Raises JobRunningError."""
    handed = os.environ.pop(HANDED, None)
    descriptor = acquire(job) if handed is None else int(handed)
    os.set_inheritable(descriptor, False)
    try:
        yield
    finally:
        os.close(descriptor)


def _refusal(job: JobFolder) -> str:
    process = recorded(job)
    by = f"process {process.pid}" if process else "another process"
    return f"The job {job.spec.job_id} is already being worked on by {by}. Wait for it, or cancel it first."
