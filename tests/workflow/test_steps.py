"""Every step, around its job: what goes out, what comes home, and the sentence where it cannot begin."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from studio import extras
from studio.domain.decisions import Action
from studio.domain.options import SplitOptions, TrainingOptions
from studio.errors import InputError
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, pairs, queue, results, runs
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.workflow import evaluate, export, generate, ingest, landing, mine, train
from tests.storage import build, measured
from tests.workflow.conftest import end


def frame(job: JobFolder, name: str) -> pl.DataFrame:
    return pl.read_parquet(job.inputs / f"{name}.parquet")


def ingested(project: Project, db: Database, settings: Settings, of: build.Corpus) -> build.Corpus:
    source = project.path.parent / "source"
    source.mkdir(exist_ok=True)
    job = ingest.prepare(project, db, settings, [source])
    landing.land(db, end(job, lambda outputs: build.write_ingest(outputs, of)))
    return of


def queried(project: Project, db: Database, settings: Settings, of: build.Corpus) -> list[str]:
    ingested(project, db, settings, of)
    rows = [(f"what says {p['text']}", p["passage_id"]) for p in of.passages()]
    landing.land(db, end(generate.prepare(project, db, settings), lambda o: build.write_queries(o, rows)))
    return [row.pair_id for row in queue.rows(db, sorted(queue.ids(db)))]


def mined(project: Project, db: Database, settings: Settings, of: build.Corpus) -> list[str]:
    names = queried(project, db, settings, of)
    first, last = of.passages()[0]["passage_id"], of.passages()[-1]["passage_id"]
    negatives = [build.negative(name, last if name != names[-1] else first, 1) for name in names]
    landing.land(db, end(mine.prepare(project, db, settings), lambda o: build.write_mining(o, negatives)))
    return names


def trained(project: Project, db: Database, settings: Settings) -> JobFolder:
    job = train.prepare(project, db, settings)
    name = frame(job, "testsets").filter(pl.col("purpose") == "test")["test_set"][0]
    rows = [measured.row("base", name), measured.row(str(job.spec.arguments["run_id"]), name, 0.6)]
    landing.land(db, end(job, lambda outputs: measured.write(outputs, rows, {}, {})))
    return job


def test_ingest_is_given_what_is_known(project: Project, db: Database, settings: Settings, tmp_path: Path) -> None:
    of = ingested(project, db, settings, build.simple())
    source = tmp_path / "source"
    job = ingest.prepare(project, db, settings, [source, source])
    assert job.spec.kind is JobKind.INGEST
    assert job.spec.arguments == {"paths": [str(source), str(source)]}
    assert job.spec.options["model"]["base"] == "a-base"
    assert frame(job, "known").height == 6
    assert frame(job, "passages").height == len(of.passages())


def test_ingest_refuses_what_is_not_there_and_the_project_itself(
    project: Project, db: Database, settings: Settings
) -> None:
    with pytest.raises(InputError, match="nowhere does not exist"):
        ingest.prepare(project, db, settings, [Path("/nowhere")])
    for path in (project.path, project.path.parent):
        with pytest.raises(InputError, match="holds the project itself"):
            ingest.prepare(project, db, settings, [path])
    with pytest.raises(InputError, match="Name a file"):
        ingest.prepare(project, db, settings, [])
    assert list(project.jobs.iterdir()) == []


def test_every_step_but_ingest_wants_a_corpus(project: Project, db: Database, settings: Settings) -> None:
    for prepare in (generate.prepare, mine.prepare, train.prepare, evaluate.prepare, export.prepare):
        with pytest.raises(InputError, match="The corpus is empty"):
            prepare(project, db, settings)
    assert list(project.jobs.iterdir()) == []


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


def test_generate_is_given_passages_without_queries(project: Project, db: Database, settings: Settings) -> None:
    of = build.simple()
    queried(project, db, settings, of)
    with pytest.raises(InputError, match="Every passage has queries already"):
        generate.prepare(project, db, settings)
    job = generate.prepare(project, db, settings, every=True)
    assert frame(job, "passages").height == 18
    assert job.spec.arguments == {"every": True, "roots": ["/corpus"]}


def test_mining_wants_pairs(project: Project, db: Database, settings: Settings) -> None:
    ingested(project, db, settings, build.simple())
    with pytest.raises(InputError, match="no pair to mine negatives for"):
        mine.prepare(project, db, settings)


def test_mining_comes_home_with_reasons(project: Project, db: Database, settings: Settings) -> None:
    names = mined(project, db, settings, build.simple())
    assert pairs.card(db, names[0]).reason == "random check"
    assert len(pairs.card(db, names[0]).negatives) == 1


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
    assert run.settings["training"] == {**run.settings["training"], "epochs": 6}  # type: ignore[dict-item]  # a table


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


def test_new_split_settings_hold_when_training_begins(project: Project, db: Database, settings: Settings) -> None:
    mined(project, db, settings, build.simple(documents=15))
    job = train.prepare(project, db, Settings(split=SplitOptions(dev=0.0, test=0.0)))
    assert frame(job, "testsets").height == 0
    assert frame(job, "examples").height == 45
    assert settings.split != SplitOptions(dev=0.0, test=0.0)


def test_an_export_holds_every_side_and_the_best_run(project: Project, db: Database, settings: Settings) -> None:
    mined(project, db, settings, build.simple(documents=15))
    first = export.prepare(project, db, settings, name="without")
    assert first.spec.arguments["run"] is None
    trained(project, db, settings)
    job = export.prepare(project, db, settings)
    assert set(frame(job, "examples")["split"]) == {"train", "dev", "test"}
    assert job.spec.arguments["run"]["run_id"] == "run-01"
    assert job.spec.arguments["name"] == f"{job.spec.arguments['dataset_hash'][:8]}-run-01"
    assert frame(job, "rows").height == 2
    assert list(project.datasets.glob(".*")) == []
    written = pl.DataFrame({"path": ["a", "b"], "rows": [1, 2], "bytes": [3, 4]})
    landed = landing.land(db, end(job, lambda outputs: build.write(outputs, written=written)))
    assert landed.counts == {"files": 2}


@pytest.mark.parametrize("name", ["../elsewhere", "a/b", "", " ", ".hidden"])
def test_an_export_stays_in_its_folder(project: Project, db: Database, settings: Settings, name: str) -> None:
    queried(project, db, settings, build.simple())
    if not name:
        assert export.prepare(project, db, settings).spec.arguments["name"]
        return
    with pytest.raises(InputError, match="is no name for a folder"):
        export.prepare(project, db, settings, name=name)


def test_an_export_without_a_pair_is_told(project: Project, db: Database, settings: Settings) -> None:
    ingested(project, db, settings, build.simple())
    with pytest.raises(InputError, match="no pair to export"):
        export.prepare(project, db, settings)


def test_decisions_survive_ingesting_generating_and_mining_again(
    project: Project, db: Database, settings: Settings
) -> None:
    of = build.simple()
    names = mined(project, db, settings, of)
    negative = pairs.card(db, names[0]).negatives[0].passage_id
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.NEGATIVE_FALSE, names[0], passage_id=negative)
    before = pairs.card(db, names[0])
    mined_again = build.simple()
    job = ingest.prepare(project, db, settings, [project.path.parent / "source"])
    landing.land(db, end(job, lambda outputs: build.write_ingest(outputs, of, of)))
    rows = [(f"what says {p['text']}", p["passage_id"]) for p in mined_again.passages()]
    job = generate.prepare(project, db, settings, every=True)
    landing.land(db, end(job, lambda outputs: build.write_queries(outputs, rows)))
    job = mine.prepare(project, db, settings)
    other = of.passages()[7]["passage_id"]
    fresh = [build.negative(names[0], other, 1)]
    landing.land(db, end(job, lambda outputs: build.write_mining(outputs, fresh)))
    after = pairs.card(db, names[0])
    assert after.status == before.status
    assert {n.passage_id for n in after.negatives} == {negative, other}
    assert corpus.problems(db) == []


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


def test_an_adapter_is_exported_with_what_teaches_it_and_what_must_not(
    project: Project, db: Database, settings: Settings
) -> None:
    names = queried(project, db, settings, build.simple(20))
    build.decide(db, Action.REJECT, names[0])
    sets.refresh_held_out(db)
    chosen = replace(settings, export=replace(settings.export, run="adapter"))
    job = export.prepare(project, db, chosen)
    assert job.spec.arguments["adapter"] is True
    assert job.spec.arguments["run"] is None
    assert str(job.spec.arguments["name"]).endswith("-adapter")
    assert frame(job, "enriching").height == len(names) - 1
    assert frame(job, "testsets")["purpose"].unique().to_list() == ["test"]
