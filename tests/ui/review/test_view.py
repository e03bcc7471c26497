from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.pairs import Status, Verdict
from studio.domain.queue import Counts
from studio.domain.records import ListRow
from studio.ui.review import negatives, view
from studio.ui.text import visible
from tests.ui.review.cards import negative, pair

HOSTILE = ["[/i] [bold]list[int]", "\x1b[31mred\x1b[0m", "a\u202eb\u2066c", "e\u0301 \U0001f600 שלום", "\ud800 lone"]


def test_terms_of_the_query_are_marked_in_the_passage() -> None:
    text = view.passage_text("queue times", "The queue time counts.")
    marked = {text.plain[span.start : span.end] for span in text.spans}
    assert marked == {"queue", "time"}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_others_is_shown_literally_and_without_control_characters(hostile: str) -> None:
    card = pair(query=hostile, text=hostile, comment=hostile, negatives=(negative(text=hostile, title=hostile),))
    texts = [view.query_text(card), view.meta_line(card, card.reason), view.passage_text(card.query, card.text)]
    texts.append(negatives.negative_line(0, card.negatives[0], 80, selected=True))
    for text in texts:
        assert not set(text.plain) & {"\x1b", "\u202e", "\u2066", "\ud800"}
    if "[" in hostile and "\x1b" not in hostile:
        assert hostile in texts[0].plain


def row_of(query: str, **changes: object) -> ListRow:
    row = ListRow(
        number=1, pair_id="p", query=query, status=Status.ACCEPTED, flagged=False, edited=True, commented=False
    )
    return replace(row, **changes)  # type: ignore[arg-type]  # tests name real fields


@given(st.text(max_size=200), st.text(max_size=200), st.integers(20, 200))
def test_a_list_line_is_exactly_as_wide_as_the_list(query: str, text: str, width: int) -> None:
    for row in (row_of(query), row_of(query, beginning=text), row_of(query, title=text, heading_path=(text,))):
        line = view.list_line(row, width, current=True, ranged=False)
        assert line.cell_len == width
        assert "\n" not in line.plain


@pytest.mark.parametrize("width", [28, 54])
def test_negatives_of_one_query_can_be_told_apart_in_the_list(width: int) -> None:
    query = "why does queue time before the barrier deposition matter"
    lines = {
        view.list_line(row_of(query, title=title), width, current=False, ranged=False).plain
        for title in ("Tungsten contact fill", "Barrier thickness")
    }
    assert len(lines) == 2
    assert all("why d" in line for line in lines)


@given(st.text(max_size=200), st.integers(20, 200))
def test_a_negative_s_line_never_wraps(title: str, width: int) -> None:
    line = negatives.negative_line(0, negative(title=title), width, selected=False)
    assert line.cell_len <= width
    assert "\n" not in line.plain


@pytest.mark.parametrize(
    ("verdict", "word"),
    [(Verdict.FALSE, "is relevant"), (Verdict.HARD, "hard negative"), (Verdict.DROPPED, "dropped")],
)
def test_a_verdict_is_a_word_and_not_only_a_colour(verdict: Verdict, word: str) -> None:
    assert word in negatives.negative_line(0, negative(verdict=verdict), 100, selected=False).plain


def test_a_suspect_is_called_one() -> None:
    assert "suspect" in negatives.negative_line(0, negative(suspect=True), 100, selected=False).plain


def test_an_edited_query_shows_what_it_was() -> None:
    line = view.original_line(pair(query="new words"))
    assert line is not None
    assert "was: why does queue time" in line.plain
    assert view.original_line(pair()) is None


def test_the_card_says_why_it_is_shown() -> None:
    assert "shown because: a negative scores higher" in view.meta_line(pair(), "a negative scores higher").plain


@pytest.mark.parametrize(
    ("width", "before"), [(200, "question · recorded · "), (70, "question · "), (55, ""), (0, "question · recorded · ")]
)
def test_who_wrote_the_query_makes_room_for_why_it_is_shown(width: int, before: str) -> None:
    why = "hard to call; a negative scores higher"
    assert view.meta_line(pair(), why, width=width).plain == f"{before}shown because: {why}"


def test_a_decided_card_says_so() -> None:
    assert "✗ rejected" in view.meta_line(pair(status=Status.REJECTED), "").plain


def test_a_bulk_decision_is_previewed_with_what_it_would_change() -> None:
    question = view.bulk_question("reject", Counts(total=50, undecided=40, accepted=10), "style:need")
    assert "all 50 pairs that match style:need" in question
    assert "They are now: 40 undecided, 10 accepted." in question


def test_a_filter_without_matches_says_how_to_get_out() -> None:
    assert "esc  clears it" in view.empty_text(10, "status:accepted")
    assert "goes home, where enter does the next step" in view.empty_text(0, "")


def test_a_long_text_is_cut_and_says_by_how_much() -> None:
    shown = visible("x" * 30_000, 100)
    assert shown.startswith("x" * 100)
    assert "29,900 more characters" in shown


def test_the_bar_leaves_out_first_what_is_needed_least() -> None:
    counts = ("✓ 3  12/min", "✓ 3")
    assert view.bar_right("undone", "dev .71", counts, 80) == "undone   dev .71   ✓ 3  12/min"
    assert view.bar_right("undone", "dev .71", counts, 25) == "undone   ✓ 3  12/min"
    assert view.bar_right("undone", "dev .71", counts, 12) == "undone   ✓ 3"
    assert view.bar_right("undone", "dev .71", counts, 5) == "undone   ✓ 3"
