"""Several processes train one run through the job's own worker: the model of one process, and no hang when one dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.jobs import folder as folders
from studio.jobs import outputs, supervisor
from studio.jobs.events import Metric
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobState
from tests.jobs.conftest import until
from tests.jobs.training import STEPS, calm_base, ended, gone_through, kill_all, losses, training_job, weights

HOME = Path(__file__).parents[2]
WORKER = ("-m", "studio.jobs.worker")
OPTIONS: dict[str, Any] = {"batch_size": 7}
"""Batches that do not divide by two."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return calm_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def alone(base: Path, tmp_path_factory: pytest.TempPathFactory) -> JobFolder:
    """Return a job that one process did."""
    return gone_through(training_job(tmp_path_factory.mktemp("alone"), base, **OPTIONS))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """Return a project's folder; what still runs in it at the end is killed."""
    yield tmp_path
    kill_all(tmp_path)


def assert_same_model(job: JobFolder, expected: JobFolder) -> None:
    import torch

    torch.testing.assert_close(weights(job), weights(expected), rtol=0, atol=1e-5)
    assert losses(job) == pytest.approx(losses(expected), rel=1e-4)


def others(job: JobFolder) -> list[int]:
    """Return the processes that the job's worker started and that live."""
    worker = folders.worker(job)
    return [] if worker is None else [pid for pid in living() if parent(pid) == worker.pid]


def living() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and parent(int(entry.name))]


def parent(pid: int) -> int:
    """Return the parent of a process, 0 where the process is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] == "Z" else int(fields[1])


def trains(job: JobFolder, step: int) -> None:
    """Wait until a step is told."""
    next(event for event in supervisor.follow(job) if isinstance(event, Metric) and event.step >= step)


def launched(*commands: list[str]) -> None:
    """Run commands side by side until all have ended well."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(HOME)}
    running = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for command in commands]
    for process in running:
        _, said = process.communicate(timeout=240)
        assert process.returncode == 0, said[-3000:]


def test_two_processes_train_the_model_of_one_and_measure_it_once(project: Path, base: Path, alone: JobFolder) -> None:
    job = training_job(project, base, processes=2, **OPTIONS)
    supervisor.start(job)
    last = ended(job)
    assert last.state == "done", last.error
    assert last.summary == outputs.finished(alone)
    assert_same_model(job, alone)
    assert sorted(losses(job)) == list(range(1, len(losses(alone)) + 1))
    assert not others(job)


def test_two_processes_learn_the_lists_that_one_learns(project: Path, base: Path) -> None:
    jobs = [training_job(project / str(many), base, processes=many, recipe="lists", **OPTIONS) for many in (1, 2)]
    for job in jobs:
        gone_through(job)
    assert_same_model(jobs[1], jobs[0])


def test_a_process_that_dies_ends_the_job_with_a_sentence_and_resumed_it_goes_on(
    project: Path, base: Path, alone: JobFolder
) -> None:
    job = training_job(project, base, processes=2, **{**OPTIONS, "epochs": 50})
    supervisor.start(job)
    trains(job, 5)
    (other,) = others(job)
    os.kill(other, signal.SIGKILL)
    failed = ended(job)
    assert failed.state == "failed"
    assert failed.error.startswith(
        "A process of this run is gone, or does not answer (process 2 of 2: killed by SIGKILL), so training stopped. "
    )
    assert failed.error.endswith("is kept. Resume the job once all of them can run again.")
    told = max(losses(job))
    supervisor.resume(job)
    until(lambda: max(losses(job)) > told, seconds=120)
    supervisor.cancel(job)
    assert ended(job).state == "cancelled"
    assert not others(job)


def test_when_the_worker_is_killed_the_others_end_too_and_it_is_resumed_with_as_many(project: Path, base: Path) -> None:
    job = training_job(project, base, processes=2, **{**OPTIONS, "epochs": 50})
    supervisor.start(job)
    trains(job, 5)
    (other,) = others(job)
    worker = folders.worker(job)
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    until(lambda: not parent(other))
    assert folders.state(job) is JobState.STOPPED
    supervisor.finish(job)
    kept = ended(job)
    assert (kept.state, kept.summary["finished_early"]) == ("done", 1)


def test_a_pause_stops_all_of_them_at_one_step_and_the_curve_goes_on(
    project: Path, base: Path, alone: JobFolder
) -> None:
    job = training_job(project, base, processes=2, **OPTIONS)
    supervisor.start(job)
    trains(job, 2)
    supervisor.pause(job)
    if ended(job).state == "paused":
        assert not others(job)
        supervisor.resume(job)
    assert ended(job).state == "done"
    assert_same_model(job, alone)


@pytest.mark.parametrize("launcher", ["torchrun on two machines", "accelerate launch"])
def test_a_launcher_runs_the_folder_of_a_job(project: Path, base: Path, alone: JobFolder, launcher: str) -> None:
    job = training_job(project, base, **OPTIONS)
    if launcher == "accelerate launch":
        shared = ["--cpu", "--num_processes", "2", "--num_machines", "1", "--mixed_precision", "no"]
        command = [
            sys.executable,
            "-m",
            "accelerate.commands.launch",
            *shared,
            "--dynamo_backend",
            "no",
            *WORKER,
            str(job.path),
        ]
        launched(command)
    else:
        torchrun = [sys.executable, "-m", "torch.distributed.run", "--nnodes", "2", "--nproc-per-node", "1"]
        where = ["--rdzv-backend", "c10d", "--rdzv-endpoint", f"127.0.0.1:{free_port()}", "--rdzv-id", "run-01"]
        launched(*[[*torchrun, *where, *WORKER, str(job.path)] for _ in range(2)])
    assert folders.state(job) is JobState.DONE
    assert_same_model(job, alone)
    assert sorted(losses(job)) == sorted(losses(alone))


def free_port() -> int:
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def test_processes_that_find_nothing_to_do_leave_it(project: Path, base: Path, alone: JobFolder) -> None:
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    before = len(losses(alone))
    launched([*torchrun, *WORKER, str(alone.path)])
    assert len(losses(alone)) == before >= STEPS
