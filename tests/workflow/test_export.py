"""Exports around their job: what goes into them, and where they may stand."""

from dataclasses import replace

import polars as pl
import pytest

from studio.domain.decisions import Action
from studio.engine.export.beir import write_beir
from studio.errors import InputError
from studio.project import Project
from studio.settings import Settings
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.workflow import export, landing, tests
from tests.storage import build, measured
from tests.workflow.conftest import end
from tests.workflow.steps import frame, ingested, mined, queried, trained


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
    assert frame(job, "rows").select("name", "p_value", "p_holm", "looks").rows() == [
        ("run-01", 0.01, 0.01, 1),
        ("base", None, None, 1),
    ]
    assert job.spec.arguments["run"]["chosen"] == "", "there was no other"
    assert list(project.datasets.glob(".*")) == []
    written = pl.DataFrame({"path": ["a", "b"], "rows": [1, 2], "bytes": [3, 4]})
    landed = landing.land(db, end(job, lambda outputs: build.write(outputs, written=written)))
    assert landed.counts == {"files": 2}


def test_the_best_of_several_runs_says_by_which_figure_it_was_chosen(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    trained(project, db, settings)
    trained(project, db, settings)
    run = export.prepare(project, db, settings).spec.arguments["run"]
    told = "It was chosen as the best of 2 runs on held-out generated queries, whose figure flatters it a little."
    assert run["chosen"] == told
    named = replace(settings, export=replace(settings.export, run=run["run_id"]))
    assert export.prepare(project, db, named, name="named").spec.arguments["run"]["chosen"] == ""


def test_a_run_on_all_documents_says_what_alone_measures_it(project: Project, db: Database, settings: Settings) -> None:
    mined(project, db, settings, build.simple(documents=15))
    measured.brought(db, "what a person asks")
    trained(project, db, settings)
    trained(project, db, replace(settings, training=replace(settings.training, sides="all")))
    told = [
        export.prepare(project, db, replace(settings, export=replace(settings.export, run=name)))
        for name in ("run-01", "run-02")
    ]
    assert [job.spec.arguments["run"]["chosen"] for job in told] == [
        "",
        "It learnt from all documents, held-out ones too: only queries that people brought measure it.",
    ]


def test_the_card_of_a_run_says_what_got_worse_and_what_it_has_forgotten(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    trained(project, db, settings, counted={"general": 0.845, "general_base": 0.903})
    run = export.prepare(project, db, settings).spec.arguments["run"]
    [said] = run["verdicts"]
    assert said.startswith("held-out generated queries: Can't tell yet whether run-01 is better than base")
    assert run["everyday"].endswith("so it has forgotten some: use it for this field alone")


def test_the_base_is_exported_where_the_best_run_is_worse_unless_that_is_named(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple(documents=15))
    trained(project, db, settings, row={"difference": -0.1, "ci_low": -0.2, "ci_high": -0.02, "groups": 40})
    job = export.prepare(project, db, settings)
    assert (job.spec.arguments["run"], job.spec.arguments["untrained"]) == (None, "base")
    assert job.spec.arguments["kept"] == (
        "run-01 is worse than base, -.100 (-.200 to -.020): base is kept. So the base is exported; --run run-01 "
        "exports the run all the same."
    )
    named = replace(settings, export=replace(settings.export, run="run-01"))
    asked = export.prepare(project, db, named, name="named").spec.arguments
    assert (asked["run"]["run_id"], asked["kept"]) == ("run-01", "")


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


def test_an_adapter_is_exported_with_what_teaches_it_and_what_must_not(
    project: Project, db: Database, settings: Settings
) -> None:
    names = queried(project, db, settings, build.simple(20))
    build.decide(db, Action.REJECT, names[0])
    sets.refresh_held_out(db)
    chosen = replace(settings, export=replace(settings.export, run="adapter"))
    job = export.prepare(project, db, chosen)
    assert job.spec.arguments["untrained"] == "adapter"
    assert job.spec.arguments["run"] is None
    assert str(job.spec.arguments["name"]).endswith("-adapter")
    assert frame(job, "enriching").height == len(names) - 1
    assert frame(job, "testsets")["purpose"].unique().to_list() == ["test"]


def test_a_base_is_exported_in_place_of_a_run_and_with_nothing_that_teaches(
    project: Project, db: Database, settings: Settings
) -> None:
    queried(project, db, settings, build.simple(20))
    job = export.prepare(project, db, replace(settings, export=replace(settings.export, run="base")))
    assert (job.spec.arguments["untrained"], job.spec.arguments["run"]) == ("base", None)
    assert str(job.spec.arguments["name"]).endswith("-base")
    assert not (job.inputs / "enriching.parquet").exists()
    for signs in (replace(settings.export, run="base", binary=True), replace(settings.export, binary=True)):
        title = export.prepare(project, db, replace(settings, export=signs)).spec.arguments["name"]
        assert str(title).endswith("-base-binary") is bool(signs.run), "where there is no model nothing is turned"


def test_a_beir_export_comes_back_as_the_held_out_set_that_the_studio_measures_on(
    project: Project, db: Database, settings: Settings
) -> None:
    of = build.simple(documents=15)
    ingested(project, db, settings, of)
    sides = {document: side for document, _, side in db.all("sides")}
    train, test, other = (
        next(d for d in sides if sides[d] == side and d != "doc-00.md") for side in ("train", "test", "dev")
    )
    twin, answering, held = of.passage("doc-00.md", 0), of.passage(other, 1), of.passage(test, 0)
    repeated = build.Corpus(of.documents, repeats={twin: held})
    build.ingest(db, project.path, repeated, of, split=settings.split)
    asked, shared = "what says it", "asked on both sides"
    rows = [(asked, held), (shared, of.passage(train, 0)), (f"{shared}?", of.passage(test, 1))]
    first, *_ = build.generate(db, project.path, rows)
    build.decide(db, Action.NEGATIVE_FALSE, first, passage_id=answering)
    held_out = next(found for found in sets.refresh_held_out(db) if found.purpose == "test")
    job = export.prepare(project, db, settings)
    write_beir(frame(job, "examples"), frame(job, "passages"), project.path / "beir")
    back = tests.import_beir(db, project.path / "beir", name="back", human=False).test_set
    judged = "SELECT text, unit_id, grade FROM qrels JOIN test_queries USING (test_set, query_id)"
    ours, theirs = (
        set(db.query(f"{judged} WHERE test_set = $t", {"t": name})) for name in (held_out.test_set, back.test_set)
    )
    assert ours == theirs
    assert ours == {(asked, passage, 1) for passage in (held, twin, answering)}
