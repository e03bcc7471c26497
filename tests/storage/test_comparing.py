"""Rows against any row, Holm's family with what is no longer shown, queries with what their answers hold."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from studio.domain.board import Told
from studio.domain.leaderboard import TestSet as Judged
from studio.errors import InputError
from studio.storage import comparing, results
from studio.storage import test_sets as sets
from studio.storage.database import Database, UnknownNameError
from tests.storage import build, measured
from tests.storage.measured import BARE, queries

NAMES = ("run-01", "BM25", "base")


@pytest.fixture
def held_out(db: Database, tmp_path: Path) -> Judged:
    """Return a test set on which a run, BM25 and the base were measured."""
    of = build.simple(documents=15)
    build.ingest(db, tmp_path, of)
    build.one_query_each(db, tmp_path, of)
    [found] = [t for t in sets.refresh_held_out(db) if t.purpose == "test"]
    land(db, tmp_path, found.test_set, (0.8, 0.3, 0.5))
    return found


def land(db: Database, folder: Path, test_set: str, figures: Sequence[float], job: str = "one", **more: object) -> None:
    rows = [measured.row(name, test_set, figure, **more) for name, figure in zip(NAMES, figures, strict=True)]
    scores: dict[str, Sequence[float]] = {
        query: [figure + 0.01 * number for figure in figures] for number, query in enumerate(queries(db, test_set))
    }
    results.land_results(db, measured.write(folder / job, rows, scores, {}), job)


def of(db: Database, test_set: Judged, name: str) -> str:
    return next(row.row_id for row in results.rows(db, test_set.test_set) if row.name == name)


def test_against_the_base_the_stored_figures_stand(db: Database, held_out: Judged) -> None:
    found = comparing.compared(db, held_out.test_set)
    assert found.reference is not None
    assert found.reference.name == "base"
    assert {row.name: row.difference for row in found.rows} == {"run-01": 0.1, "BM25": 0.1, "base": None}
    assert found.others == []


def test_against_another_row_every_figure_is_made_anew(db: Database, held_out: Judged) -> None:
    found = comparing.compared(db, held_out.test_set, of(db, held_out, "BM25"))
    differences = {row.name: row.difference for row in found.rows}
    assert differences["run-01"] == pytest.approx(0.5)
    assert differences["base"] == pytest.approx(0.2)
    assert differences["BM25"] is None
    number = len(queries(db, held_out.test_set))
    assert {row.name: (row.won, row.lost) for row in found.rows}["run-01"] == (number, 0)
    assert {told.reference.name for told in found.told()} == {"BM25"}


def test_rows_that_were_replaced_stay_in_the_family_and_the_very_same_row_counts_once(
    db: Database, held_out: Judged, tmp_path: Path
) -> None:
    name = held_out.test_set
    assert len(results.ever_compared(db, name)) == 2
    land(db, tmp_path, name, (0.8, 0.3, 0.5), job="two")
    assert len(results.ever_compared(db, name)) == 2
    rows = [measured.row("run-01", name, 0.6, p_value=0.2)]
    rows[0]["row_id"] = "other weights"
    results.land_results(db, measured.write(tmp_path / "three", rows, {}, {}), "three")
    assert [row.row_id for row in results.rows(db, name) if row.name == "run-01"] == ["other weights"]
    assert sorted(results.ever_compared(db, name).values()) == [0.01, 0.01, 0.2]
    found = comparing.compared(db, name)
    assert found.others == [0.01]
    assert {told.verdict.family for told in found.told()} == {3}


def test_against_another_row_what_is_gone_counts_as_no_finding(db: Database, held_out: Judged, tmp_path: Path) -> None:
    rows = [measured.row("run-01", held_out.test_set, 0.6)]
    rows[0]["row_id"] = "other weights"
    results.land_results(db, measured.write(tmp_path / "two", rows, {}, {}), "two")
    found = comparing.compared(db, held_out.test_set, of(db, held_out, "BM25"))
    assert {row.name: row.difference for row in found.rows}["run-01"] is None  # without figures per query
    assert found.others == [1.0, 1.0]


def test_versions_of_a_generated_set_are_one_family(db: Database, held_out: Judged, tmp_path: Path) -> None:
    db.query("UPDATE pairs SET query = query || ' now' WHERE split = 'test'")
    [later] = [t for t in sets.refresh_held_out(db) if t.purpose == "test"]
    assert later.test_set != held_out.test_set
    land(db, tmp_path, later.test_set, (0.8, 0.3, 0.5), job="two")
    assert len(results.ever_compared(db, later.test_set)) == 4


def test_queries_come_with_style_document_figures_and_the_words_that_their_answer_holds(
    db: Database, held_out: Judged
) -> None:
    found = comparing.asked(db, held_out, of(db, held_out, "base"), of(db, held_out, "run-01"))
    assert [each.query_id for each in found] == queries(db, held_out.test_set)
    assert {round(each.after - each.before, 9) for each in found} == {0.3}
    assert all(each.document for each in found)
    assert all(each.overlap is not None and 0 < each.overlap <= 1 for each in found)


@pytest.mark.parametrize("unit", ["section", "document"])
def test_units_larger_than_a_passage_answer_with_the_best_of_theirs(db: Database, tmp_path: Path, unit: str) -> None:
    of_units = build.simple(documents=3)
    build.ingest(db, tmp_path, of_units)
    [(document, headings, text), *_] = db.query(
        "SELECT document_id, heading_path, text FROM passages ORDER BY 1, ordinal"
    )
    name = next(name for name, (_, owner) in sets.units(db, unit).items() if owner == document)  # type: ignore[arg-type]  # one of the units
    query = sets.Query(query_id="q", text=str(text), style="", group_id="g", source_document=None, judgments={name: 1})
    test_set = replace(BARE, unit=unit)  # type: ignore[arg-type]  # one of the units
    landed = sets.land_import(db, test_set, [query])
    found = [passage_id for _, _, passage_id, _ in comparing.answers(db, landed)]
    assert found
    owners = db.query("SELECT DISTINCT document_id FROM passages WHERE list_contains(?, passage_id)", [found])
    assert owners == [(document,)]
    assert headings is not None


def test_a_verdict_names_what_got_worse_and_says_nothing_where_the_figures_are_gone(
    db: Database, held_out: Judged
) -> None:
    [told] = [told for told in comparing.compared(db, held_out.test_set).told() if told.row.name == "BM25"]
    assert told.verdict.falls is None
    fallen = comparing.with_falls(db, held_out, told).verdict.falls
    assert fallen is not None
    assert all(fall.difference < 0 for fall in fallen)
    gone = Told(row=replace(told.row, row_id="gone"), reference=told.reference, verdict=told.verdict)
    assert comparing.with_falls(db, held_out, gone).verdict.falls is None


def test_two_rows_are_compared_by_their_names(db: Database, held_out: Judged) -> None:
    told = comparing.told_between(db, held_out, "run-01", "BM25")
    assert (told.row.name, told.reference.name) == ("run-01", "BM25")
    assert told.verdict.difference == pytest.approx(0.5)
    back = comparing.told_between(db, held_out, "BM25", "run-01")
    assert back.verdict.difference == pytest.approx(-0.5)
    with pytest.raises(UnknownNameError, match=r"There is no row run-07 on .+\. Its rows: run-01; base; BM25"):
        comparing.told_between(db, held_out, "run-07", "base")
    with pytest.raises(InputError, match="name two rows"):
        comparing.told_between(db, held_out, "base", "base")


def test_a_test_set_is_chosen_by_name_or_as_it_is_shown_first(db: Database, held_out: Judged) -> None:
    assert comparing.chosen_set(db, "").test_set == held_out.test_set
    assert comparing.chosen_set(db, held_out.test_set).test_set == held_out.test_set
    with pytest.raises(UnknownNameError, match="There is no test set engineers"):
        comparing.chosen_set(db, "engineers")
