"""Ways by which what a run learnt could come back as what it is measured by, each one shut."""

from pathlib import Path

import polars as pl
import pytest

from studio.domain.decisions import Action
from studio.domain.identity import plain_query
from studio.domain.options import SplitOptions
from studio.domain.pairs import Split
from studio.storage import corpus, datasets, results, runs
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.storage.statements import statement
from tests.storage import build, measured

ALL_TRAIN = SplitOptions(dev=0.0, test=0.0)
ONE_HELD_OUT = SplitOptions(dev=0.0, test=0.3, seed=1)
SPELLINGS = ("why is it so", "Why is it so?", "why  is\tit so", " why is it so ?! ", "why\u00a0is it\nso.")


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    """A corpus that is all of it on the training side."""
    of = build.simple()
    build.ingest(db, tmp_path, of, split=ALL_TRAIN)
    return of


def taught(db: Database, folder: Path) -> list[str]:
    """Return the queries that a dataset of now teaches."""
    datasets.write_examples(db, folder / "examples.parquet", "not_rejected", split=Split.TRAIN, teaching=True)
    return pl.read_parquet(folder / "examples.parquet")["query"].to_list()


def asked(db: Database, folder: Path, test_set: str) -> list[str]:
    """Return the queries of a test set."""
    files = [folder / f"{kind}.parquet" for kind in ("testsets", "queries", "qrels")]
    sets.export(db, [test_set], *files)
    return pl.read_parquet(files[1])["text"].to_list()


def trained(db: Database, folder: Path) -> str:
    """Freeze a dataset and note that run-01 was trained on it; return its hash."""
    dataset_hash = datasets.snapshot(db, folder / "datasets", "not_rejected").dataset_hash
    runs.record(db, measured.run("run-01", dataset_hash))
    return dataset_hash


def land(db: Database, folder: Path, test_set: str) -> tuple[set[str], int]:
    """Land figures of the base and of run-01 on a test set; return the rows that stand, and how many were left out."""
    rows = [measured.row(name, test_set) for name in ("base", "run-01", "run-01 + BM25")]
    landed = results.land_results(db, measured.write(folder / f"job {test_set}", rows, {}, {}), f"job {test_set}")
    return {row.name for row in results.rows(db, test_set)}, landed.counts["left out"]


def test_sql_and_python_agree_on_which_queries_are_the_same(db: Database) -> None:
    sql = f"SELECT {statement('plain_query')} FROM (SELECT unnest($texts) AS asked)"  # noqa: S608 - a named statement
    texts = [*SPELLINGS, "Ünïts of Ω?", "e.g. a.b", "", "?"]
    assert [row[0] for row in db.query(sql, {"texts": texts})] == [plain_query(text) for text in texts]


def one_a_side(db: Database) -> tuple[str, str]:
    """Return a document of the training side and one of the test side."""
    sides = sorted((side, document) for document, _, side in db.all("sides"))
    train, test = (next(document for side, document in sides if side == wanted) for wanted in ("train", "test"))
    return train, test


