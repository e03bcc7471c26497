from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.board import chosen, ranked
from studio.domain.leaderboard import RowKind
from studio.domain.verdict import Fall
from studio.ui.views import leaderboard as view
from studio.ui.views.board import Board
from studio.ui.views.row_details import details
from tests.ui.projects import ENGINEERS, row, rows


@given(st.integers(40, 240), st.booleans())
def test_rows_and_titles_share_their_columns_and_fit(width: int, every: bool) -> None:
    board = Board(ENGINEERS, rows(), every)
    head = view.header(width)
    for index in range(len(board.shown)):
        line = view.row_line(board, index, width)
        assert line.cell_len == head.cell_len
        assert line.cell_len <= max(width, 40)
        assert "\n" not in line.plain


def test_every_name_is_shown_once_unless_every_dimension_is_asked_for() -> None:
    assert len(Board(ENGINEERS, rows()).shown) == 5
    board = Board(ENGINEERS, rows(), every=True)
    assert [(row.dimensions, row.precision) for row in board.shown if row.name == "run-01"] == [
        (384, "float32"), (384, "int8"), (128, "float32"), (384, "binary"),
    ]  # fmt: skip
    assert len(board.shown) == 11
    assert "run-01 · 384 binary" in view.row_line(board, 4, 120).plain


def test_a_size_is_seen_however_long_the_name_before_it() -> None:
    board = Board(ENGINEERS, rows(), every=True)
    for width in (76, 116):
        shown = [view.row_line(board, place, width).plain for place in range(len(board.shown))]
        for found, text in zip(board.shown, shown, strict=True):
            assert board.size(found) in text
        assert "…" in "".join(shown)


def test_less_room_stands_beside_128_dimensions_where_there_is_width() -> None:
    board = Board(ENGINEERS, rows())
    assert [*view.header(200).plain.split()[10:14]] == ["R@100", "128d", "int8", "binary"]
    assert view.row_line(board, 1, 200).plain.split()[-5:-2] == [".716", ".733", ".705"]
    assert view.row_line(board, 0, 200).plain.split()[-5:-2] == ["-", "-", "-"]


def test_the_kind_of_query_that_a_row_does_worse_on_is_named_first() -> None:
    fall = Fall(kind="keyword queries", difference=-0.03, queries=12, groups=10, certain=False)
    board = Board(ENGINEERS, rows())
    assert view.note(board, rows()[1], (fall, fall)).plain.startswith(
        "▼ perhaps worse: keyword queries -.030 and 1 other kind, s · p by Holm over"
    )
    assert view.note(board, rows()[1], (replace(fall, certain=True),)).plain.startswith(
        "▼ worse: keyword queries -.030, s · "
    )


def test_a_difference_is_called_real_by_holm_s_p_and_not_by_the_raw_one() -> None:
    crowd = [row(f"run-{i:02}", RowKind.RUN, 0.70, p_value=0.02) for i in range(10)]
    alone = Board(ENGINEERS, [*rows()[4:5], crowd[0]])
    among = Board(ENGINEERS, [*rows()[4:5], *crowd])
    assert "better" in view.row_line(alone, 0, 120).plain
    assert "better" not in view.row_line(among, 0, 120).plain


@pytest.mark.parametrize("width", [20, 40, 60, 90, 140])
def test_the_bar_keeps_the_name_and_the_looks_longest(width: int) -> None:
    words = view.set_words(ENGINEERS, rows(), width)
    assert words.startswith("engineers' questions")
    assert len(words) <= max(width, len(ENGINEERS.title))
    assert ("3 looks" in words) == (width >= 40)


def test_a_dev_set_says_that_it_steers() -> None:
    assert "steers training" in view.set_words(replace(ENGINEERS, purpose="dev"), rows(), 140)


def test_a_test_set_is_shown_before_the_dev_set_unless_that_is_asked_for() -> None:
    dev = replace(ENGINEERS, test_set="dev", purpose="dev")
    assert chosen([dev, ENGINEERS], "") is ENGINEERS
    assert chosen([dev, ENGINEERS], "dev") is dev
    assert chosen([dev], "") is dev
    assert chosen([], "") is None


def test_test_sets_are_shown_in_one_order_everywhere_the_dev_set_last() -> None:
    dev = replace(ENGINEERS, test_set="dev", purpose="dev")
    judged, unjudged = replace(ENGINEERS, answered=90), replace(ENGINEERS, test_set="unjudged", answered=0)
    assert ranked([dev, unjudged, judged]) == [judged, unjudged, dev]


def test_the_base_is_compared_with_nothing() -> None:
    board = Board(ENGINEERS, rows())
    line = view.row_line(board, 3, 120).plain
    assert "base all-MiniLM-L6-v2" in line
    assert "better" not in line
    assert "difference" not in details(board, board.shown[3]).plain


def test_what_was_not_measured_is_a_dash() -> None:
    bare = row("run-09", RowKind.RUN, 0.7, latency_p50=None, latency_p95=None, bytes_per_million=None)
    assert view.row_line(Board(ENGINEERS, [bare]), 0, 200).plain.split()[-2:] == ["-", "-"]


def test_long_names_are_told_apart_on_a_narrow_screen() -> None:
    names = ("adapter, enriched + BM25", "adapter, enriched", "adapter + BM25", "run-01, enriched + BM25")
    board = Board(ENGINEERS, [row(name, RowKind.ENRICHED, 0.7 - number / 100) for number, name in enumerate(names)])
    narrow = [view.row_line(board, number, 76).plain[:20] for number in range(4)]
    assert len(set(narrow)) == 4
    assert not any("…" in name for name in narrow)
    assert [name in view.row_line(board, number, 140).plain for number, name in enumerate(names)] == [True] * 4
