"""Training by two workers of a Ray cluster on this machine: the same model, the same job folder."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio import extras
from studio.jobs import cluster, outputs, supervisor
from studio.jobs import folder as folders
from studio.jobs.events import Metric, Started
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobState
from tests.jobs.training import calm_base, gone_through, losses, training_job, weights

NODE: dict[str, Any] = {"num_cpus": 2, "object_store_memory": 80 * 2**20, "include_dashboard": False}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return calm_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def alone(base: Path, tmp_path_factory: pytest.TempPathFactory) -> JobFolder:
    """Return a job that one process of this machine did."""
    return gone_through(training_job(tmp_path_factory.mktemp("alone"), base))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a cluster with room for two workers."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    running = started()
    yield str(running.address)
    running.shutdown()


def started(attempts: int = 3) -> Any:
    """Start a cluster; once more where a busy machine takes longer than the half minute that Ray allows for it."""
    from ray.cluster_utils import Cluster

    try:
        return Cluster(initialize_head=True, connect=False, head_node_args=NODE)
    except Exception:  # Ray raises no narrower one
        if attempts == 1:
            raise
        return started(attempts - 1)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """Return a project's folder; what still runs in it at the end is killed."""
    yield tmp_path
    for job in folders.list_jobs(tmp_path):
        process = folders.worker(job)
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)


def test_two_workers_of_a_cluster_train_the_model_of_one_process(
    project: Path, base: Path, address: str, alone: JobFolder
) -> None:
    import torch

    job = training_job(project, base, processes=2, ray=address)
    supervisor.start(job)
    ended = supervisor.wait(job, timeout=240)
    assert ended is not None, job.log_file.read_text()[-3000:]
    assert ended.state == "done", ended.error
    assert ended.summary == outputs.finished(alone)
    torch.testing.assert_close(weights(job), weights(alone), rtol=0, atol=1e-5)
    assert losses(job) == pytest.approx(losses(alone), rel=1e-4)
    started = next(event for event in folders.events(job)[0] if isinstance(event, Started))
    assert started.device == f"Ray at {address}"


def test_a_run_on_a_cluster_is_paused_and_resumed_and_ended_with_its_best_model(
    project: Path, base: Path, address: str
) -> None:
    job = training_job(project, base, processes=2, ray=address, epochs=50)
    supervisor.start(job)
    next(event for event in supervisor.follow(job) if isinstance(event, Metric) and event.step >= 5)
    supervisor.pause(job)
    ended = supervisor.wait(job, timeout=120)
    assert ended is not None
    assert ended.state == "paused"
    stopped = max(losses(job))
    supervisor.finish(job)
    kept = supervisor.wait(job, timeout=120)
    assert kept is not None
    assert kept.state == "done", kept.error
    assert int(kept.summary["best_step"]) <= stopped == max(losses(job))


def test_a_process_lost_on_the_cluster_ends_the_job_with_a_sentence(project: Path, base: Path, address: str) -> None:
    job = training_job(project, base, processes=2, ray=address, epochs=50)
    supervisor.start(job)
    next(event for event in supervisor.follow(job) if isinstance(event, Metric) and event.step >= 5)
    os.kill(seats()[-1], signal.SIGKILL)
    ended = supervisor.wait(job, timeout=120)
    assert ended is not None
    assert ended.state == "failed"
    assert ended.error.startswith("A process of this run is gone, or does not answer")
    assert ended.error.endswith("is kept. Resume the job once all of them can run again.")


def seats() -> list[int]:
    """Return the processes in which Ray runs a seat of ours: it names them so."""
    processes = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    found = [int(entry.name) for entry in processes if b"Seat" in _command(entry)]
    assert len(found) == 2
    return sorted(found)


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_a_cluster_that_is_not_there_is_told_as_such(project: Path, base: Path) -> None:
    job = training_job(project, base, ray="127.0.0.1:1")
    supervisor.start(job)
    ended = supervisor.wait(job, timeout=120)
    assert ended is not None
    assert (ended.state, ended.exit_code) == ("failed", 2)
    assert ended.error.startswith("There is no Ray cluster to be reached at 127.0.0.1:1 (")
    assert folders.state(job) is JobState.FAILED


def test_without_ray_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    said = extras.missing_ray("head:6379")
    assert said.startswith('training.ray = "head:6379" needs the package ray, which is not installed here.')
    assert "pip install 'retrieval-studio[ray]'" in said
    assert not extras.missing_ray("")


@pytest.mark.parametrize(
    ("processors", "processes", "each"), [([1, 1], 2, 1), ([2], 2, 1), ([16, 16], 4, 8), ([16, 4], 3, 5), ([2], 4, 1)]
)
def test_processes_get_as_many_processors_as_fit(processors: list[int], processes: int, each: int) -> None:
    nodes = [{"Alive": True, "Resources": {"CPU": float(number)}} for number in processors]
    gone = {"Alive": False, "Resources": {"CPU": 64.0}}
    assert cluster._each([*nodes, gone], processes) == each
