"""Evaluation around its job: every run and every base meets every test set."""

from pathlib import Path

import pytest

from studio.errors import InputError
from studio.project import Project
from studio.settings import Settings
from studio.storage.database import Database
from studio.workflow import evaluate, train
from tests.storage import build
from tests.workflow.steps import frame, ingested, mined, trained


def test_evaluation_meets_every_finished_run_with_every_test_set(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    trained(project, db, settings)
    train.prepare(project, db, settings)
    job = evaluate.prepare(project, db, settings)
    assert frame(job, "runs").select("run_id", "name", "path", "passages").to_dicts() == [
        {"run_id": "run-01", "name": "run-01", "path": str(project.models / "run-01"), "passages": ""}
    ]
    assert frame(job, "testsets").height == 2
    with pytest.raises(InputError, match="run-02 is not finished"):
        evaluate.prepare(project, db, settings, runs=["run-02"])
    with pytest.raises(InputError, match="no run run-09"):
        evaluate.prepare(project, db, settings, runs=["run-09"])
    with pytest.raises(InputError, match="no test set people"):
        evaluate.prepare(project, db, settings, test_sets=["people"])
    assert frame(evaluate.prepare(project, db, settings, runs=[]), "runs").columns == [
        "run_id",
        "name",
        "path",
        "passages",
        "query_prompt",
        "passage_prompt",
    ]


def test_evaluation_wants_a_test_set(project: Project, db: Database, settings: Settings) -> None:
    ingested(project, db, settings, build.simple())
    with pytest.raises(InputError, match="no test set yet"):
        evaluate.prepare(project, db, settings)


def test_a_bake_off_measures_other_bases_with_their_own_prompts_beside_the_project_s(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    folder = tmp_path / "e5-small-v2"
    folder.mkdir()
    job = evaluate.bake_off(project, db, settings, [str(folder), "nobody/gone", "a-base", str(folder)])
    assert "measure 2 further bases untouched on 2 test sets" in job.spec.title
    assert frame(job, "runs").select("run_id", "name", "path", "query_prompt", "passage_prompt").rows() == [
        ("", "base e5-small-v2", str(folder), "query: ", "passage: "),
        ("", "base gone", "nobody/gone", None, None),
    ]
    assert job.spec.options["model"]["base"] == "a-base"
    with pytest.raises(InputError, match="no base to compare with a-base: that is the project's own"):
        evaluate.bake_off(project, db, settings, ["a-base"])


def test_two_bases_of_one_name_are_told_apart(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    folders = [tmp_path / part / "a-base" for part in ("one", "two")]
    for folder in folders:
        folder.mkdir(parents=True)
    job = evaluate.bake_off(project, db, settings, [str(folder) for folder in folders])
    assert frame(job, "runs")["name"].to_list() == ["base one/a-base", "base two/a-base"]
