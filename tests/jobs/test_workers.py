"""Real workers in real processes: what they leave behind, however they end."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from studio.jobs import folder as folders
from studio.jobs import supervisor
from studio.jobs.events import Ended, Log, Progress, Started
from studio.jobs.folder import JobFolder
from studio.jobs.lock import JobRunningError
from studio.jobs.spec import FORMAT, JobKind, JobState
from tests.conftest import SmallDisk
from tests.jobs.conftest import MakeJob, until
from tests.jobs.fake_worker import COMMAND


def _ended(job: JobFolder) -> Ended:
    ended = supervisor.wait(job, timeout=30)
    assert ended is not None, job.log_file.read_text()
    return ended


def _run(job: JobFolder) -> Ended:
    supervisor.start(job, command=COMMAND)
    return _ended(job)


def _counted(job: JobFolder) -> int:
    units = job.path / "units.txt"
    return len(units.read_text().splitlines()) if units.exists() else 0


def _kill(job: JobFolder) -> None:
    process = folders.worker(job)
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: folders.worker(job) is None)


def test_a_job_ends_with_its_outputs_and_a_summary(make_job: MakeJob) -> None:
    job = make_job(units=4)
    ended = _run(job)
    assert (ended.state, ended.exit_code) == ("done", 0)
    assert ended.summary == {"units": 4, "resumed_at": 0}
    assert sorted(path.name for path in job.outputs.glob("*.txt")) == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert not job.scratch.exists()
    assert not job.worker_file.exists()
    assert folders.state(job) is JobState.DONE


def test_a_worker_is_polite_and_has_a_session_of_its_own(make_job: MakeJob) -> None:
    job = make_job(units=100, seconds=0.05)
    pid = supervisor.start(job, command=COMMAND)
    until(lambda: _counted(job) > 0)
    assert os.getpriority(os.PRIO_PROCESS, pid) == max(10, os.getpriority(os.PRIO_PROCESS, 0))
    assert os.getsid(pid) == pid != os.getsid(0)
    session = Path(f"/proc/{pid}/autogroup")
    if session.exists() and session.read_text().strip():
        assert session.read_text().split()[-2:] == ["nice", "10"]


def test_progress_is_written_at_most_five_times_a_second(make_job: MakeJob) -> None:
    job = make_job(units=200, seconds=0.005)
    _run(job)
    told = [event for event in folders.events(job)[0] if isinstance(event, Progress)]
    took = told[-1].at - told[0].at
    assert told[0].done == 1
    assert told[-1].done == 200
    assert len(told) <= took * 5 + 2
    assert all(event.eta is not None for event in told[1:])


def test_a_model_that_is_not_here_is_said_before_the_work(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job(units=1, bases=[str(tmp_path), "nobody/far"])
    _run(job)
    started, first, *_ = supervisor.follow(job)
    assert isinstance(started, Started)
    assert isinstance(first, Log)
    assert first.message == "looking for nobody/far on the hub: it is not on this machine"


def test_bad_input_ends_a_job_with_its_sentence(make_job: MakeJob) -> None:
    ended = _run(make_job(fail="input"))
    assert (ended.state, ended.exit_code) == ("failed", 2)
    assert ended.error == "depth = 0 is not a positive number. Use 100."


def test_a_bug_ends_a_job_with_one_sentence_and_leaves_its_traceback_in_the_log(make_job: MakeJob) -> None:
    job = make_job(fail="bug")
    ended = _run(job)
    assert (ended.state, ended.exit_code) == ("failed", 1)
    assert "ZeroDivisionError: division by zero" in ended.error
    assert "\n" not in ended.error
    assert "Traceback" in job.log_file.read_text()
    assert "Traceback" not in ended.error


def test_memory_that_ran_out_ends_a_job_with_what_to_do(make_job: MakeJob) -> None:
    ended = _run(make_job(fail="memory"))
    assert ended.state == "failed"
    assert ended.error.startswith("Memory ran out. Close what else takes it")


def test_a_file_that_may_not_be_written_ends_a_job_with_what_to_do(make_job: MakeJob) -> None:
    job = make_job(fail="rights")
    ended = _run(job)
    assert (ended.state, ended.exit_code) == ("failed", 1)
    assert ended.error.startswith(f"{job.path / 'index'} cannot be used: Permission denied. Change its rights")


def test_a_full_disk_ends_a_job_with_one_sentence_and_no_outputs(make_job: MakeJob) -> None:
    job = make_job(fail="disk")
    ended = _run(job)
    assert ended.state == "failed"
    assert ended.error.startswith(f"The disk that holds {job.path} is full. Free some space")
    assert not job.outputs.exists()


def test_a_really_full_disk_is_said_and_the_job_goes_on_once_there_is_space(small_disk: SmallDisk) -> None:
    job = folders.create(small_disk.path, JobKind.EXPORT, "a test", {}, {"fail": "real disk"})
    ended = _run(job)
    assert ended.state == "failed"
    assert "is full" in ended.error
    assert not job.outputs.exists()
    small_disk.grow()
    supervisor.resume(job, command=COMMAND)
    assert _ended(job).state == "done"


def test_a_job_that_was_cancelled_says_so_and_can_be_resumed(make_job: MakeJob) -> None:
    job = make_job(units=30, seconds=0.03)
    supervisor.start(job, command=COMMAND)
    until(lambda: _counted(job) > 2)
    supervisor.cancel(job)
    assert _ended(job).state == "cancelled"
    assert folders.state(job) is JobState.CANCELLED
    assert not job.outputs.exists()
    before = _counted(job)
    assert 2 < before < 30
    supervisor.resume(job, command=COMMAND)
    assert _ended(job).summary == {"units": 30, "resumed_at": before}
    assert len(list(job.outputs.glob("*.txt"))) == 30


def test_sigterm_alone_cancels(make_job: MakeJob) -> None:
    job = make_job(units=1000, seconds=0.01)
    pid = supervisor.start(job, command=COMMAND)
    until(lambda: _counted(job) > 0)
    os.kill(pid, signal.SIGTERM)
    assert _ended(job).state == "cancelled"


def test_a_job_is_cancelled_even_where_its_worker_is_not_up_yet_or_gone(make_job: MakeJob) -> None:
    starting, waiting, dead = make_job(units=1000, seconds=0.01), make_job(), make_job(units=1000, seconds=0.01)
    supervisor.start(starting, command=COMMAND)
    supervisor.cancel(starting)
    supervisor.wait(starting, timeout=20)
    supervisor.cancel(waiting)
    supervisor.start(dead, command=COMMAND)
    until(lambda: _counted(dead) > 0)
    _kill(dead)
    supervisor.cancel(dead)
    assert [folders.state(job) for job in (starting, waiting, dead)] == [JobState.CANCELLED] * 3


def test_a_job_pauses_at_its_next_unit_and_resumes_there(make_job: MakeJob) -> None:
    job = make_job(units=30, seconds=0.03)
    supervisor.start(job, command=COMMAND)
    until(lambda: _counted(job) > 2)
    supervisor.pause(job)
    assert _ended(job).state == "paused"
    assert folders.state(job) is JobState.PAUSED
    before = _counted(job)
    supervisor.resume(job, command=COMMAND)
    assert _ended(job).summary == {"units": 30, "resumed_at": before}
    started = [event for event in folders.events(job)[0] if isinstance(event, Started)]
    assert [event.resumed for event in started] == [False, True]


def test_a_job_that_is_over_can_be_neither_paused_nor_cancelled_nor_resumed(make_job: MakeJob) -> None:
    job = make_job()
    _run(job)
    for request in (supervisor.pause, supervisor.cancel, supervisor.resume):
        with pytest.raises(supervisor.JobStateError, match="is done"):
            request(job)


def test_a_second_worker_on_a_folder_is_refused(make_job: MakeJob) -> None:
    job = make_job(units=1000, seconds=0.01)
    pid = supervisor.start(job, command=COMMAND)
    with pytest.raises(JobRunningError, match=f"already being worked on by process {pid}"):
        supervisor.start(job, command=COMMAND)
    second = subprocess.run([*COMMAND, str(job.path)], capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert f"already being worked on by process {pid}" in second.stderr
    assert folders.state(job) in supervisor.ACTIVE
    process = folders.worker(job)
    assert process is not None
    assert process.pid == pid


def test_a_worker_refuses_a_job_of_a_newer_studio(make_job: MakeJob) -> None:
    job = make_job()
    spec = json.loads((job.path / "job.json").read_text())
    (job.path / "job.json").write_text(json.dumps({**spec, "format": FORMAT + 1}))
    refused = subprocess.run([*COMMAND, str(job.path)], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "Update the studio" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("seed", range(3))
def test_a_job_killed_at_any_moment_ends_whole_when_it_is_run_again(make_job: MakeJob, seed: int) -> None:
    job = make_job(units=60, seconds=0.01)
    dice = random.Random(seed)
    for _ in range(4):
        supervisor.start(job, command=COMMAND)
        time.sleep(dice.uniform(0.0, 0.6))  # while it starts, counts, or writes
        before = _counted(job)
        if folders.worker(job) is not None:
            _kill(job)
        assert _counted(job) >= before
        assert not job.outputs.exists() or len(list(job.outputs.glob("*.txt"))) == 60
    if folders.state(job) is not JobState.DONE:
        assert _run(job).state == "done"
    assert len(list(job.outputs.glob("*.txt"))) == 60
    assert (job.path / "units.txt").read_text().splitlines() == [str(unit) for unit in range(60)]
    assert isinstance(folders.events(job)[0][-1], Ended)


def test_a_kill_between_the_outputs_and_the_last_word_costs_no_work(make_job: MakeJob) -> None:
    job = make_job(units=3)
    _run(job)
    lines = job.events_file.read_bytes().splitlines(keepends=True)
    job.events_file.write_bytes(b"".join(lines[:-1]))
    assert folders.state(job) is JobState.STOPPED
    (job.path / "units.txt").unlink()
    supervisor.resume(job, command=COMMAND)
    assert _ended(job).summary == {"units": 3, "resumed_at": 0}
    assert not (job.path / "units.txt").exists()


def test_a_worker_outlives_the_process_that_started_it(make_job: MakeJob) -> None:
    job = make_job(units=40, seconds=0.03)
    parent = (
        "import os, signal; from pathlib import Path; from studio.jobs import folder, supervisor;"
        f"supervisor.start(folder.open(Path({str(job.path)!r})), command={COMMAND!r});"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([COMMAND[0], "-c", parent], check=False)
    assert killed.returncode == -signal.SIGKILL
    until(lambda: _counted(job) > 0)
    assert folders.state(job) is JobState.RUNNING
    supervisor.pause(job)
    assert _ended(job).state == "paused"
    supervisor.resume(job, command=COMMAND)
    assert _ended(job).state == "done"


def test_following_a_job_gives_every_event_and_ends_with_it(make_job: MakeJob) -> None:
    job = make_job(units=20, seconds=0.02)
    supervisor.start(job, command=COMMAND)
    told = list(supervisor.follow(job, poll=0.01))
    assert told == folders.events(job)[0]
    assert isinstance(told[0], Started)
    assert isinstance(told[-1], Ended)


def test_following_ends_where_the_worker_was_killed(make_job: MakeJob) -> None:
    job = make_job(units=1000, seconds=0.01)
    supervisor.start(job, command=COMMAND)
    told = []
    for event in supervisor.follow(job, poll=0.01):
        told.append(event)
        if isinstance(event, Progress) and folders.worker(job):
            _kill(job)
    assert not any(isinstance(event, Ended) for event in told)
    assert folders.state(job) is JobState.STOPPED
