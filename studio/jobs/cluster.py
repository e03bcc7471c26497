"""A training run on a Ray cluster: this worker drives, and processes on the cluster do what a worker and its peers do.

Knows Ray and how a run's processes come together (see `studio.jobs.together`), and nothing of training. The project
lies on storage that every node sees at the same path: figures, checkpoints and results are written there, so the run
is watched, paused, cancelled and resumed as it is on one machine.
"""

import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import extras
from studio.engine.progress import SILENT, Interrupted, Reporter
from studio.errors import InputError, StudioError
from studio.jobs import folder as folders
from studio.jobs import process, together
from studio.jobs.folder import JobFolder
from studio.jobs.journal import Journal
from studio.jobs.reporter import JobReporter

if TYPE_CHECKING:
    from studio.jobs.steps import Summary

__all__ = ["Seat", "run"]

_LOOK = 0.5
"""Seconds between two looks at whether a person wants to stop."""
_REACHING = 10.0
"""Seconds that a cluster is given to answer at its address."""
_NOTICING = 60.0
"""Seconds that the others are given to say for themselves that one of them is gone."""


class Seat:
    """One process of the run, on a node of the cluster. Ray makes an actor of it."""

    def sees(self, path: str) -> tuple[bool, str, int]:
        """Return whether the job is to be seen here, and where the others find this process: address and port."""
        import ray  # noqa: PLC0415 - where a cluster runs this, there is Ray

        with socket.socket() as listening:
            listening.bind(("", 0))
            port: int = listening.getsockname()[1]
        return (Path(path) / "job.json").is_file(), str(ray.util.get_node_ip_address()), port

    def take(self, path: str, place: Mapping[str, str]) -> "Summary":
        """Do this process's part of the run: the first one leads and returns the summary."""
        from studio.jobs.steps import train  # noqa: PLC0415 - the engine

        os.environ.update(place)
        job = folders.open(Path(path))
        if place["RANK"] == "0":
            return train.lead(job, job.spec, JobReporter(job, Journal(job.events_file)))
        train.follow(job, job.spec, SILENT)
        return {}


def run(job: JobFolder, *, address: str, processes: int, device: str, reporter: Reporter) -> "Summary":
    """Run a training job on the cluster at `address` and return its summary.

    Raises InputError where the cluster cannot be reached or does not see the job, StudioError where a process of the
    run is lost, and what the run itself raises.
    """
    with _connected(address) as ray:
        cards = device != "cpu" and ray.cluster_resources().get("GPU", 0) >= processes
        needs = {"num_cpus": _each(ray.nodes(), processes), "num_gpus": int(cards)}
        seats = [ray.remote(Seat).options(**needs).remote() for _ in range(processes)]
        try:
            host, port = _seated(ray, seats, job, needs, reporter)
            tasks = []
            for rank, seat in enumerate(seats):
                tasks.append(seat.take.remote(str(job.path), _place(rank, processes, host, port)))
            return _summary(ray, tasks, job, reporter)
        finally:
            for seat in seats:
                ray.kill(seat)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Yield Ray, connected. It takes the signals that end a process for itself: they are the worker's."""
    if lacking := extras.missing_ray(address):
        raise InputError(lacking)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray  # noqa: PLC0415 - an extra, and seconds to import

    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    found = {"PYTHONPATH": process.environment()["PYTHONPATH"]}
    try:
        _knock(address)
        ray.init(address=address, log_to_driver=False, logging_level="error", runtime_env={"env_vars": found})
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        said = str(error).strip().partition("\n")[0]
        raise InputError(
            f"There is no Ray cluster to be reached at {address} ({said}). Start one with `ray start --head`, or give "
            "the address of one, such as host:6379 or ray://host:10001."
        ) from error
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    try:
        yield ray
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Raise OSError where nothing listens at an address: Ray itself would try for minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host, int(port)), timeout=_REACHING).close()


def _each(nodes: Sequence[Mapping[str, Any]], processes: int) -> int:
    """Return how many processors each process can have, at most; 1 where the cluster has to grow for them first."""
    free = [int(node["Resources"].get("CPU", 0)) for node in nodes if node["Alive"]]
    fitting = [each for each in range(1, max(free, default=1) + 1) if sum(n // each for n in free) >= processes]
    return max(fitting, default=1)


def _seated(
    ray: Any, seats: Sequence[Any], job: JobFolder, needs: Mapping[str, int], reporter: Reporter
) -> tuple[str, int]:
    """Wait until every process has its place on the cluster; return the address of the first one."""
    asked = [seat.sees.remote(str(job.path)) for seat in seats]
    told, pending = False, asked
    while pending:
        _, pending = ray.wait(pending, num_returns=len(pending), timeout=_LOOK)
        if reporter.stopping():
            raise Interrupted
        if pending and not told:
            wanted = f"{needs['num_cpus']} CPU" + (" and a GPU" if needs["num_gpus"] else "")
            reporter.log(f"waiting for the cluster: {len(seats)} processes want {wanted} each")
            told = True
    try:
        found: list[tuple[bool, str, int]] = ray.get(asked)
    except ray.exceptions.RayError as error:
        raise StudioError(
            "The nodes of the Ray cluster cannot start a process of the studio. Install the same version of it there, "
            f"with the same Python ({_first(error)})."
        ) from error
    without = [host for sees, host, _ in found if not sees]
    if without:
        raise InputError(
            f"The Ray node {without[0]} has no {job.path}. Put the project on storage that every node sees at the same "
            "path, and train from there."
        )
    return found[0][1:]


def _place(rank: int, processes: int, host: str, port: int) -> dict[str, str]:
    """Return what a launcher would tell a process. On a node it counts as alone: Ray shows it its own devices only."""
    return {
        "RANK": str(rank),
        "WORLD_SIZE": str(processes),
        "LOCAL_RANK": "0",
        "LOCAL_WORLD_SIZE": "1",
        "MASTER_ADDR": host,
        "MASTER_PORT": str(port),
    }


def _summary(ray: Any, tasks: Sequence[Any], job: JobFolder, reporter: Reporter) -> "Summary":
    """Wait for the process that leads; pass on to the cluster that a person wants to stop."""
    pending, fate, deadline = list(tasks), "", float("inf")
    while True:
        done, pending = ray.wait(pending, timeout=_LOOK)
        if reporter.stopping() and not job.pause_file.exists():
            job.cancel_file.touch()  # told by a signal that reaches this process alone
        for task in done:
            try:
                result: Summary = ray.get(task)
            except ray.exceptions.RayTaskError as error:
                if task is tasks[0]:
                    raise _own(error) from error
                fate = fate or f" (on the cluster: {_first(error.cause)})"
            except ray.exceptions.RayError as error:
                fate = fate or f" (on the cluster: {_first(error)})"
                if task is tasks[0]:
                    raise StudioError(together.lost_words(job, fate)) from error
            else:
                if task is tasks[0]:
                    return result
                continue
            deadline = min(deadline, time.monotonic() + _NOTICING)
        if time.monotonic() > deadline:
            raise StudioError(together.lost_words(job, fate))


def _own(error: Any) -> BaseException:
    """Return what the process itself raised where the worker knows what to do with that; else Ray's own error."""
    cause: BaseException = error.cause
    return cause if isinstance(cause, Interrupted | StudioError) else error


def _first(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[-1][:200] if str(error).strip() else 'no words'}"
