"""Results: rows that replace themselves, comparisons and rankings, and rows that would flatter a run."""

from pathlib import Path

import pytest

from studio.domain.leaderboard import RowKind
from studio.domain.options import SplitOptions
from studio.domain.pairs import Split
from studio.storage import datasets, pairs, results, runs
from studio.storage import test_sets as sets
from studio.storage.database import Database, UnknownNameError
from studio.storage.names import pair_number
from tests.storage import build, measured
from tests.storage.measured import queries, run


@pytest.fixture
def held_out(db: Database, tmp_path: Path) -> str:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    build.one_query_each(db, tmp_path, of)
    return next(t.test_set for t in sets.refresh_held_out(db) if t.purpose == "test")


def land(db: Database, folder: Path, *args: object, job: str = "job") -> None:
    results.land_results(db, measured.write(folder / job, *args), job)  # type: ignore[arg-type]  # handed through


def test_rows_land_best_first(db: Database, tmp_path: Path, held_out: str) -> None:
    rows = [measured.row("base", held_out, 0.4), measured.row("run-01", held_out, 0.6)]
    land(db, tmp_path, rows, {}, {})
    found = results.rows(db, held_out)
    assert [(row.name, row.kind, row.ndcg_10) for row in found] == [
        ("run-01", RowKind.RUN, 0.6),
        ("base", RowKind.BASE, 0.4),
    ]
    assert found[1].difference is None
    assert found[0].bytes_per_million == 1000


def test_a_system_s_vectors_in_less_room_are_rows_of_their_own(db: Database, tmp_path: Path, held_out: str) -> None:
    full = measured.row("run-01", held_out, 0.6)
    land(db, tmp_path, [full], {}, {}, job="of before")  # it names no precision
    assert [row.precision for row in results.rows(db, held_out)] == ["float32"]
    kinds = ("float32", "int8", "binary")
    land(db, tmp_path, [measured.row("run-01", held_out, 0.6, precision=kind) for kind in kinds], {}, {}, job="now")
    assert {row.precision for row in results.rows(db, held_out)} == set(kinds)
    again = measured.row("run-01", held_out, 0.5, precision="int8", model_hash="other")
    land(db, tmp_path, [{**again, "row_id": "another"}], {}, {}, job="again")
    assert {(row.precision, row.ndcg_10) for row in results.rows(db, held_out)} == {
        ("float32", 0.6), ("int8", 0.5), ("binary", 0.6),
    }  # fmt: skip
    runs.record(db, run("run-01"))
    assert [(figure.dimensions, figure.ndcg_10) for figure in runs.figures(db)["run-01"]] == [(384, 0.6)]


def test_a_row_measured_again_replaces_itself(db: Database, tmp_path: Path, held_out: str) -> None:
    [first, *_] = queries(db, held_out)
    land(db, tmp_path, [measured.row("base", held_out, 0.4)], {first: [0.4]}, {first: ["a"]}, job="one")
    land(db, tmp_path, [measured.row("base", held_out, 0.5)], {first: [0.5]}, {first: ["b"]}, job="two")
    [row] = results.rows(db, held_out)
    assert row.ndcg_10 == 0.5
    assert [found.unit_id for found in results.ranking(db, row.row_id, first)] == ["b"]
    assert db.query("SELECT count(*) FROM per_query") == [(1,)]


def test_every_landing_counts_a_look_once(db: Database, tmp_path: Path, held_out: str) -> None:
    land(db, tmp_path, [measured.row("base", held_out)], {}, {}, job="one")
    land(db, tmp_path, [measured.row("base", held_out)], {}, {}, job="one")
    land(db, tmp_path, [measured.row("base", held_out)], {}, {}, job="two")
    assert {t.purpose: t.looks for t in sets.test_sets(db)} == {"dev": 0, "test": 2}


def test_two_rows_are_compared_query_by_query(db: Database, tmp_path: Path, held_out: str) -> None:
    won, lost, equal = queries(db, held_out)[:3]
    relevant = {q: pairs.card(db, q).passage_id for q in (won, lost, equal)}
    rows = [measured.row("base", held_out), measured.row("run-01", held_out)]
    scores = {won: [0.2, 1.0], lost: [0.5, 0.1], equal: [0.7, 0.7]}
    land(db, tmp_path, rows, scores, {won: ["x", relevant[won]], lost: ["x", "y"], equal: [relevant[equal]]})
    found = results.compare(db, rows[0]["row_id"], rows[1]["row_id"])
    assert (found.won, found.lost, found.equal) == (1, 1, 1)
    assert [c.query_id for c in found.changes] == [won, lost]
    best = found.changes[0]
    assert (best.before, best.after, best.rank_before, best.rank_after) == (0.2, 1.0, 2, 1)
    assert best.text.startswith("what says")
    assert (found.changes[1].rank_before, found.changes[1].rank_after) == (None, None)
    assert len(results.compare(db, rows[0]["row_id"], rows[1]["row_id"], limit=1).changes) == 1


def test_a_ranking_shows_texts_and_grades(db: Database, tmp_path: Path, held_out: str) -> None:
    query = queries(db, held_out)[0]
    card = pairs.card(db, query)
    rows = [measured.row("base", held_out)]
    land(db, tmp_path, rows, {query: [0.5]}, {query: ["elsewhere", card.passage_id]})
    first, second = results.ranking(db, rows[0]["row_id"], query)
    assert (first.rank, first.grade, first.text) == (1, None, "")
    assert (second.grade, second.text, second.heading_path) == (1, card.text, card.heading_path)


def test_the_pairs_behind_a_query_are_found(db: Database, held_out: str) -> None:
    query = queries(db, held_out)[0]
    assert results.pairs_behind(db, held_out, query) == [pair_number(db, query)]


def test_a_run_is_not_measured_on_queries_of_documents_that_it_was_trained_on(db: Database, tmp_path: Path) -> None:
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of, split=SplitOptions(dev=0.0, test=0.0))
    build.one_query_each(db, tmp_path, of)
    everything = datasets.snapshot(db, tmp_path / "datasets", "not_rejected")
    runs.record(db, run("run-01", everything.dataset_hash))
    runs.record(db, run("run-02", "other"))
    build.ingest(db, tmp_path, of, of, split=build.SPLIT)
    test_set = next(t.test_set for t in sets.refresh_held_out(db) if t.purpose == "test")
    names = ("base", "run-01", "run-01 + BM25", "run-02")
    land(db, tmp_path, [measured.row(name, test_set) for name in names], {}, {})
    assert {row.name for row in results.rows(db, test_set)} == {"base", "run-02"}


def test_runs_are_numbered_and_told(db: Database) -> None:
    assert runs.next_run_id(db) == "run-01"
    runs.record(db, run("run-01"))
    assert runs.next_run_id(db) == "run-02"
    runs.record(db, run("run-12"))
    assert runs.next_run_id(db) == "run-13"
    assert runs.run(db, "run-01") == run("run-01")
    with pytest.raises(UnknownNameError, match=r"no run run-99 in this project\. Its runs: run-01, run-12"):
        runs.run(db, "run-99")
    runs.finish(db, "run-01")
    assert [r.done for r in runs.runs(db)] == [True, False]


def test_dev_rows_do_not_count_as_looks_at_test_queries(db: Database, tmp_path: Path, held_out: str) -> None:
    dev = next(t.test_set for t in sets.test_sets(db) if t.purpose == "dev")
    land(db, tmp_path, [measured.row("base", dev)], {}, {})
    assert {t.looks for t in sets.test_sets(db)} == {0}
    assert held_out != dev
    assert Split.DEV.value in dev
