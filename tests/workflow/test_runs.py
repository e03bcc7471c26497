"""Runs as people keep them: shown, marked, deleted, repeated."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
import pytest

from studio.cli import group
from studio.cli.session import Session
from studio.domain.options import ModelOptions, TrainingOptions
from studio.domain.records import Run
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs import process
from studio.project import Project
from studio.settings import Settings
from studio.storage import results, runs
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.workflow import evaluate, export, repeat, train
from studio.workflow import runs as kept
from tests.storage import build
from tests.workflow.conftest import end
from tests.workflow.steps import frame, mined, trained


@pytest.fixture
def run(project: Project, db: Database, settings: Settings) -> Run:
    """A finished, measured run with a model on the disk."""
    mined(project, db, settings, build.simple(documents=15))
    trained(project, db, settings)
    model = project.models / "run-01"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"x" * 2_000_000)
    return runs.run(db, "run-01")


def test_a_run_is_shown_with_its_job_dataset_and_figures(project: Project, db: Database, run: Run) -> None:
    found = kept.record(project, db, "run-01")
    assert (found.state, found.why, found.told) == ("done", "", {"seen": 3})
    assert found.dataset is not None
    assert found.dataset.dataset_hash == run.dataset_hash
    assert found.ended_at is not None
    [figure] = found.figures
    assert (figure.purpose, figure.ndcg_10) == ("test", 0.6)
    assert found.dev_at() is None


def test_a_failed_run_says_why(project: Project, db: Database, settings: Settings) -> None:
    mined(project, db, settings, build.simple(documents=15))
    end(train.prepare(project, db, settings), None, state="failed", error="The disk is full.")
    found = kept.record(project, db, "run-01")
    assert (found.state, found.why) == ("failed", "The disk is full.")


def test_a_name_leads_to_its_run_and_is_given_once(
    project: Project, db: Database, settings: Settings, run: Run
) -> None:
    kept.rename(db, run, "  night  shift ")
    assert runs.run(db, "night shift").run_id == "run-01"
    trained(project, db, settings)
    second = runs.run(db, "run-02")
    for taken in ("night shift", "run-01"):
        with pytest.raises(InputError, match="run-01 goes by"):
            kept.rename(db, second, taken)
    kept.rename(db, runs.run(db, "run-01"), "")
    assert kept.rename(db, second, "night shift").names == ("run-02", "night shift")


def test_pinned_runs_come_first_then_the_newest(project: Project, db: Database, settings: Settings, run: Run) -> None:
    for _ in range(2):
        trained(project, db, settings)
    kept.mark(db, replace(run, pinned=True, note="the one that ships"))
    assert [found.run.run_id for found in kept.records(project, db)] == ["run-01", "run-03", "run-02"]
    assert kept.record(project, db, "run-01").run.note == "the one that ships"


def test_an_archived_run_is_put_away_and_comes_back(
    project: Project, db: Database, settings: Settings, run: Run
) -> None:
    test_set = next(found for found in sets.test_sets(db) if found.purpose == "test").test_set
    kept.mark(db, replace(run, archived=True))
    assert [row.name for row in results.rows(db, test_set)] == ["base"]
    assert frame(evaluate.prepare(project, db, settings), "runs").height == 0
    assert export.prepare(project, db, settings).spec.arguments["run"] is None
    assert frame(evaluate.prepare(project, db, settings, runs=["run-01"]), "runs").height == 1
    kept.mark(db, replace(run, archived=False))
    assert [row.name for row in results.rows(db, test_set)] == ["run-01", "base"]
    assert frame(evaluate.prepare(project, db, settings), "runs").height == 1


def test_deleting_says_what_it_frees_and_keeps_record_and_rows(
    project: Project, db: Database, settings: Settings, run: Run
) -> None:
    before = kept.frees(project, run)
    assert before > 2_000_000
    assert f"frees {before / 1e6:,.1f} MB" in kept.told_before_deleting(project, run)
    assert kept.delete(project, db, run) == before
    assert not (project.models / "run-01").exists()
    assert not (project.jobs / run.job_id).exists()
    found = kept.record(project, db, "run-01")
    assert (found.state, found.figures[0].ndcg_10, kept.frees(project, found.run)) == ("deleted", 0.6, 0)
    test_set = next(found for found in sets.test_sets(db) if found.purpose == "test")
    assert db.query("SELECT count(*) FROM results WHERE run_id = 'run-01'") == [(1,)]
    assert test_set.looks == 1
    assert runs.next_run_id(db) == "run-02"
    with pytest.raises(InputError, match="was deleted already"):
        kept.delete(project, db, found.run)
    with pytest.raises(InputError, match="was deleted: it has no model to measure"):
        evaluate.prepare(project, db, settings, runs=["run-01"])
    with pytest.raises(InputError, match="was deleted: it has no model any more"):
        export.prepare(project, db, replace(settings, export=replace(settings.export, run="run-01")))


def test_a_run_at_work_or_with_heirs_is_not_deleted(project: Project, db: Database, run: Run) -> None:
    job = kept.folder(project, run)
    assert job is not None
    found = process.describe(os.getpid())
    assert found is not None
    folders.record(job, found)
    with pytest.raises(InputError, match="run-01 is at work"):
        kept.delete(project, db, run)
    job.worker_file.unlink()
    heir = replace(run, run_id="run-02", base=str(project.models / "run-01"))
    runs.record(db, heir)
    with pytest.raises(InputError, match="run-02 was trained from run-01"):
        kept.delete(project, db, run)
    assert (project.models / "run-01").exists()


def test_files_outside_the_project_are_never_deleted(project: Project, db: Database, run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "precious"
    outside.mkdir()
    elsewhere = replace(run, run_id="run-02", path=type(run.path)("../precious"), job_id="../../precious")
    runs.record(db, elsewhere)
    kept.delete(project, db, elsewhere)
    assert outside.is_dir()


ODD = TrainingOptions(
    epochs=3, learning_rate=1e-5, dimensions=(256, 64), use="accepted", warmup=0.25, batch_size=16, seed=7
)


def repeated(line: str, monkeypatch: pytest.MonkeyPatch, project: Project) -> tuple[Settings, Mapping[str, Any]]:
    """Return the settings and arguments with which the line would train."""
    seen: dict[str, Any] = {}

    def prepare(_project: object, _db: object, settings: Settings, **arguments: Any) -> None:
        seen.update(arguments, settings=settings)
        raise InputError("seen")

    monkeypatch.setattr(train, "prepare", prepare)
    monkeypatch.setattr(Session, "database", lambda _self: project_nothing())
    program, *words = shlex.split(line)
    assert program == "studio"
    with pytest.raises(InputError, match="seen"):
        group.studio.main(args=[*words, "--project", str(project.path)], standalone_mode=False)
    return seen.pop("settings"), seen


def project_nothing() -> click.Context:
    """Stand for a database: something that can be entered and left."""
    return click.Context(click.Command("nothing"))


@pytest.mark.parametrize("base", ["a-base", "/models/other base's"])
def test_the_line_of_a_run_read_back_trains_the_same(
    project: Project, run: Run, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    model = ModelOptions(base=base, query_prompt='ask "this": ', prompts="written", device="cpu")
    odd = replace(run, base=base, settings={"model": asdict(model), "training": asdict(ODD)})
    project.settings_file.write_text('[model]\nbase = "a-base"\n[training]\nnegatives = 4\nwarmup = 0.25\n')
    now = Session(project.path).settings
    settings, arguments = repeated(repeat.command(odd, now), monkeypatch, project)
    assert settings.training == ODD
    assert arguments == {"base": base, "dataset": run.dataset_hash}
    assert settings.model.device == "cpu"
    if base == "a-base":
        assert settings.model == model


def test_what_is_the_default_and_in_force_is_left_out(run: Run, settings: Settings) -> None:
    line = repeat.command(run, settings)
    assert line.startswith(f"studio train --base a-base --dataset {run.dataset_hash}")
    assert "training." not in line


def test_a_run_of_before_there_were_recipes_is_repeated_as_the_one_that_it_was(run: Run, settings: Settings) -> None:
    old = replace(run, settings={"training": {"epochs": 1, "learning_rate": 2e-5}})
    assert "--set training.recipe=pairs" in repeat.command(old, settings).replace("'", "").replace('"', "")
