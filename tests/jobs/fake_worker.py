"""A worker whose mine, train and export steps are a fake: it counts units, and fails where it is told to.

Finished units are appended to `units.txt` in the job's folder, so a rerun goes on where the last one left off.
"""

import errno
import os
import sys
import time
from pathlib import Path

from studio.engine.progress import Interrupted, Reporter
from studio.errors import InputError
from studio.jobs import devices, steps, worker
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobSpec

COMMAND = (sys.executable, "-P", __file__)


def run(folder: JobFolder, spec: JobSpec, reporter: Reporter) -> dict[str, int]:
    """Count to `units`, taking `seconds` for each."""
    (folder.path / "cards.txt").write_text(os.environ.get("CUDA_VISIBLE_DEVICES", "none"))
    units, seconds = spec.arguments.get("units", 3), spec.arguments.get("seconds", 0.0)
    done_file = folder.path / "units.txt"
    done = len(done_file.read_text().splitlines()) if done_file.exists() else 0
    for unit in range(done, units):
        if reporter.stopping():
            raise Interrupted
        time.sleep(seconds)
        _fail(spec.arguments.get("fail", ""), folder)
        with done_file.open("a") as file:
            file.write(f"{unit}\n")
        (folder.scratch / f"{unit}.txt").write_text("x" * 1000)
        reporter.progress("counting", unit + 1, units, "units")
    for unit in range(done):
        (folder.scratch / f"{unit}.txt").write_text("x" * 1000)
    reporter.metric(units, {"loss": 0.5})
    return {"units": units, "resumed_at": done}


def _fail(how: str, folder: JobFolder) -> None:
    if how == "input":
        raise InputError("depth = 0 is not a positive number. Use 100.")
    if how == "bug":
        raise ZeroDivisionError("division by zero")
    if how == "rights":
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder.path / "index"))
    if how == "memory":
        raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB")
    if how == "disk":
        (folder.scratch / "half.parquet").write_bytes(b"PAR1 and then")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder.scratch / "half.parquet"))
    if how == "real disk":
        (folder.scratch / "big").write_bytes(b"\1" * 2**22)


if __name__ == "__main__":
    if "FAKE_CARDS" in os.environ:
        devices.cards = lambda: tuple(os.environ["FAKE_CARDS"].split(","))
    for kind in (JobKind.MINE, JobKind.TRAIN, JobKind.EXPORT):
        steps.MODULES[kind] = "__main__"
    sys.path.insert(0, str(Path(__file__).parent))
    os._exit(worker.main())
