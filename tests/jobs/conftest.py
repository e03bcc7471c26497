"""Makes jobs of the fake step and makes sure that no worker outlives its test."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind

MakeJob = Callable[..., JobFolder]


@pytest.fixture
def make_job(tmp_path: Path) -> Iterator[MakeJob]:
    """Return a function that makes a job in the test's project; what still runs at the end is killed."""
    made: list[JobFolder] = []

    def make(kind: JobKind = JobKind.EXPORT, **arguments: Any) -> JobFolder:
        made.append(folders.create(tmp_path, kind, "a test", {"model": {"device": "cpu"}}, arguments))
        return made[-1]

    yield make
    for job in made:
        process = folders.worker(job)
        if process is not None and process.pid != os.getpid():
            os.kill(process.pid, signal.SIGKILL)


def until(condition: Callable[[], bool], *, seconds: float = 120.0) -> None:
    """Wait until the condition holds, and fail where it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