@pytest.mark.parametrize("source", ["human", "beir"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_a_test_set_asks_is_taught_in_no_spelling(
    db: Database, tmp_path: Path, of: build.Corpus, source: str, spelling: str
) -> None:
    build.generate(db, tmp_path, [("why is it so", of.passage("doc-00.md", 0)), ("else", of.passage("doc-01.md", 0))])
    assert taught(db, tmp_path) == ["why is it so", "else"]
    measured.brought(db, spelling, source=source)
    assert taught(db, tmp_path) == ["else"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_training_asks_is_held_out_in_no_spelling(db: Database, tmp_path: Path, spelling: str) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    train, test = one_a_side(db)
    build.generate(
        db,
        tmp_path,
        [("why is it so", of.passage(train, 0)), (spelling, of.passage(test, 0)), ("else", of.passage(test, 1))],
    )
    held_out = next(t.test_set for t in sets.refresh_held_out(db) if t.purpose == "test")
    assert asked(db, tmp_path, held_out) == ["else"]


def test_a_passage_of_the_test_side_is_enriched_by_no_query_of_another_side_on_that_side(
    db: Database, tmp_path: Path
) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    names = build.one_query_each(db, tmp_path, of)
    train, test = one_a_side(db)
    pair = next(name for name, row in zip(names, of.passages(), strict=True) if row["document_id"] == train)
    build.decide(db, Action.POSITIVE_ADD, pair, passage_id=of.passage(test, 0))
    datasets.write_enriching(db, tmp_path / "enriching.parquet", "not_rejected")
    rows = pl.read_parquet(tmp_path / "enriching.parquet")
    sides = {document: side for document, _, side in db.all("sides")}
    held_out = {row["passage_id"] for row in of.passages() if sides[row["document_id"]] == "test"}
    assert set(rows.filter(pl.col("positive_id").is_in(list(held_out)))["split"]) == {"test"}


def test_a_run_from_before_a_test_set_came_is_not_measured_on_what_it_was_taught(
    db: Database, tmp_path: Path, of: build.Corpus
) -> None:
    build.generate(db, tmp_path, [("why is it so", of.passage("doc-00.md", 0)), ("else", of.passage("doc-01.md", 0))])
    old = trained(db, tmp_path)
    assert datasets.asked_by_tests(db, old) == []
    assert land(db, tmp_path, measured.brought(db, "Why is it so?", "never taught")) == ({"base"}, 2)
    assert datasets.asked_by_tests(db, old) == ["why is it so"]


def test_a_run_is_measured_where_it_was_taught_nothing(db: Database, tmp_path: Path, of: build.Corpus) -> None:
    build.generate(db, tmp_path, [("why is it so", of.passage("doc-00.md", 0))])
    trained(db, tmp_path)
    assert land(db, tmp_path, measured.brought(db, "never taught")) == ({"base", "run-01", "run-01 + BM25"}, 0)


def test_a_query_that_leaves_training_once_a_run_has_learnt_it_does_not_measure_that_run(
    db: Database, tmp_path: Path
) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    build.one_query_each(db, tmp_path, of)
    train, test = one_a_side(db)
    taught_pair, _ = build.generate(
        db, tmp_path, [("why is it so", of.passage(train, 0)), ("Why is it so?", of.passage(test, 0))]
    )
    trained(db, tmp_path)
    build.decide(db, Action.REJECT, taught_pair)
    held_out = next(t.test_set for t in sets.refresh_held_out(db) if t.purpose == "test")
    assert "Why is it so?" in asked(db, tmp_path, held_out)
    assert land(db, tmp_path, held_out) == ({"base"}, 2)


def test_a_document_that_joins_what_is_held_out_does_not_measure_a_run_that_learnt_it(
    db: Database, tmp_path: Path
) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    names = build.one_query_each(db, tmp_path, of)
    taught_document, held = one_a_side(db)
    trained(db, tmp_path)
    for name, row in zip(names, of.passages(), strict=True):
        if row["document_id"] == taught_document:
            build.decide(db, Action.REJECT, name)  # so that none of its queries is asked
    joined = build.Corpus(of.documents, groups=dict.fromkeys((taught_document, held), min(taught_document, held)))
    build.ingest(db, tmp_path, joined, of)
    held_out = next(t.test_set for t in sets.refresh_held_out(db) if t.purpose == "test")
    assert land(db, tmp_path, held_out) == ({"base"}, 2)


def test_a_pair_that_a_run_learnt_does_not_measure_it_in_other_words_either(
    db: Database, tmp_path: Path, of: build.Corpus
) -> None:
    names = build.one_query_each(db, tmp_path, of)
    trained(db, tmp_path)
    for name in names:
        build.decide(db, Action.EDIT_QUERY, name, text=f"first wording {name}")
    corpus.split(db, SplitOptions(dev=0.5, test=0.0, seed=1))
    [dev] = sets.refresh_held_out(db)
    for name in names:
        build.decide(db, Action.EDIT_QUERY, name, text=f"second wording {name}")
    assert all(text.startswith("first") for text in asked(db, tmp_path, dev.test_set))
    assert land(db, tmp_path, dev.test_set) == ({"base"}, 2)


def test_a_renamed_file_keeps_its_side(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    before = {d: side for d, _, side in db.all("sides")}
    renamed = build.Corpus({f"new/{name}": sections for name, sections in of.documents.items()})
    build.ingest(db, tmp_path, renamed, of)
    assert {d.removeprefix("new/"): side for d, _, side in db.all("sides")} == before


def test_a_passage_that_a_run_was_taught_under_another_name_does_not_measure_it(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=8)
    build.ingest(db, tmp_path, of, split=ALL_TRAIN)
    build.one_query_each(db, tmp_path, of)
    old = trained(db, tmp_path)
    moved = build.Corpus({f"new/{name}": [*sections, "and more"] for name, sections in of.documents.items()})
    build.ingest(db, tmp_path, moved, of, split=ONE_HELD_OUT)
    build.generate(db, tmp_path, [(f"new words {n}", row["passage_id"]) for n, row in enumerate(moved.passages())])
    assert datasets.held_out(db, old) == sorted(d for d, _, side in db.all("sides") if side == "test") != []
    held_out = next(t.test_set for t in sets.refresh_held_out(db) if t.purpose == "test")
    assert land(db, tmp_path, held_out) == ({"base"}, 2)
