"""Another process of a training run: `python -m studio.jobs.peer FOLDER` trains along with the folder's worker.

It reads the job's inputs and writes nothing: its worker, the first of the processes, measures, saves and tells.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from studio.engine.progress import Interrupted, Silent
from studio.errors import InputError, StudioError
from studio.jobs import folder as folders
from studio.jobs import outputs, process
from studio.jobs.spec import JobKind
from studio.jobs.together import BOUND

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Train along and return the exit code: 0 done or stopped, 1 failed, 2 bad input. `arguments` is the folder."""
    if os.environ.pop(BOUND, None):
        threading.Thread(target=_end_with_the_worker, daemon=True).start()
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    process.be_polite()
    try:
        job = folders.open(Path(arguments[0]))
        if job.spec.kind is not JobKind.TRAIN:
            raise InputError(f"The job {job.spec.job_id} is no training; only that is shared between processes.")
        if outputs.finished(job) is None:
            from studio.jobs.steps import train  # noqa: PLC0415 - the engine, once there is something to do

            train.follow(job, job.spec, Silent(stop=asked.is_set))
    except Interrupted:
        return 0
    except StudioError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _end_with_the_worker() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # as the worker does
