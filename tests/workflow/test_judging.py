"""A test set of one's own, from queries to figures: pooled, judged, measured, measured again."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from studio.domain.decisions import new_id
from studio.domain.judging import Judgment, Saying
from studio.domain.records import Landed
from studio.errors import InputError
from studio.jobs import folder as folders
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.project import Project
from studio.settings import Settings
from studio.storage import datasets, results
from studio.storage import judging as store
from studio.storage.database import Database
from studio.workflow import evaluate, landing, pool, queries, tests, train
from studio.workflow.judging import bring, chosen
from tests.storage import build, measured
from tests.workflow.conftest import end
from tests.workflow.test_tests import beir

ASKED = queries.from_text("how long may it wait\nwhy copper\nhow long may it wait")


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    return of


def land_pool(db: Database, job: JobFolder, *passage_ids: str) -> Landed:
    """Land a pool in which base and BM25 found these passages for every query."""
    asked = pl.read_parquet(job.inputs / "queries.parquet")["query_id"].to_list()
    rows = [(query_id, passage_id, ["base", "BM25"]) for query_id in asked for passage_id in passage_ids]
    schema = pl.Schema({"query_id": pl.String(), "passage_id": pl.String(), "found_by": pl.List(pl.String())})

    def write(outputs: Path) -> None:
        outputs.mkdir()
        pl.DataFrame(rows, schema=schema, orient="row").write_parquet(outputs / "pool.parquet")

    return landing.land(db, end(job, write))


def judge(db: Database, query_id: str, passage_id: str, grade: int) -> None:
    store.judge(
        db,
        Judgment(
            event_id=new_id(),
            at=datetime.now(UTC),
            reviewer="ada",
            saying=Saying.JUDGE,
            test_set="tickets",
            query_id=query_id,
            passage_id=passage_id,
            grade=grade,
        ),
    )


def land_rows(db: Database, job: JobFolder, *names: str) -> None:
    rows = [measured.row(name, "tickets") for name in names]
    rows = [{**row, "row_id": f"{row['row_id']}-{job.spec.job_id}"} for row in rows]
    landing.land(db, end(job, lambda outputs: measured.write(outputs, rows, {}, {})))


def test_queries_come_in_once_with_how_often_they_were_asked(db: Database) -> None:
    found = bring(db, ASKED, name="Our Tickets!")
    assert (found.test_set.test_set, found.test_set.title, found.added, found.known) == (
        "our-tickets",
        "Our Tickets!",
        2,
        0,
    )
    again = bring(db, queries.from_text("WHY copper?\nwhat else"), name="our-tickets")
    assert (again.added, again.known, again.test_set.title) == (1, 1, "Our Tickets!")
    asked = store.asked(db, "our-tickets")
    assert [(query.text, query.times) for query in asked] == [
        ("how long may it wait", 2),
        ("why copper", 1),
        ("what else", 1),
    ]


def test_names_of_test_sets_that_were_judged_elsewhere_are_refused_both_ways(
    db: Database, of: build.Corpus, tmp_path: Path
) -> None:
    folder = beir(tmp_path, "q1\tdoc-00.md\t1\n")
    tests.import_beir(db, folder, name="elsewhere")
    with pytest.raises(InputError, match="elsewhere is the name of a test set that was judged elsewhere"):
        bring(db, ASKED, name="elsewhere")
    bring(db, ASKED, name="tickets")
    with pytest.raises(InputError, match="tickets is a test set that is judged here"):
        tests.import_beir(db, folder, name="tickets")
    assert len(store.asked(db, "tickets")) == 2


def test_pooling_is_given_the_queries_and_every_finished_run(
    project: Project, db: Database, settings: Settings, of: build.Corpus
) -> None:
    bring(db, ASKED, name="tickets")
    job = pool.prepare(project, db, settings)
    assert job.spec.title == "pool the top 10 of every row for 2 queries"
    assert job.spec.options["judging"] == {"depth": 10}
    assert pl.read_parquet(job.inputs / "queries.parquet")["text"].sort().to_list() == [
        "how long may it wait",
        "why copper",
    ]
    assert pl.read_parquet(job.inputs / "passages.parquet").height == 45
    assert pl.read_parquet(job.inputs / "runs.parquet").height == 0
    one, two = of.passage("doc-00.md", 0), of.passage("doc-01.md", 0)
    assert land_pool(db, job, one, two).counts == {"to judge": 4}
    again = pool.prepare(project, db, settings, test_set="tickets")
    assert land_pool(db, again, two, of.passage("doc-02.md", 0)).counts == {"to judge": 2}
    assert landing.land(db, again).again


def test_bases_that_a_bake_off_measured_are_pooled_too(
    project: Project, db: Database, settings: Settings, of: build.Corpus
) -> None:
    bring(db, ASKED, name="tickets")
    for state, names in (("done", ["other/base", "third/base"]), ("failed", ["gone/base"])):
        end(folders.create(project.path, JobKind.EVALUATE, "a bake-off", {}, {"bases": names}), None, state=state)
    job = pool.prepare(project, db, settings)
    assert pl.read_parquet(job.inputs / "runs.parquet")["path"].to_list() == ["other/base", "third/base"]


def test_without_queries_or_corpus_pooling_says_what_to_do(
    project: Project, db: Database, settings: Settings, of: build.Corpus
) -> None:
    with pytest.raises(InputError, match=r"There are no queries to judge\. Bring some with"):
        pool.prepare(project, db, settings)
    bring(db, ASKED, name="tickets")
    with pytest.raises(InputError, match=r"There is no test set bugs to judge in this project\. There are tickets"):
        pool.prepare(project, db, settings, test_set="bugs")
    assert chosen(db) == "tickets"


def test_a_set_is_measured_once_something_answers(
    project: Project, db: Database, settings: Settings, of: build.Corpus
) -> None:
    bring(db, ASKED, name="tickets")
    with pytest.raises(InputError, match="No query of tickets has a relevant passage yet"):
        evaluate.prepare(project, db, settings)
    [first, _] = store.asked(db, "tickets")
    judge(db, first.query_id, of.passage("doc-00.md", 0), 3)
    judge(db, first.query_id, of.passage("doc-00.md", 1), 0)
    job = evaluate.prepare(project, db, settings)
    qrels = pl.read_parquet(job.inputs / "qrels.parquet")
    assert sorted(qrels["grade"].to_list()) == [0, 3]


def test_rows_of_an_earlier_state_are_stale_until_they_are_measured_again(
    project: Project, db: Database, settings: Settings, of: build.Corpus
) -> None:
    bring(db, ASKED, name="tickets")
    [first, _] = store.asked(db, "tickets")
    judge(db, first.query_id, of.passage("doc-00.md", 0), 3)
    job = evaluate.prepare(project, db, settings)
    late = evaluate.prepare(project, db, settings)
    land_rows(db, job, "base", "run-01")
    assert results.stale(db) == {}
    judge(db, first.query_id, of.passage("doc-01.md", 0), 1)
    assert set(results.stale(db).values()) == {"tickets"}
    assert len(results.stale(db)) == 2
    land_rows(db, evaluate.prepare(project, db, settings), "base")
    assert [(row.name, row.row_id in results.stale(db)) for row in results.rows(db, "tickets")] == [
        ("base", False),
        ("run-01", True),
    ]
    land_rows(db, late, "base")  # measured before, landed after: it takes nothing's place
    assert sum(row.name == "base" and row.row_id not in results.stale(db) for row in results.rows(db, "tickets")) == 1


def test_a_query_that_people_asked_is_never_trained_on(
    project: Project, db: Database, settings: Settings, of: build.Corpus, tmp_path: Path
) -> None:
    names = build.one_query_each(db, tmp_path, of)
    before = datasets.snapshot(db, project.datasets, "not_rejected")
    [(text,)] = db.query("SELECT query FROM pairs WHERE split = 'train' ORDER BY pair_no LIMIT 1")
    bring(db, queries.from_text(str(text).upper()), name="tickets")
    assert datasets.snapshot(db, project.datasets, "not_rejected").pairs == before.pairs - 1
    assert len(names) > before.pairs
    assert train.prepare(project, db, settings).spec.arguments["run_id"] == "run-01"
