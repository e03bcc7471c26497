"""Commands that run jobs: real workers, followed, cancelled, resumed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.cli import keys
from studio.cli.jobs import line
from studio.cli.running import JobCancelledError, JobStoppedError, follow
from studio.cli.session import Session
from studio.errors import InputError, StudioError
from studio.jobs import folder as folders
from studio.jobs import supervisor
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from studio.project import Project
from studio.settings import load
from studio.storage.database import Database
from tests.cli.conftest import RunCommand
from tests.jobs.conftest import until
from tests.jobs.fake_worker import COMMAND
from tests.storage import build
from tests.workflow.steps import mined

HANDBOOK = {
    "barrier.md": "# Barrier\n\n## Queue time\n\nCopper waits two hours at most before the barrier is deposited.\n",
    "etch.md": "# Etch\n\n## Undercut\n\nPoly etch undercuts when the chamber wall is not seasoned after a clean.\n",
}


@pytest.fixture
def fake_job(project: Path) -> Iterator[Callable[..., JobFolder]]:
    """Return a function that makes and starts a job of the fake step; what still runs at the end is killed."""
    made: list[JobFolder] = []

    def make(kind: JobKind = JobKind.EXPORT, **arguments: Any) -> JobFolder:
        made.append(folders.create(project, kind, "a test", {}, {"units": 1000, "seconds": 0.01, **arguments}))
        supervisor.start(made[-1], command=COMMAND)
        return made[-1]

    yield make
    for job in made:
        process = folders.worker(job)
        if process is not None:
            os.kill(process.pid, signal.SIGKILL)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in HANDBOOK.items():
        (folder / name).write_text(text)
    return folder


def _interrupt_in(seconds: float) -> None:
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, press)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def test_ingest_runs_as_a_job_and_its_results_are_taken_over(
    studio: RunCommand, project: Path, documents: Path
) -> None:
    (documents / "empty\x1b[31m.pdf").write_bytes(b"")
    (documents / "old.txt").write_bytes("Café crème is read all the same".encode("latin-1"))
    ran = studio("ingest", documents, "--max-tokens", "64", "--project", project)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("ingest done in 0:0")
    assert "ingest: read and cut 1/1 kB" in ran.err
    assert "problem: empty\ufffd[31m.pdf is empty.\n" in ran.err
    assert "problem: old.txt is not UTF-8 and was read as Windows-1252." in ran.err
    (job,) = folders.list_jobs(project)
    assert job.spec.options["corpus"]["max_tokens"] == 64
    found = json.loads(studio("status", "--json", "--project", project).out)
    assert set(found) == set(keys.STATUS)
    assert found["counts"]["documents"] == 3
    assert found["next"]["step"] == "generate"
    assert [set(entry) for entry in found["jobs"]] == [set(keys.JOB)]
    assert "3 documents" in studio("status", "--project", project).out
    (documents / "old.txt").unlink()
    assert "2 unchanged documents, 1 document gone, 2 passages in all, 1 problem (" in (
        studio("ingest", documents, "--max-tokens", "64", "--project", project).out
    )


def test_a_missing_folder_and_an_empty_one_are_bad_input_and_change_nothing(
    studio: RunCommand, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for name, said in (("nowhere", "nowhere does not exist"), ("empty", "There is nothing to read in")):
        ran = studio("ingest", tmp_path / name, "--project", project)
        assert ran.code == 2
        assert said in ran.err.splitlines()[-1]
    assert json.loads(studio("status", "--json", "--project", project).out)["counts"]["documents"] == 0


def test_steps_say_what_has_to_come_before_them(studio: RunCommand, project: Path) -> None:
    for step in ("generate", "mine", "train", "evaluate", "export"):
        ran = studio(step, "--project", project)
        assert ran.code == 2
        assert ran.err.count("\n") == 1
        assert "studio ingest" in ran.err


def test_the_first_training_asks_for_queries_of_people_and_goes_on_without(studio: RunCommand, project: Path) -> None:
    opened = Project.open(project)
    with Database.open(opened.database, create=True) as db:
        mined(opened, db, load(opened.settings_file), build.simple(documents=15))
    ran = studio("train", "--prepare", "--project", project)
    assert ran.code == 0
    assert ran.err == (
        "Better first: judge 30 to 50 real queries: only they tell if users gain (`studio import-queries`). "
        "Training goes on without.\n"
    )
    assert (Path(ran.out.strip()) / "job.json").exists()


def test_the_leaderboard_before_any_measurement_is_empty(studio: RunCommand, project: Path) -> None:
    ran = studio("leaderboard", "--json", "--project", project)
    assert json.loads(ran.out) == {"format": 1, "project": "handbook", "test_sets": [], "rows": [], "gains": []}
    assert "Nothing has been measured yet" in studio("leaderboard", "--project", project).out
    ran = studio("leaderboard", "--test-set", "engineers", "--project", project)
    assert (ran.code, ran.err) == (2, "There is no test set engineers. There is: none yet.\n")


def test_a_job_can_be_left_to_the_background(
    studio: RunCommand, project: Path, documents: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ran = studio("ingest", documents, "--background", "--project", project)
    assert ran.code == 0
    assert "runs in the background" in ran.out
    (job,) = folders.list_jobs(project)
    assert supervisor.wait(job, timeout=60) is not None
    assert json.loads(studio("status", "--json", "--project", project).out)["counts"]["documents"] == 2
    follow(Session(project), job)
    assert "another command has taken over its results." in capfd.readouterr().out


def test_results_are_left_to_the_studio_where_that_is_open(
    studio: RunCommand, project: Path, documents: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    studio("ingest", documents, "--background", "--project", project)
    (job,) = folders.list_jobs(project)
    held = "from pathlib import Path; from studio.storage.database import Database; import sys;"
    held += f"db = Database.open(Path({str(project / 'studio.duckdb')!r})); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", held], stdin=-1, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        refused = studio("status", "--project", project)
        assert refused.code == 2
        assert f"is open in process {other.pid}" in refused.err
        assert follow(Session(project), job) is None
        assert "Its results are taken over there." in capfd.readouterr().out
        other.kill()
    assert json.loads(studio("status", "--json", "--project", project).out)["counts"]["documents"] == 2


@pytest.mark.parametrize("seconds", [0.1, 0.8], ids=["while it starts", "while it works"])
def test_ctrl_c_cancels_the_job_and_waits_until_it_has_stopped(
    project: Path, fake_job: Callable[..., JobFolder], seconds: float
) -> None:
    job = fake_job()
    _interrupt_in(seconds)
    with pytest.raises(
        JobStoppedError, match=r"was cancelled\. `studio resume .+` goes on where it left off"
    ) as raised:
        follow(Session(project), job)
    assert raised.value.exit_code == 130
    assert folders.state(job) is JobState.CANCELLED
    assert folders.worker(job) is None


def test_a_job_that_another_shell_cancels_is_told_as_one_that_did_not_do_its_work(
    project: Path, fake_job: Callable[..., JobFolder]
) -> None:
    job = fake_job()
    until(lambda: folders.state(job) is JobState.RUNNING)
    supervisor.cancel(job)
    with pytest.raises(JobCancelledError, match="was cancelled") as raised:
        follow(Session(project), job)
    assert raised.value.exit_code == 1


def test_a_killed_worker_is_told_with_how_to_go_on(project: Path, fake_job: Callable[..., JobFolder]) -> None:
    job = fake_job()
    until(lambda: folders.state(job) is JobState.RUNNING)
    process = folders.worker(job)
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(StudioError, match="is gone without a word"):
        follow(Session(project), job)


@pytest.mark.parametrize(("fail", "code"), [("input", 2), ("bug", 1)])
def test_a_failed_job_gives_its_sentence_and_exit_code(
    project: Path, fake_job: Callable[..., JobFolder], fail: str, code: int
) -> None:
    job = fake_job(fail=fail)
    with pytest.raises(StudioError) as raised:
        follow(Session(project), job)
    assert raised.value.exit_code == code
    assert isinstance(raised.value, InputError) == (code == 2)
    offered = f"`studio resume {job.spec.job_id}` goes on where it left off." in str(raised.value)
    assert offered == ("`studio resume` goes on." in line(job)) == (code == 1)


def test_jobs_are_paused_listed_and_cancelled_by_a_part_of_their_name(
    studio: RunCommand, project: Path, fake_job: Callable[..., JobFolder]
) -> None:
    job = fake_job()
    until(lambda: folders.latest(job).progress is not None)
    here = ("--project", project)
    assert "running" in studio("jobs", *here).out
    assert studio("pause", "export", *here).code == 0
    supervisor.wait(job, timeout=30)
    listed = json.loads(studio("jobs", "--json", *here).out)["jobs"]
    assert [(entry["job_id"], entry["state"]) for entry in listed] == [(job.spec.job_id, "paused")]
    assert listed[0]["total"] == 1000
    assert studio("cancel", *here).out == f"{job.spec.job_id} is cancelled.\n"
    assert folders.state(job) is JobState.CANCELLED
    ran = studio("pause", *here)
    assert (ran.code, ran.err) == (2, "There is no job to pause. `studio jobs` lists what there is.\n")
    assert "There is no job train" in studio("cancel", "train", *here).err


def test_a_cancelled_job_that_still_works_is_not_told_as_one_that_has_stopped(
    studio: RunCommand, project: Path, fake_job: Callable[..., JobFolder]
) -> None:
    job = fake_job(seconds=5)
    until(lambda: folders.state(job) is JobState.RUNNING)
    said = studio("cancel", "--project", project).out
    assert said == f"{job.spec.job_id} stops at its next step; `studio jobs` shows when it has.\n"


def test_only_a_training_can_be_ended_with_its_best_model(
    studio: RunCommand, project: Path, fake_job: Callable[..., JobFolder]
) -> None:
    training, other = fake_job(JobKind.TRAIN), fake_job()
    until(lambda: folders.state(training) is JobState.RUNNING)
    ran = studio("cancel", other.spec.job_id, "--keep-best", "--project", project)
    assert ran.code == 2
    assert "is no training" in ran.err
    assert studio("cancel", "--keep-best", "--project", project).code == 0
    assert training.finish_file.exists()
    assert not other.finish_file.exists()


def test_a_part_that_fits_several_jobs_is_refused(
    studio: RunCommand, project: Path, fake_job: Callable[..., JobFolder]
) -> None:
    fake_job(), fake_job()
    ran = studio("cancel", "export", "--project", project)
    assert ran.code == 2
    assert "names 2 jobs" in ran.err


def test_a_name_that_several_jobs_have_means_the_one_that_can_be_meant(
    studio: RunCommand, project: Path, fake_job: Callable[..., JobFolder]
) -> None:
    older = fake_job(units=1)
    until(lambda: folders.state(older) is JobState.DONE)
    newer = fake_job()
    until(lambda: folders.state(newer) is JobState.RUNNING)
    assert studio("cancel", "export", "--project", project).out.startswith(
        f"{newer.spec.job_id} stops at its next step"
    )
