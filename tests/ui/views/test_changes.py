from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.records import QueryChange, QueryChanges, Ranked
from studio.ui.views import changes
from tests.ui.projects import rows


def change(text: str = "rs uniformity drift", before: int | None = 7, after: int | None = 1) -> QueryChange:
    return QueryChange(query_id="q", text=text, before=0.2, after=0.9, rank_before=before, rank_after=after)


def place(grade: int | None = None, title: str = "Copper", unit: str = "u1") -> Ranked:
    return Ranked(
        rank=3, unit_id=unit, passage_id="p", score=0.71, grade=grade, title=title, heading_path=("Limits",), text="t"
    )


@given(st.text(max_size=200), st.integers(40, 220))
def test_a_query_is_one_line_that_fits(text: str, width: int) -> None:
    line = changes.change_line(change(text), width)
    assert line.cell_len <= width
    assert "\n" not in line.plain


def test_a_query_says_where_its_answer_stood_and_stands() -> None:
    line = changes.change_line(change(), 100).plain
    assert line.startswith(" ▲ rs uniformity drift")
    assert "7th → 1st" in line
    assert line.rstrip().endswith("+.700")


def test_an_answer_that_is_in_no_top_ten_is_not_given_a_rank() -> None:
    assert ">10th → 1st" in changes.change_line(change(before=None), 100).plain


@pytest.mark.parametrize(("grade", "glyph"), [(None, "·"), (0, "✗"), (1, "✓"), (2, "✓✓"), (3, "✓✓")])
def test_a_grade_is_a_glyph(grade: int | None, glyph: str) -> None:
    assert changes.place_line(place(grade), 60, elsewhere=3, absent="new").plain.split()[1] == glyph


@pytest.mark.parametrize(("elsewhere", "shown"), [(None, "new"), (3, "="), (8, "#8")])
def test_a_place_says_where_the_other_ranking_has_it(elsewhere: int | None, shown: str) -> None:
    assert changes.place_line(place(), 60, elsewhere=elsewhere, absent="new").plain.split()[-2] == shown


@given(st.text(max_size=120), st.integers(30, 120))
def test_a_place_fits(title: str, width: int) -> None:
    line = changes.place_line(place(1, title), width, elsewhere=None, absent="out")
    assert line.cell_len <= width
    assert "\n" not in line.plain


def test_passages_of_one_document_are_told_apart_where_room_is_short() -> None:
    titled = replace(place(1, "Post-CMP clean: brush scrubbers and chemistries"), heading_path=("Residue",))
    assert "… › Residue " in changes.place_line(titled, 40, elsewhere=None, absent="out").plain


def test_the_head_counts_won_lost_and_equal() -> None:
    _, run, *_ = rows()
    base = rows()[4]
    head = changes.head(QueryChanges(won=41, lost=12, equal=79, changes=()), run, base, 120).plain
    assert "▲ won 41" in head
    assert "▼ lost 12" in head
    assert "= equal 79" in head
    assert "base all-MiniLM-L6-v2 → run-01" in head


def test_the_row_is_named_where_there_is_no_room_for_what_it_is_compared_with() -> None:
    _, run, *_ = rows()
    counted = QueryChanges(won=123, lost=21, equal=20, changes=())
    head = changes.head(counted, replace(run, name="run-01, enriched + BM25"), rows()[4], 78).plain
    assert head.endswith("= equal 20   → run-01, enriched + BM25")


def test_the_base_s_own_row_is_explained() -> None:
    assert "what every other row is compared with" in changes.head(None, rows()[4], rows()[4], 120).plain
