"""Starts, stops and watches the workers of a project's jobs. Everything it knows it reads from their folders.

It keeps no state of its own, so it works just as well after the process that started a job was killed.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence

from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs import line, lock, process
from studio.jobs.events import Ended, Event
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState

__all__ = [
    "ACTIVE",
    "RESUMABLE",
    "WORKER",
    "JobStateError",
    "cancel",
    "finish",
    "follow",
    "pause",
    "resume",
    "start",
    "wait",
]

WORKER: Sequence[str] = (sys.executable, "-P", "-m", "studio.jobs.worker")
"""The command that works on a folder; the folder's path is appended."""

ACTIVE = frozenset({JobState.QUEUED, JobState.RUNNING})
RESUMABLE = frozenset({JobState.QUEUED, JobState.PAUSED, JobState.STOPPED, JobState.FAILED, JobState.CANCELLED})


class JobStateError(InputError):
    """A job that is not in a state in which it can be asked for this."""


def start(job: JobFolder, *, command: Sequence[str] = WORKER) -> int:
    """Start a worker on the folder and return its process number at once. Raises JobRunningError where it has one.

    Earlier requests to pause or cancel are forgotten. The worker has a session of its own and outlives this process.
    """
    ending = folders.state(job) not in ACTIVE  # its worker may need a moment to leave
    descriptor = lock.acquire(job, patience=2.0 if ending else 0.0)
    try:
        job.pause_file.unlink(missing_ok=True)
        job.cancel_file.unlink(missing_ok=True)
        if line.needs_turn(job.spec):
            line.claim(job)
        child = _spawn(job, command, descriptor)
        found = process.describe(child.pid)
        if found is not None:
            folders.record(job, found)
    finally:
        os.close(descriptor)
    threading.Thread(target=child.wait, name=f"reap {job.spec.job_id}", daemon=True).start()
    return child.pid


def resume(job: JobFolder, *, command: Sequence[str] = WORKER) -> int:
    """Start a paused, stopped, cancelled or failed job again, where it left off."""
    state = folders.state(job)
    if state is JobState.DONE:
        raise JobStateError(f"The job {job.spec.job_id} is done; there is nothing to resume.")
    return start(job, command=command)


def pause(job: JobFolder) -> None:
    """Ask the worker to stop at its next checkpoint, to be resumed later."""
    if folders.worker(job) is None:
        raise JobStateError(f"The job {job.spec.job_id} is {folders.state(job)} and cannot be paused.")
    job.pause_file.touch()


def finish(job: JobFolder, *, command: Sequence[str] = WORKER) -> None:
    """Have a training job end with the best model it has, and measure that; one without a worker is given one for it.

    Raises JobStateError where it is done, is about to stop, or has no checkpoint and nobody who could write one.
    """
    if job.spec.kind is not JobKind.TRAIN:
        raise JobStateError(f"The job {job.spec.job_id} is no training; only that has a best model so far.")
    state = folders.state(job)
    if state is JobState.DONE:
        raise JobStateError(f"The job {job.spec.job_id} is done; its best model is kept.")
    if folders.worker(job) is not None and (job.cancel_file.exists() or job.pause_file.exists()):
        raise JobStateError(f"The job {job.spec.job_id} is stopping. Once it has, ask again: it keeps its checkpoint.")
    if state is not JobState.RUNNING and not job.has_model:
        raise JobStateError(f"The job {job.spec.job_id} has no checkpoint yet, so there is no model to keep.")
    job.finish_file.touch()
    if state not in ACTIVE:
        start(job, command=command)


def cancel(job: JobFolder) -> None:
    """Ask the worker to finish its unit and stop; a job without a worker is cancelled at once."""
    state = folders.state(job)
    if state in (JobState.DONE, JobState.FAILED):
        raise JobStateError(f"The job {job.spec.job_id} is {state} and cannot be cancelled.")
    job.cancel_file.touch()
    job.finish_file.unlink(missing_ok=True)  # resumed one day, it goes on
    worker = folders.worker(job)
    if worker is not None:
        try:
            os.kill(worker.pid, signal.SIGTERM)
        except ProcessLookupError:  # it ended meanwhile
            return


def follow(job: JobFolder, offset: int = 0, *, poll: float = 0.1) -> Iterator[Event]:
    """Yield events from byte `offset` on as they come, until the job's worker has ended or is gone."""
    while True:
        # Looked at before reading, so that nothing written by a worker that just left is missed.
        over = folders.state(job) not in ACTIVE or folders.worker(job) is None
        found, offset = folders.events(job, offset)
        yield from found
        if over:
            return
        time.sleep(poll)


def wait(job: JobFolder, *, timeout: float = float("inf"), poll: float = 0.05) -> Ended | None:
    """Wait until the job has no worker any more and return its last word, or None where it was killed before it.

    Raises TimeoutError after `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    while folders.worker(job) is not None:
        if time.monotonic() > deadline:
            raise TimeoutError(job.spec.job_id)
        time.sleep(poll)
    return folders.latest(job).ended


def _spawn(job: JobFolder, command: Sequence[str], descriptor: int) -> subprocess.Popen[bytes]:
    with job.log_file.open("ab") as log:
        return subprocess.Popen(
            [*command, str(job.path)],
            cwd=job.spec.project,
            env=process.environment(**{lock.HANDED: str(descriptor)}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(descriptor,),
            start_new_session=True,
        )
