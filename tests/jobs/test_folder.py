"""What a job's folder says, without any process."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.options import MiningOptions
from studio.jobs import folder as folders
from studio.jobs import journal
from studio.jobs.events import Ended, Event, Log, Metric, Progress, Started
from studio.jobs.journal import Journal
from studio.jobs.process import Process, alive, current
from studio.jobs.spec import FORMAT, JobKind, JobState
from tests.jobs.conftest import MakeJob

NOBODY = Process(pid=os.getpid(), started="another moment", at=0.0)


def _append(job: folders.JobFolder, *events: Event) -> None:
    written = Journal(job.events_file)
    for event in events:
        written.append(event)
    written.close()


def _started(at: float = 1.0) -> Started:
    return Started(at=at, pid=os.getpid(), resumed=False, device="cpu")


def test_a_job_is_read_as_it_was_created(tmp_path: Path) -> None:
    made = folders.create(tmp_path, JobKind.MINE, "mine 3 pairs", {"mining": MiningOptions(depth=50)}, {"why": "test"})
    read = folders.open(made.path)
    assert read == made
    assert read.spec.options["mining"]["depth"] == 50
    assert made.inputs.is_dir()
    assert not made.outputs.exists()


def test_jobs_are_listed_in_the_order_of_their_creation(make_job: MakeJob, tmp_path: Path) -> None:
    jobs = [make_job(), make_job(JobKind.MINE), make_job()]
    assert folders.list_jobs(tmp_path) == jobs


def test_a_moved_project_keeps_its_jobs(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "jobs").rename(tmp_path / "elsewhere" / "jobs")
    (moved,) = folders.list_jobs(tmp_path / "elsewhere")
    assert moved.spec.project == tmp_path / "elsewhere"
    assert moved.spec.job_id == job.spec.job_id


def test_a_job_of_a_newer_studio_is_refused_by_a_sentence(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job()
    spec = json.loads((job.path / "job.json").read_text())
    (job.path / "job.json").write_text(json.dumps({**spec, "format": FORMAT + 1, "more": "than is known"}))
    with pytest.raises(folders.JobTooNewError, match=r"format 2 and this studio reads up to 1\. Update the studio"):
        folders.open(job.path)
    assert folders.list_jobs(tmp_path) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": "x"}'])
def test_a_broken_job_file_is_refused_by_name(make_job: MakeJob, content: str) -> None:
    job = make_job()
    (job.path / "job.json").write_text(content)
    with pytest.raises(folders.JobBrokenError, match=r"job\.json"):
        folders.open(job.path)


def test_a_folder_without_a_job_is_refused(tmp_path: Path) -> None:
    with pytest.raises(folders.JobBrokenError, match="is no job"):
        folders.open(tmp_path / "nothing")


def test_a_torn_last_line_is_left_for_the_next_reading(make_job: MakeJob) -> None:
    job = make_job()
    _append(job, _started(), Log(at=2.0, message="two"))
    with job.events_file.open("ab") as file:
        file.write(b'{"at":3.0,"message":"thr')
    events, offset = folders.events(job)
    assert [event.event for event in events] == ["started", "log"]
    assert folders.events(job, offset) == ([], offset)
    with job.events_file.open("ab") as file:
        file.write(b'ee","level":"info","event":"log"}\n')
    assert folders.events(job, offset)[0] == [Log(at=3.0, message="three")]


def test_a_line_torn_by_a_kill_is_passed_over_once_another_worker_goes_on(make_job: MakeJob) -> None:
    job = make_job()
    _append(job, _started())
    with job.events_file.open("ab") as file:
        file.write(b'{"at":3.0,"mess')
    _append(job, Ended(at=4.0, state="done"))
    assert [event.event for event in folders.events(job)[0]] == ["started", "ended"]
    assert folders.state(job) is JobState.DONE


def test_events_may_hold_any_text(make_job: MakeJob) -> None:
    job = make_job()
    message = 'tab\t line\n [/i] {"event":"started"} \x1b[31m Ωµ'
    _append(job, Log(at=1.0, message=message))
    assert folders.latest(job).log == Log(at=1.0, message=message)


def test_the_latest_events_are_found_at_the_end_of_a_long_file(make_job: MakeJob) -> None:
    job = make_job()
    folders.record(job, current())
    steps = [Progress(at=float(i), stage="mining", done=i, total=9999, unit="pairs") for i in range(5000)]
    _append(job, _started(time.time()), *steps, Metric(at=9.0, step=7, values={"loss": 0.1}))
    latest = folders.latest(job)
    assert latest.progress == steps[-1]
    assert latest.metric == Metric(at=9.0, step=7, values={"loss": 0.1})
    assert latest.started is not None
    assert folders.state(job) is JobState.RUNNING


def test_of_a_long_file_the_end_alone_is_decoded(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    _append(job, _started(), *[Log(at=1.0, message="x" * 100) for _ in range(20_000)])
    decode, seen = journal._decoded, list[int]()

    def counted(data: bytes) -> Iterator[Event]:
        seen.append(len(data))
        return decode(data)

    monkeypatch.setattr(journal, "_decoded", counted)
    folders.state(job)
    assert 0 < sum(seen) < job.events_file.stat().st_size / 20


def test_a_new_job_is_queued(make_job: MakeJob) -> None:
    assert folders.state(make_job()) is JobState.QUEUED


def test_a_living_worker_that_has_not_started_the_step_is_queued(make_job: MakeJob) -> None:
    job = make_job()
    folders.record(job, current())
    assert folders.state(job) is JobState.QUEUED


def test_a_living_worker_that_started_is_running(make_job: MakeJob) -> None:
    job = make_job()
    folders.record(job, current())
    _append(job, _started(time.time()))
    assert folders.state(job) is JobState.RUNNING
    assert folders.worker(job) is not None


def test_a_job_whose_worker_is_gone_without_a_word_is_stopped(make_job: MakeJob) -> None:
    job = make_job()
    folders.record(job, NOBODY)
    _append(job, _started())
    assert folders.state(job) is JobState.STOPPED
    assert folders.worker(job) is None


def test_a_reused_process_number_is_not_taken_for_the_worker() -> None:
    assert alive(current())
    assert not alive(NOBODY)


def test_a_zombie_is_dead(make_job: MakeJob) -> None:
    child = subprocess.Popen(["sleep", "60"])
    job = make_job()
    from studio.jobs.process import describe

    process = describe(child.pid)
    assert process is not None
    folders.record(job, process)
    assert folders.worker(job) == process
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet reaped
    assert folders.worker(job) is None
    child.wait()


@pytest.mark.parametrize("state", ["done", "failed", "paused", "cancelled"])
def test_the_last_word_of_a_worker_is_the_state_even_before_its_process_is_gone(make_job: MakeJob, state: str) -> None:
    job = make_job()
    folders.record(job, current())
    _append(job, _started(time.time()), Ended(at=time.time(), state=state))  # type: ignore[arg-type]  # parametrized
    assert folders.state(job) == state


def test_a_job_started_again_is_not_judged_by_its_earlier_end_nor_by_its_pace(make_job: MakeJob) -> None:
    job = make_job()
    done = Progress(at=1.0, stage="train", done=3, total=9, unit="steps", eta=4_639.0)
    _append(job, _started(), done, Ended(at=2.0, state="failed", error="no"))
    folders.record(job, current())
    assert folders.state(job) is JobState.QUEUED
    _append(job, _started(time.time()))
    assert folders.state(job) is JobState.RUNNING
    assert folders.latest(job).ended is None
    assert folders.latest(job).progress == replace(done, eta=None)
