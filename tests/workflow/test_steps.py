"""Steps up to mined pairs, around their jobs: what goes out, what comes home, and why one cannot begin."""

from pathlib import Path

import pytest

from studio.domain.decisions import Action
from studio.errors import InputError, NothingToDoError
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import corpus, pairs
from studio.storage.database import Database
from studio.workflow import evaluate, export, generate, ingest, landing, mine, train
from tests.storage import build
from tests.workflow.conftest import end
from tests.workflow.steps import frame, ingested, mined, queried


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


def test_generate_is_given_passages_without_queries(project: Project, db: Database, settings: Settings) -> None:
    of = build.simple()
    queried(project, db, settings, of)
    with pytest.raises(NothingToDoError, match="Every passage has queries already") as raised:
        generate.prepare(project, db, settings)
    assert raised.value.exit_code == 0
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


def test_a_base_that_is_not_there_is_told_before_a_run_waits_its_turn(
    project: Project, db: Database, settings: Settings
) -> None:
    mined(project, db, settings, build.simple())
    with pytest.raises(InputError, match=r"base = '/no/such/model' is not there"):
        train.prepare(project, db, settings, base="/no/such/model")
