"""Heavy jobs share out the cards of a machine; no test needs one: workers are told of cards 4 and 7."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.jobs import devices, supervisor
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from tests.jobs.conftest import until
from tests.jobs.fake_worker import COMMAND


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder of a project on a machine with two cards; its workers are killed at the end."""
    monkeypatch.setenv("FAKE_CARDS", "4,7")
    yield tmp_path
    for job in folders.list_jobs(tmp_path):
        process = folders.worker(job)
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)


def begun(project: Path, device: str = "auto", processes: int = 1) -> JobFolder:
    """Start a training of the fake step, and wait until it runs or waits for another job."""
    options: dict[str, Any] = {"model": {"device": device}, "training": {"processes": processes}}
    job = folders.create(project, JobKind.TRAIN, "a test", options, {"units": 100_000, "seconds": 0.01})
    supervisor.start(job, command=COMMAND)
    until(lambda: runs(job) or folders.latest(job).log is not None)
    return job


def runs(job: JobFolder) -> bool:
    return folders.state(job) is JobState.RUNNING


def seen(job: JobFolder) -> str:
    """Return which cards the job sees, once it runs."""
    until((job.path / "cards.txt").exists)
    return (job.path / "cards.txt").read_text()


def waits(*jobs: JobFolder) -> bool:
    return all(folders.state(job) is JobState.QUEUED for job in jobs)


def test_jobs_run_side_by_side_on_cards_each_seeing_its_own(project: Path) -> None:
    first, second, third = (begun(project) for _ in range(3))
    assert (seen(first), seen(second)) == ("4", "7")
    assert waits(third)
    supervisor.cancel(second)
    assert seen(third) == "7"
    assert runs(first)


def test_a_job_that_names_its_card_waits_for_that_one_and_holds_up_nobody_else(project: Path) -> None:
    first, named, other = begun(project), begun(project, "cuda:0"), begun(project, "cuda:1")
    assert seen(first) == "4"
    assert waits(named)
    assert seen(other) == "none", "it counts cards as the machine does"
    supervisor.cancel(first)
    until(lambda: runs(named))


def test_a_job_of_several_processes_waits_for_as_many_cards_and_is_not_overtaken(project: Path) -> None:
    first, both, small = begun(project), begun(project, processes=2), begun(project)
    assert runs(first)
    assert waits(both, small)
    supervisor.cancel(first)
    assert seen(both) == "4,7"
    assert waits(small)
    supervisor.cancel(both)
    assert seen(small) == "4"


def test_a_job_on_the_processor_and_one_on_a_card_do_not_wait_for_one_another(project: Path) -> None:
    on_card, on_processor = begun(project), begun(project, "cpu")
    until(lambda: runs(on_card) and runs(on_processor))
    assert waits(begun(project, "cpu"))


@pytest.mark.parametrize(
    ("narrowed", "there"), [(None, ("0", "1")), ("1", ("1",)), ("", ()), ("GPU-9a, GPU-3f", ("GPU-9a", "GPU-3f"))]
)
def test_the_environment_narrows_the_cards_that_jobs_get(
    monkeypatch: pytest.MonkeyPatch, narrowed: str | None, there: tuple[str, ...]
) -> None:
    found = [Path("/dev/nvidia3"), Path("/dev/nvidiactl"), Path("/dev/nvidia2")]
    monkeypatch.setattr(devices, "version", lambda _name: "2.13.0")
    monkeypatch.setattr(Path, "glob", lambda _self, _pattern: iter(found))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if narrowed is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", narrowed)
    assert devices.cards() == there


def test_a_torch_without_cuda_has_no_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "version", lambda _name: "2.13.0+cpu")
    monkeypatch.setattr(Path, "glob", lambda _self, _pattern: iter([Path("/dev/nvidia0")]))
    assert devices.cards() == ()


@pytest.mark.parametrize(
    ("device", "taken", "sees"),
    [("auto", ("7",), "7"), ("cuda:1", ("7",), None), ("auto", ("cpu",), None), ("auto", (), None)],
)
def test_only_a_job_that_was_given_cards_sees_no_others(
    tmp_path: Path, device: str, taken: tuple[str, ...], sees: str | None
) -> None:
    job = folders.create(tmp_path, JobKind.TRAIN, "a test", {"model": {"device": device}}, {})
    assert devices.visible(job.spec, taken).get("CUDA_VISIBLE_DEVICES") == sees
