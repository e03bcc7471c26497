"""Training around its job: what it is given, what it is called, and what stands once it lands."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from studio import extras
from studio.domain.decisions import Action
from studio.domain.options import SplitOptions, TrainingOptions
from studio.errors import InputError
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, results, runs
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.workflow import evaluate, judging, landing, queries, train
from tests.storage import build, measured
from tests.workflow.conftest import end
from tests.workflow.steps import frame, mined, trained


def test_training_is_given_grades_with_its_dataset_and_none_of_what_is_held_out(
    project: Project, db: Database, settings: Settings
) -> None:
    for name in mined(project, db, settings, build.simple(documents=15)):
        build.decide(db, Action.ACCEPT, name)
    taught = train.prepare(project, db, settings)
    examples, held_out = frame(taught, "examples"), set(frame(taught, "queries")["text"])
    assert held_out
    assert not held_out & set(examples["query"])
    assert examples["grades"].to_list() == [[3]] * len(examples)
    assert [[name] for name in examples["positive_id"]] == examples["graded_ids"].to_list()


def test_a_dataset_that_is_replayed_brings_the_grades_it_was_frozen_with(
    project: Project, db: Database, settings: Settings
) -> None:
    names = mined(project, db, settings, build.simple(documents=15))
    frozen = train.prepare(project, db, settings).spec.arguments["dataset_hash"]
    for name in names:
        build.decide(db, Action.ACCEPT, name)
    replayed = train.prepare(project, db, settings, dataset=str(frozen))
    assert not any(frame(replayed, "examples")["grades"].to_list())


def test_training_freezes_the_dataset_and_names_the_run(project: Project, db: Database, settings: Settings) -> None:
    names = mined(project, db, settings, build.simple(documents=15))
    build.decide(db, Action.REJECT, names[0])
    job = train.prepare(project, db, settings)
    assert job.spec.arguments["run_id"] == "run-01"
    assert job.spec.arguments["model_path"] == "models/run-01"
    examples = frame(job, "examples")
    assert set(examples["split"]) == {"train"}
    assert {"pair_id", "query", "positive_id", "positive", "negative_ids", "negatives", "group_id"} <= set(
        examples.columns
    )
    frozen = project.datasets / f"{job.spec.arguments['dataset_hash']}.parquet"
    assert pl.read_parquet(frozen).equals(examples)
    held, sets = frame(job, "queries"), frame(job, "testsets")
    assert set(sets["purpose"]) == {"dev", "test"}
    tested = sets.filter(pl.col("purpose") == "test")["test_set"].to_list()
    assert not set(held.filter(pl.col("test_set").is_in(tested))["group_id"]) & set(examples["group_id"])
    assert not set(held["query_id"]) & set(examples["pair_id"])
    [run] = runs.runs(db)
    assert (run.run_id, run.done, run.base) == ("run-01", False, "a-base")
    assert run.settings["training"] == {**run.settings["training"], "epochs": 9}  # type: ignore[dict-item]  # a table


def test_too_little_to_train_on_is_told_before_a_job_is_made(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=3, sections=1))
    before = list(project.jobs.iterdir())
    with pytest.raises(InputError, match=r"There are 1 pairs that nobody rejected .* at least 8"):
        train.prepare(project, db, settings)
    strict = Settings(training=TrainingOptions(use="accepted"))
    with pytest.raises(InputError, match="There are 0 accepted pairs"):
        train.prepare(project, db, strict)
    assert list(project.jobs.iterdir()) == before
    assert runs.runs(db) == []


def test_a_tracker_that_is_not_installed_is_told_before_a_job_is_made(
    project: Project, db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    before = list(project.jobs.iterdir())
    wanting = replace(settings, training=TrainingOptions(report_to="wandb"))
    with pytest.raises(InputError, match="needs the package wandb, which is not installed"):
        train.prepare(project, db, wanting)
    assert list(project.jobs.iterdir()) == before


def test_a_finished_run_has_its_model_and_its_rows(project: Project, db: Database, settings: Settings) -> None:
    mined(project, db, settings, build.simple(documents=15))
    job = trained(project, db, settings)
    [run] = runs.runs(db)
    assert (run.done, run.model_hash, run.job_id) == (True, "m", job.spec.job_id)
    test_set = next(t for t in sets.test_sets(db) if t.purpose == "test")
    assert [row.name for row in results.rows(db, test_set.test_set)] == ["run-01", "base"]
    assert test_set.looks == 1
    trained(project, db, settings)
    assert [run.run_id for run in runs.runs(db)] == ["run-01", "run-02"]


def test_new_split_settings_hold_when_training_begins(project: Project, db: Database, settings: Settings) -> None:
    mined(project, db, settings, build.simple(documents=15))
    job = train.prepare(project, db, Settings(split=SplitOptions(dev=0.0, test=0.0)))
    assert frame(job, "testsets").height == 0
    assert frame(job, "examples").height == 45
    assert settings.split != SplitOptions(dev=0.0, test=0.0)


def test_a_stored_dataset_is_replayed_on_another_base(
    project: Project, db: Database, settings: Settings, tmp_path: Path
) -> None:
    names = mined(project, db, settings, build.simple(documents=15))
    first = train.prepare(project, db, settings)
    build.decide(db, Action.REJECT, names[0])
    assert train.prepare(project, db, settings).spec.arguments["dataset_hash"] != first.spec.arguments["dataset_hash"]
    folder = tmp_path / "e5-small-v2"
    folder.mkdir()
    job = train.prepare(project, db, settings, base=str(folder), dataset=first.spec.arguments["dataset_hash"][:6])
    assert frame(job, "examples").equals(frame(first, "examples"))
    assert job.spec.arguments["base_name"] == "base e5-small-v2"
    assert job.spec.options["reference"]["base"] == "a-base"
    assert "reference" not in first.spec.options
    run = runs.run(db, "run-03")
    assert (run.base, run.dataset_hash) == (str(folder), first.spec.arguments["dataset_hash"])
    model = run.settings["model"]
    assert model == {**job.spec.options["model"], "query_prompt": "query: ", "passage_prompt": "passage: "}
    landing.land(db, end(job, lambda outputs: measured.write(outputs, [measured.row("base", "nowhere")], {}, {})))
    again = frame(evaluate.prepare(project, db, settings), "runs")
    assert again.select("run_id", "name", "query_prompt").rows() == [
        ("", "base e5-small-v2", "query: "),
        ("run-03", "run-03", "query: "),
    ]


def test_a_dataset_that_is_not_known_or_holds_what_is_held_out_is_refused(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    made = train.prepare(project, db, settings).spec.arguments["dataset_hash"]
    with pytest.raises(InputError, match=f"There is no dataset zz in this project. Its datasets: {made}"):
        train.prepare(project, db, settings, dataset="zz")
    changed = replace(settings, split=SplitOptions(dev=0.3, test=0.3, seed=5))
    with pytest.raises(InputError, match=rf"Dataset {made} holds positives of \d+ documents held out today, such as"):
        train.prepare(project, db, changed, dataset=made)
    corpus.split(db, settings.split)
    (project.datasets / f"{made}.parquet").unlink()
    with pytest.raises(InputError, match=f"The file of dataset {made} is not at"):
        train.prepare(project, db, settings, dataset=made)
    assert [run.run_id for run in runs.runs(db)] == ["run-01"]


def test_a_run_on_all_documents_is_measured_on_what_people_brought_alone(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    every = replace(settings, training=replace(settings.training, sides="all"))
    alone = train.prepare(project, db, every)
    assert frame(alone, "testsets").is_empty()
    assert set(frame(alone, "examples")["split"]) == {"train", "dev", "test"}
    brought = measured.brought(db, "what a person asks")
    job = train.prepare(project, db, every)
    assert frame(job, "testsets")["test_set"].to_list() == [brought]
    assert job.spec.options["training"]["sides"] == "all"
    made = job.spec.arguments["dataset_hash"]
    with pytest.raises(InputError, match=f"Dataset {made} holds positives of .*; with sides = 'all' people's queries"):
        train.prepare(project, db, settings, dataset=made)
    again = train.prepare(project, db, every, dataset=made)
    assert frame(again, "examples").equals(frame(job, "examples"))


def test_a_dataset_that_teaches_what_a_test_set_asks_since_is_not_replayed(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    job = train.prepare(project, db, settings)
    made, known = job.spec.arguments["dataset_hash"], pl.read_parquet(job.inputs / "examples.parquet")["query"][0]
    judging.bring(db, queries.from_text(f"{known.upper()}?"), name="tickets")
    with pytest.raises(InputError, match=f"Dataset {made} teaches 1 query of a test set, such as '{known}'"):
        train.prepare(project, db, settings, dataset=made)
    fresh = train.prepare(project, db, settings)
    assert known not in pl.read_parquet(fresh.inputs / "examples.parquet")["query"].to_list()


def test_prompts_that_only_the_worker_could_read_are_written_down(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    job = train.prepare(project, db, settings)
    assert job.spec.options["model"]["prompts"] == "auto"
    told = {"query_prompt": "ask: ", "passage_prompt": "", "run": "run-01"}

    def outputs(folder: Path) -> None:
        measured.write(folder, [measured.row("base", "nowhere")], {}, {})
        (folder / "summary.json").write_text(json.dumps(told))

    landing.land(db, end(job, outputs))
    assert runs.run(db, "run-01").settings["model"] == {
        **job.spec.options["model"],
        "query_prompt": "ask: ",
        "prompts": "written",
    }
