"""The pairs of a run's dataset that stand behind its ranking of a test query."""

from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.leaderboard import TestSet as Judged
from studio.domain.options import SplitOptions
from studio.domain.records import Run
from studio.errors import InputError
from studio.storage import datasets
from studio.storage import test_sets as sets
from studio.storage.database import Database
from studio.storage.names import pair_number
from studio.storage.taught import enriching, taught
from tests.storage import build
from tests.storage.measured import BARE, run


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    of = build.simple()
    build.ingest(db, tmp_path, of, split=SplitOptions(dev=0.0, test=0.0))
    return of


@pytest.fixture
def trained(db: Database, tmp_path: Path, names: list[str]) -> Run:
    assert names
    return run("run-01", datasets.snapshot(db, tmp_path / "datasets", "not_rejected").dataset_hash)


def ask(db: Database, text: str, answer: str) -> Judged:
    query = sets.Query(query_id="q", text=text, style="", group_id="g", source_document=None, judgments={answer: 1})
    return sets.land_import(db, BARE, [query])


def behind(db: Database, pair: str) -> str:
    """The passage that a pair asks for."""
    [(found,)] = db.query("SELECT passage_id FROM pairs JOIN passages USING (passage_no) WHERE pair_id = ?", [pair])
    return str(found)


def test_pairs_of_what_was_raised_come_first_then_those_of_the_answer_then_the_nearest(
    db: Database, tmp_path: Path, names: list[str], trained: Run
) -> None:
    [(nearest,)] = db.query("SELECT query FROM pairs WHERE pair_id = ?", [names[7]])
    test_set = ask(db, str(nearest), behind(db, names[3]))
    found = taught(db, tmp_path, trained, test_set=test_set, query_id="q", raised=[behind(db, names[5])])
    assert found[:3] == [pair_number(db, names[place]) for place in (5, 3, 7)]
    assert len(found) == len(set(found))


def test_words_that_every_query_has_bring_nothing_near(
    db: Database, tmp_path: Path, names: list[str], trained: Run
) -> None:
    db.query("UPDATE pairs SET query = 'the ' || query")
    other = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    test_set = ask(db, "the", behind(db, names[3]))
    again = replace(trained, dataset_hash=other.dataset_hash)
    found = taught(db, tmp_path, again, test_set=test_set, query_id="q", raised=[])
    assert found == [pair_number(db, names[3])]


def test_what_enriches_an_index_is_told_in_the_same_order_and_leaves_no_file(
    db: Database, tmp_path: Path, names: list[str], trained: Run
) -> None:
    test_set = ask(db, "queue", behind(db, names[3]))
    before = set(tmp_path.iterdir())
    raised = [behind(db, names[5])]
    found = enriching(db, tmp_path, "not_rejected", test_set=test_set, query_id="q", raised=raised)
    assert found == taught(db, tmp_path, trained, test_set=test_set, query_id="q", raised=raised)
    assert found[0] == pair_number(db, names[5])
    assert set(tmp_path.iterdir()) == before


def test_a_dataset_that_is_gone_is_said_to_be(db: Database, tmp_path: Path, names: list[str], trained: Run) -> None:
    test_set = ask(db, "queue", behind(db, names[3]))
    for other in (replace(trained, dataset_hash="nothing"), trained):
        (tmp_path / "datasets" / f"{trained.dataset_hash}.parquet").unlink(missing_ok=True)
        with pytest.raises(InputError, match="that run-01 was trained on is gone"):
            taught(db, tmp_path, other, test_set=test_set, query_id="q", raised=[])
