"""The further processes of a training job: started by its worker, or by torchrun for as many machines as there are.

The worker is the first process of a run and owns its folder: lock, events, checkpoints. A peer writes nothing there but
its log; it does its share of every step and leaves when the first one does.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.jobs import process
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobSpec

__all__ = ["is_peer", "started", "work"]

_ALONE_CODE = 3
_PATIENCE = 20.0


def is_peer() -> bool:
    """Return True in every process of a group but its first."""
    return int(os.environ.get("RANK", "0")) > 0


def work(job: JobFolder) -> int:
    """Do this process's share of a training and return the exit code."""
    from studio.jobs.steps import train  # noqa: PLC0415 - imports the engine

    if "TORCHELASTIC_RUN_ID" not in os.environ:  # a launcher ends its processes itself
        threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    train.take_part(job, job.spec)
    return 0


@contextmanager
def started(job: JobFolder) -> Iterator[None]:
    """Start the further processes that a training asks for, unless a launcher did; none outlives the block."""
    number = _wanted(job.spec)
    if number == 1 or "RANK" in os.environ:
        yield
        return
    told = {"WORLD_SIZE": str(number), "LOCAL_WORLD_SIZE": str(number), "MASTER_ADDR": "127.0.0.1"}
    told["MASTER_PORT"] = str(_free_port())
    cards = _cards()
    command = [sys.executable, "-P", "-m", "studio.jobs.worker", str(job.path)]
    peers = []
    try:
        with job.log_file.open("ab") as log:
            for rank in range(1, number):
                own = {**told, "RANK": str(rank), "LOCAL_RANK": str(rank)}
                if cards:
                    own["CUDA_VISIBLE_DEVICES"] = cards[rank]
                peers.append(
                    subprocess.Popen(
                        command,
                        cwd=job.spec.project,
                        env=process.environment(**own),
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                    )
                )
        os.environ.update({**told, "RANK": "0", "LOCAL_RANK": "0"})
        if cards:
            os.environ["CUDA_VISIBLE_DEVICES"] = cards[0]
        yield
        _wait(peers)
    finally:
        for peer in peers:
            peer.kill()
            peer.wait()


def _wanted(spec: JobSpec) -> int:
    """Return how many processes a job asks for: no more than there are cards, where there are any."""
    if spec.kind is not JobKind.TRAIN:
        return 1
    asked, cards = int(spec.options.get("training", {}).get("processes", 1)), len(_cards())
    if spec.options.get("model", {}).get("device") == "cpu":
        return max(1, asked)
    return min(asked or cards, cards) if cards else max(1, asked)


def _cards() -> list[str]:
    """Return the graphics cards that this process may use, by the names that CUDA_VISIBLE_DEVICES takes."""
    allowed = os.environ.get("CUDA_VISIBLE_DEVICES")
    if allowed is not None:
        return [name.strip() for name in allowed.split(",") if name.strip()]
    names = [file.name.removeprefix("nvidia") for file in Path("/dev").glob("nvidia*")]
    return sorted((name for name in names if name.isdecimal()), key=int)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(peers: list["subprocess.Popen[bytes]"]) -> None:
    """Give peers whose work is done a moment to leave by themselves."""
    deadline = time.monotonic() + _PATIENCE
    while any(peer.poll() is None for peer in peers) and time.monotonic() < deadline:
        time.sleep(0.05)


def _leave_with(parent: int) -> None:
    """End this process once the worker that started it is gone: it would wait for it for ever."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(_ALONE_CODE)
