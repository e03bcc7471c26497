"""Runs on the command line: listed, shown, marked, deleted after asking."""

import io
import json
from pathlib import Path

import pytest

from studio.jobs.spec import JobKind
from studio.project import Project
from studio.storage.database import Database
from tests.cli.conftest import RunCommand
from tests.ui import fake_jobs, projects


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """Return the folder of a project with a measured run."""
    project, db = projects.measured(tmp_path)
    db.close()
    (project.models / "run-01").mkdir()
    (project.models / "run-01" / "model.safetensors").write_bytes(b"x" * 3_000_000)
    return project.path


def test_without_a_run_there_is_what_to_do(studio: RunCommand, project: Path) -> None:
    assert "`studio train` makes one" in studio("runs", "--project", project).out
    ran = studio("run", "run-01", "--project", project)
    assert (ran.code, "There is no run run-01" in ran.err) == (2, True)


def test_a_run_is_marked_listed_and_found_by_its_name(studio: RunCommand, measured: Path) -> None:
    marks = ["--rename", "nightly", "--note", "more [b]keywords[/b]", "--pin"]
    assert studio("run", "run-01", *marks, "--project", measured).code == 0
    listed = studio("runs", "--project", measured).out
    assert "* run-01" in listed
    assert "nightly" in listed
    assert "more [b]keywords[/b]" in listed
    shown = studio("run", "nightly", "--project", measured).out
    assert "training.epochs = 6" in shown
    assert "NDCG@10 .734 at 384 dimensions on engineers' questions, +.071 against the base" in shown
    assert "studio train --base sentence-transformers/all-MiniLM-L6-v2 --dataset a81f0000a81f0000" in shown
    assert studio("run", "nightly", "--unpin", "--rename", "", "--project", measured).code == 0
    assert studio("run", "nightly", "--project", measured).code == 2


def test_a_run_says_which_share_of_its_weights_was_taken_and_what_it_has_forgotten(
    studio: RunCommand, measured: Path
) -> None:
    project = Project.open(measured)
    said: list[fake_jobs.Event] = [
        fake_jobs.started(),
        fake_jobs.done(pairs=12, share=0.5, merged="alpha 0.5, the smallest", general=0.845, general_base=0.903),
    ]
    job = fake_jobs.job(project, JobKind.TRAIN, "train run-01 on 12 pairs", said, run_id="run-01")
    with Database.open(project.database) as db:
        db.query("UPDATE runs SET job_id = $id", {"id": job.spec.job_id})
        fake_jobs.landed(db, job)
    shown = studio("run", "run-01", "--project", measured).out
    assert "weights    alpha 0.5, the smallest" in shown
    assert "everyday   queries outside the field (general set): NDCG@10 .845, the base .903, so it has for" in shown
    assert "counted    pairs 12\n" in shown


def test_a_failed_run_says_why_and_how_it_goes_on(studio: RunCommand, measured: Path) -> None:
    project = Project.open(measured)
    said: list[fake_jobs.Event] = [fake_jobs.started(), fake_jobs.failed("The disk is full.")]
    job = fake_jobs.job(project, JobKind.TRAIN, "train run-01 on 12 pairs", said, run_id="run-01")
    with Database.open(project.database) as db:
        db.query("UPDATE runs SET job_id = $id", {"id": job.spec.job_id})
    shown = studio("run", "run-01", "--project", measured).out
    assert "state      failed: The disk is full.\n" in shown
    assert "go on      studio resume run-01\n" in shown


def test_an_archived_run_is_listed_only_when_asked_for(studio: RunCommand, measured: Path) -> None:
    studio("run", "run-01", "--archive", "--project", measured)
    assert json.loads(studio("runs", "--json", "--project", measured).out)["runs"] == []
    [run] = json.loads(studio("runs", "--all", "--json", "--project", measured).out)["runs"]
    assert (run["run_id"], run["archived"], run["figures"][0]["ndcg_10"]) == ("run-01", True, 0.734)
    assert run["command"].startswith("studio train --base")


def test_deleting_asks_first_and_says_what_it_frees(
    studio: RunCommand, measured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = measured / "models" / "run-01"
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _asked: "n")
    ran = studio("run", "run-01", "--delete", "--project", measured)
    assert (ran.code, model.exists()) == (0, True)
    monkeypatch.setattr("click.confirm", lambda asked, **_: "frees 3.0 MB" in asked)
    assert "3.0 MB are free" in studio("run", "run-01", "--delete", "--project", measured).out
    assert not model.exists()
    assert json.loads(studio("run", "run-01", "--json", "--project", measured).out)["state"] == "deleted"
    with Database.open(Project.open(measured).database) as db:
        assert db.query("SELECT count(*) FROM results WHERE run_id = 'run-01'")[0][0] > 0


def test_nothing_is_deleted_where_nobody_answers(
    studio: RunCommand, measured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = studio("run", "run-01", "--delete", "--project", measured)
    assert ran.code == 130
    assert ran.err.splitlines()[-1] == "Nothing was deleted. Add --yes where nobody can be asked."
    assert (measured / "models" / "run-01").exists()


def test_yes_deletes_without_asking(studio: RunCommand, measured: Path) -> None:
    assert studio("run", "run-01", "--delete", "--yes", "--project", measured).code == 0
    assert not (measured / "models" / "run-01").exists()
