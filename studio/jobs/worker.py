"""The other process: `python -m studio.jobs.worker FOLDER` does the work of one job folder and says how it ended.

A function of its folder: run again after a kill it goes on where the step left off. It never opens the database. Where
a launcher such as torchrun starts several on one folder, the first is the worker and the others train along.
"""

import os
import shutil
import signal
import sys
import time
import traceback
from contextlib import nullcontext, suppress
from pathlib import Path

from studio.bases import HUB_ID, weights_here
from studio.engine.progress import Interrupted
from studio.errors import StudioError, disk_full, refused
from studio.jobs import devices, line, lock, outputs, peer, process, steps, together, turn
from studio.jobs import folder as folders
from studio.jobs.events import Ended, Started
from studio.jobs.folder import JobFolder
from studio.jobs.journal import Journal
from studio.jobs.reporter import JobReporter
from studio.jobs.spec import JobKind, JobSpec

__all__ = ["main", "work"]

_RESERVE = 16 * 1024
"""Bytes that are given back to a full disk, for the last word."""


def main(arguments: list[str] | None = None) -> int:
    """Work on the folder that is named and return the exit code: 0 done or stopped, 1 failed, 2 bad input."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        return _refuse("usage: python -m studio.jobs.worker FOLDER", 2)
    if together.launched() and os.environ.get("RANK", "0") != "0":
        return peer.main(given)
    try:
        job = folders.open(Path(given[0]))
        with lock.held(job):
            return work(job)
    except StudioError as error:
        return _refuse(str(error), error.exit_code)


def work(job: JobFolder) -> int:
    """Run the step of a locked folder, write its events, and return the exit code."""
    journal = Journal(job.events_file)
    reporter = JobReporter(job, journal)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: reporter.terminate())
    folders.record(job, process.current())
    process.be_polite()
    reserve = _reserve(job)
    ended = _ended(job, journal, reporter)
    reserve.unlink(missing_ok=True)
    journal.end_line()
    journal.append(ended)
    job.worker_file.unlink(missing_ok=True)
    journal.close()
    return ended.exit_code


def _ended(job: JobFolder, journal: Journal, reporter: JobReporter) -> Ended:
    """Do the work; whatever happens becomes the event to end with."""
    try:
        finished = outputs.finished(job)
        summary = _run(job, journal, reporter) if finished is None else finished
    except Interrupted:
        return Ended(at=time.time(), state="cancelled" if reporter.cancelled() else "paused")
    except StudioError as error:
        return Ended(at=time.time(), state="failed", error=str(error), exit_code=error.exit_code)
    except Exception as error:  # the edge of the process: whatever it was is kept and told
        _keep_traceback(job)
        return Ended(at=time.time(), state="failed", error=_sentence(job, error), exit_code=1)
    return Ended(at=time.time(), state="done", summary=dict(summary))


def _run(job: JobFolder, journal: Journal, reporter: JobReporter) -> steps.Summary:
    waits = line.needs_turn(job.spec) and not together.launched()  # the other processes are there already
    with turn.taken(job, reporter) if waits else nullcontext(()) as taken:
        os.environ.update(devices.visible(job.spec, taken))
        resumed = folders.latest(job).started is not None
        journal.append(Started(at=time.time(), pid=os.getpid(), resumed=resumed, device=_device(job, taken)))
        if reporter.stopping():
            raise Interrupted
        for name in _far(job.spec):
            reporter.log(f"looking for {name} on the hub: it is not on this machine")
        shutil.rmtree(job.scratch, ignore_errors=True)
        job.scratch.mkdir()
        summary = steps.load(job.spec.kind).run(job, job.spec, reporter)
        outputs.finish(job, summary)
        return summary


def _far(spec: JobSpec) -> list[str]:
    """Name the models of a job whose weights are not on this machine: to fetch or to miss them may take long."""
    if spec.kind is JobKind.GENERATE:
        writing = spec.options.get("generation", {})
        named = [writing["model"]] if writing.get("provider") == "local" else []
    else:
        named = [spec.options.get(section, {}).get("base", "") for section in ("model", "reference")]
        named += spec.arguments.get("bases", ())
    return [name for name in dict.fromkeys(named) if HUB_ID.fullmatch(name) and not weights_here(name)]


def _device(job: JobFolder, taken: tuple[str, ...]) -> str:
    """Return the device that the options name, or what `auto` stands for; torch is asked only where it may matter."""
    if address := line.cluster_of(job.spec):
        return f"Ray at {address}"
    wanted = str(job.spec.options.get("model", {}).get("device", "cpu"))
    if wanted != "auto":
        return wanted
    if not line.needs_turn(job.spec) or not (devices.cards() or sys.platform == "darwin"):
        return "cpu"
    import torch  # noqa: PLC0415 - seconds, and only where there may be an accelerator

    if torch.cuda.is_available():
        return "cuda:" + ",".join(taken) if taken else "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _sentence(job: JobFolder, error: BaseException) -> str:
    if disk_full(error):
        return (
            f"The disk that holds {job.path} is full. Free some space and resume the job: what it had finished is kept."
        )
    if sentence := refused(error):
        return f"{sentence} Then resume the job."
    words = " ".join(str(error).split())[:300]
    if isinstance(error, MemoryError) or "out of memory" in words.lower():
        return (
            "Memory ran out. Close what else takes it and resume the job: what it had finished is kept. Or start it "
            f"anew with lower training.max_tokens or training.batch_size. Details in {job.log_file}."
        )
    return f"Unexpected error ({type(error).__name__}: {words}); details in {job.log_file}."


def _keep_traceback(job: JobFolder) -> None:
    with (
        suppress(OSError),  # the disk is full: the event says so
        job.log_file.open("a", encoding="utf-8", errors="backslashreplace") as file,
    ):
        file.write(traceback.format_exc())


def _reserve(job: JobFolder) -> Path:
    """Hold a little space, so that the last word can be written to a full disk."""
    path = job.path / ".reserve"
    with suppress(OSError):  # full already: the step will say so if it matters
        path.write_bytes(b"\0" * _RESERVE)
    return path


def _refuse(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(code)  # everything is said and synced: no library's farewell may keep the process, or fail it
