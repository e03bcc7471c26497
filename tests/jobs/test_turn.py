"""Heavy jobs of one project run one after the other, in the order in which they were started or moved."""

import os
import signal
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs import line, supervisor
from studio.jobs.events import Ended, Log, Started
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from tests.jobs.conftest import MakeJob, until
from tests.jobs.fake_worker import COMMAND


def _moment(job: JobFolder, kind: type[Started | Ended]) -> float:
    return next(event.at for event in folders.events(job)[0] if isinstance(event, kind))


def _waits(job: JobFolder) -> bool:
    return folders.latest(job).log is not None


def test_heavy_jobs_take_turns_in_the_order_they_were_started(make_job: MakeJob, tmp_path: Path) -> None:
    first, second, third = (
        make_job(kind, units=10, seconds=0.05) for kind in (JobKind.MINE, JobKind.TRAIN, JobKind.MINE)
    )
    for job in (first, third, second):
        supervisor.start(job, command=COMMAND)
    until(lambda: folders.state(first) is JobState.RUNNING and _waits(second) and _waits(third))
    assert folders.state(first) is JobState.RUNNING
    assert folders.state(third) is folders.state(second) is JobState.QUEUED
    logs = [event for event in folders.events(third)[0] if isinstance(event, Log)]
    assert [log.message for log in logs] == [f"waiting for {first.spec.job_id}"]
    for job in (first, third, second):
        assert supervisor.wait(job, timeout=30) is not None
    assert _moment(first, Ended) <= _moment(third, Started)
    assert _moment(third, Ended) <= _moment(second, Started)


def test_light_jobs_do_not_wait(make_job: MakeJob) -> None:
    heavy, light = make_job(JobKind.TRAIN, units=1000, seconds=0.01), make_job(JobKind.EXPORT, units=1)
    supervisor.start(heavy, command=COMMAND)
    until(lambda: folders.state(heavy) is JobState.RUNNING)
    supervisor.start(light, command=COMMAND)
    assert supervisor.wait(light, timeout=20) is not None
    assert folders.state(heavy) is JobState.RUNNING


def test_a_waiting_job_can_be_cancelled_and_its_place_is_free(make_job: MakeJob) -> None:
    first, second, third = (make_job(JobKind.MINE, units=20, seconds=0.05) for _ in range(3))
    for job in (first, second, third):
        supervisor.start(job, command=COMMAND)
    until(lambda: folders.state(first) is JobState.RUNNING and _waits(second) and _waits(third))
    assert line.waiting_before(third) == [second]
    supervisor.cancel(second)
    ended = supervisor.wait(second, timeout=20)
    assert ended is not None
    assert ended.state == "cancelled"
    assert line.waiting_before(third) == []
    done = supervisor.wait(third, timeout=30)
    assert done is not None
    assert done.state == "done"
    assert not any(isinstance(event, Started) for event in folders.events(second)[0])


def test_the_turn_of_a_killed_worker_is_given_on(make_job: MakeJob) -> None:
    first, second = (make_job(JobKind.TRAIN, units=200, seconds=0.01) for _ in range(2))
    pid = supervisor.start(first, command=COMMAND)
    until(lambda: folders.state(first) is JobState.RUNNING)
    supervisor.start(second, command=COMMAND)
    until(lambda: _waits(second))
    os.kill(pid, signal.SIGKILL)
    until(lambda: folders.state(second) is JobState.RUNNING)
    assert folders.state(first) is JobState.STOPPED


def test_a_waiting_job_is_moved_in_line(make_job: MakeJob) -> None:
    running, *queue = (make_job(JobKind.TRAIN, units=100_000, seconds=0.01) for _ in range(4))
    supervisor.start(running, command=COMMAND)
    until(lambda: folders.state(running) is JobState.RUNNING)
    a, b, c = queue
    for job in queue:
        supervisor.start(job, command=COMMAND)
    jobs = running.path.parent
    moves: list[tuple[JobFolder, line.Place, list[JobFolder]]] = [
        (c, "first", [c, a, b]),
        (c, "later", [a, c, b]),
        (b, "earlier", [a, b, c]),
        (a, "last", [b, c, a]),
    ]
    for moved, to, order in moves:
        line.move(moved, to)
        assert line.waiting(jobs) == order, to
    with pytest.raises(InputError, match="waits for no turn, so it has no place in line"):
        line.move(running, "first")
    supervisor.cancel(running)
    until(lambda: folders.state(b) is JobState.RUNNING)
    assert {folders.state(a), folders.state(c)} == {JobState.QUEUED}
