"""The processes that train one run: the worker starts the others where no launcher did, and sees them end.

Knows how processes come together and nothing of what they train. A launcher (torchrun, accelerate launch) tells each
process its place by environment variables; so does this.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.progress import Reporter
from studio.errors import StudioError
from studio.jobs import process
from studio.jobs.folder import JobFolder

if TYPE_CHECKING:
    from studio.engine.training.group import Group

__all__ = ["BOUND", "PEER", "gathered", "launched", "lost_words"]

PEER: Sequence[str] = (sys.executable, "-P", "-m", "studio.jobs.peer")
"""The command of another process of a run; the job's folder is appended."""
BOUND = "STUDIO_PEER"
"""Environment variable of a process that ends with the worker that started it: its standard input then does."""
_LEAVING = 30.0
"""Seconds that the other processes are given to end by themselves once the run is through."""
_NOTICING = 60.0
"""Seconds in which a worker notices by itself that another process died. On a card it may hang instead: it is ended."""


def launched() -> bool:
    """Return True where a launcher started this process as one of several."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


@contextmanager
def gathered(job: JobFolder, *, processes: int, device: str, reporter: Reporter) -> "Iterator[Group]":
    """Yield the group that this process leads, and see the other processes out afterwards.

    As many are started as are wanting to `processes`, unless a launcher did. `device` is as in `model.device`. Raises
    StudioError where one of them is lost on the way.
    """
    from studio.engine.training import group as groups  # noqa: PLC0415 - imports torch, in the worker alone

    peers = _Peers(job, reporter)
    group = groups.ALONE
    try:
        if processes > 1 and not launched():
            peers.start(processes)
        group = groups.join(device, os.environ)
        if group.size > 1:
            reporter.log(f"{group.size} processes share every batch; this one computes on {group.device}")
        yield group
        group.leave()
        peers.see_out()
    except RuntimeError as error:
        if not groups.lost(error):
            raise
        raise StudioError(lost_words(job, peers.fate())) from error
    finally:
        peers.end()


def lost_words(job: JobFolder, fate: str) -> str:
    """Say that a process of the run is gone, `fate` being what is known of it, and what is left."""
    from studio.engine.training import checkpoints  # noqa: PLC0415 - in the worker alone

    last = checkpoints.newest(job.training / "checkpoints")
    kept = f"The checkpoint of step {last[1].step} is kept" if last else "There is no checkpoint yet"
    return (
        f"A process of this run is gone, or does not answer{fate}, so training stopped. {kept}. "
        "Resume the job once all of them can run again."
    )


class _Peers:
    """The other processes of a run on this machine: none until they are started."""

    def __init__(self, job: JobFolder, reporter: Reporter) -> None:
        self._job, self._reporter = job, reporter
        self._running: list[subprocess.Popen[bytes]] = []
        self._over = threading.Event()

    def start(self, processes: int) -> None:
        """Give this process the first place, and start a process for each of the others."""
        port = _free_port()
        os.environ.update(_place(0, processes, port))
        for rank in range(1, processes):
            place = _place(rank, processes, port)
            with self._log(rank).open("wb") as log:
                self._running.append(
                    subprocess.Popen(
                        [*PEER, str(self._job.path)],
                        env=process.environment(**place, **{BOUND: "1"}),
                        stdin=subprocess.PIPE,
                        stdout=log,
                        stderr=log,
                    )
                )
        threading.Thread(target=self._watch, name="watch the other processes", daemon=True).start()

    def see_out(self) -> None:
        """Wait until the others have ended by themselves, for a while."""
        self._over.set()
        with suppress(subprocess.TimeoutExpired):
            for peer in self._running:
                peer.wait(_LEAVING)

    def end(self) -> None:
        """End what still runs."""
        self._over.set()
        for peer in self._running:
            peer.kill()
            peer.wait()

    def fate(self) -> str:
        """Say which process ended how, with its last words; nothing where none of them did."""
        deadline = time.monotonic() + 5.0
        while time.monotonic() < deadline and not self._ended():
            time.sleep(0.1)
        size = len(self._running) + 1
        ends = [f" (process {rank + 1} of {size}: {_manner(code, self._log(rank))})" for rank, code in self._ended()]
        return "".join(ends)

    def _ended(self) -> list[tuple[int, int]]:
        codes = [(rank, peer.poll()) for rank, peer in enumerate(self._running, start=1)]
        return [(rank, code) for rank, code in codes if code]

    def _watch(self) -> None:
        """End the worker where it does not see that another process died: no one can wake it from a card's wait."""
        while not self._ended():
            if self._over.wait(0.5):
                return
        if not self._over.wait(_NOTICING):
            self._reporter.log(lost_words(self._job, self.fate()), "warning")
            os._exit(1)

    def _log(self, rank: int) -> Path:
        return self._job.path / f"peer-{rank}.log"


def _place(rank: int, processes: int, port: int) -> dict[str, str]:
    told = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": processes, "LOCAL_WORLD_SIZE": processes}
    return {**{name: str(value) for name, value in told.items()}, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _manner(code: int, log: Path) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    words = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
    return f"ended with {code}, {words[:200]}" if words else f"ended with {code}"
