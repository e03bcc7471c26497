"""Test sets: held-out queries as versions by content, imported ones, looks."""

from pathlib import Path

import polars as pl
import pytest

from studio.domain.decisions import Action
from studio.domain.filters import parse
from studio.domain.leaderboard import TestSet as Set
from studio.domain.pairs import Split
from studio.storage import decisions, lines, pairs, queue
from studio.storage import test_sets as store
from studio.storage.database import Database
from tests.storage import build


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    return of


def of_side(db: Database, names: list[str], side: Split) -> list[str]:
    found = {row.pair_id for row in lines.rows(db, queue.ids(db, parse(f"split:{side}")))}
    return [name for name in names if name in found]


def frames(db: Database, folder: Path, *names: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    files = [folder / f"{kind}.parquet" for kind in ("testsets", "queries", "qrels")]
    store.export(db, names, *files)
    sets, queries, qrels = (pl.read_parquet(file) for file in files)
    return sets, queries, qrels


def test_both_sets_hold_the_queries_of_their_side(db: Database, names: list[str], tmp_path: Path) -> None:
    dev, test = store.refresh_held_out(db)
    assert (dev.purpose, test.purpose, test.title, test.unit) == (
        "dev",
        "test",
        "held-out generated queries",
        "passage",
    )
    sets, queries, qrels = frames(db, tmp_path, test.test_set)
    assert sets.columns == ["test_set", "title", "purpose", "source", "unit", "content_hash"]
    assert queries.columns == ["test_set", "query_id", "text", "style", "group_id", "source_document"]
    assert dict(qrels.schema)["grade"] == pl.Int64
    held = of_side(db, names, Split.TEST)
    assert set(queries["query_id"]) == set(held)
    assert test.queries == len(held)
    assert test.groups == queries["group_id"].n_unique()
    assert dict(qrels.select("query_id", "unit_id").iter_rows()) == {n: pairs.card(db, n).passage_id for n in held}


def test_a_rejected_pair_makes_a_new_version_and_its_return_brings_the_old_one_back(
    db: Database, names: list[str]
) -> None:
    _, before = store.refresh_held_out(db)
    rejected = of_side(db, names, Split.TEST)[0]
    build.decide(db, Action.REJECT, rejected)
    _, after = store.refresh_held_out(db)
    assert after.test_set != before.test_set
    assert after.queries == before.queries - 1
    assert [t.test_set for t in store.test_sets(db) if t.purpose == "test"] == [after.test_set]
    decisions.undo(db, "ada")
    _, again = store.refresh_held_out(db)
    assert again == before


def test_looks_follow_a_family_from_version_to_version(db: Database, names: list[str]) -> None:
    dev, test = store.refresh_held_out(db)
    store.count_look(db, [dev.test_set, test.test_set])
    store.count_look(db, [test.test_set])
    build.decide(db, Action.REJECT, of_side(db, names, Split.TEST)[0])
    dev, test = store.refresh_held_out(db)
    assert (dev.looks, test.looks) == (0, 2)
    assert sorted(t.looks for t in store.every_version(db)) == [0, 2, 2]


def test_a_version_that_nobody_looked_at_is_forgotten(db: Database, names: list[str]) -> None:
    store.refresh_held_out(db)
    build.decide(db, Action.REJECT, of_side(db, names, Split.TEST)[0])
    store.refresh_held_out(db)
    assert len(store.every_version(db)) == 2
    assert db.query("SELECT count(DISTINCT test_set) FROM test_queries") == [(2,)]


def test_what_a_person_calls_relevant_and_what_repeats_it_is_relevant(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    names = build.one_query_each(db, tmp_path, of)
    held = of_side(db, names, Split.TEST)[0]
    own = pairs.card(db, held)
    other = next(d for d in of.documents if d != own.document_id)
    twin, answering = of.passage(other, 0), of.passage(other, 1)
    joined = build.Corpus(of.documents, repeats={twin: own.passage_id})
    build.ingest(db, tmp_path, joined, of)
    build.decide(db, Action.NEGATIVE_FALSE, held, passage_id=answering)
    _, test = store.refresh_held_out(db)
    _, _, qrels = frames(db, tmp_path, test.test_set)
    assert set(qrels.filter(pl.col("query_id") == held)["unit_id"]) == {own.passage_id, twin, answering}


def test_a_query_that_training_asks_too_is_not_held_out(db: Database, of: build.Corpus, tmp_path: Path) -> None:
    names = build.one_query_each(db, tmp_path, of)
    train = pairs.card(db, of_side(db, names, Split.TRAIN)[0])
    held = pairs.card(db, of_side(db, names, Split.TEST)[0])
    build.generate(db, tmp_path, [("The Same question", train.passage_id), ("the same Question", held.passage_id)])
    _, test = store.refresh_held_out(db)
    _, queries, _ = frames(db, tmp_path, test.test_set)
    assert "the same Question" not in queries["text"].to_list()


def test_one_text_is_one_query_with_every_passage_it_was_written_for(
    db: Database, of: build.Corpus, tmp_path: Path
) -> None:
    names = build.one_query_each(db, tmp_path, of)
    first, second = (pairs.card(db, name).passage_id for name in of_side(db, names, Split.TEST)[:2])
    build.generate(db, tmp_path, [("asked twice", first), ("Asked  twice", second)])
    _, test = store.refresh_held_out(db)
    _, queries, qrels = frames(db, tmp_path, test.test_set)
    [query_id] = queries.filter(pl.col("text").str.to_lowercase().str.contains("asked"))["query_id"]
    assert set(qrels.filter(pl.col("query_id") == query_id)["unit_id"]) == {first, second}


def test_without_pairs_there_is_no_held_out_set(db: Database, of: build.Corpus) -> None:
    assert store.refresh_held_out(db) == []
    assert store.test_sets(db) == []


def test_an_imported_set_takes_the_place_of_one_of_its_name(db: Database, of: build.Corpus) -> None:
    first = store.land_import(db, _imported("people"), [_query("q1", {"doc-00.md": 2, "doc-01.md": 0})])
    assert (first.queries, first.groups, first.unit) == (1, 1, "document")
    store.count_look(db, ["people"])
    second = store.land_import(
        db, _imported("people"), [_query("q1", {"doc-00.md": 1}), _query("q2", {"doc-01.md": 1})]
    )
    assert second.content_hash != first.content_hash
    assert (second.queries, second.looks) == (2, 1)
    assert db.query("SELECT count(*) FROM qrels") == [(2,)]


def test_dev_comes_first_and_generated_last(db: Database, names: list[str]) -> None:
    store.refresh_held_out(db)
    store.land_import(db, _imported("people"), [_query("q1", {"doc-00.md": 1})])
    assert [(t.purpose, t.source) for t in store.test_sets(db)] == [
        ("dev", "generated"),
        ("test", "human"),
        ("test", "generated"),
    ]


def test_units_are_documents_sections_or_passages(db: Database, of: build.Corpus) -> None:
    assert store.units(db, "document")["doc-03.md"] == ("doc-03.md", "doc-03.md")
    assert store.units(db, "section")["doc-03.md#section-1"] == ("doc-03.md", "doc-03.md")
    assert store.units(db, "passage")[of.passage("doc-03.md", 1)] == ("doc-03.md", "doc-03.md")


def _imported(name: str) -> Set:
    return Set(
        test_set=name,
        title=name,
        purpose="test",
        source="human",
        unit="document",
        queries=0,
        groups=0,
        content_hash="",
    )


def _query(query_id: str, judgments: dict[str, int]) -> store.Query:
    return store.Query(
        query_id=query_id, text=query_id, style="", group_id="g", source_document=None, judgments=judgments
    )
