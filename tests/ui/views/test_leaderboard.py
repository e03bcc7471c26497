from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.board import chosen
from studio.domain.gains import Gain
from studio.domain.leaderboard import RowKind
from studio.domain.leaderboard import TestSet as Judged
from studio.ui.views import leaderboard as view
from studio.ui.views.leaderboard import Board
from tests.ui.projects import row, rows

SET = Judged(
    test_set="engineers", title="engineers' questions", purpose="test", source="human", unit="passage",
    queries=132, groups=61, content_hash="c0ffee", looks=3,
)  # fmt: skip


@given(st.integers(40, 240), st.booleans())
def test_rows_and_titles_share_their_columns_and_fit(width: int, every: bool) -> None:
    board = Board(SET, rows(), every)
    head = view.header(width)
    for index in range(len(board.shown)):
        line = view.row_line(board, index, width)
        assert line.cell_len == head.cell_len
        assert line.cell_len <= max(width, 40)
        assert "\n" not in line.plain


def test_every_name_is_shown_once_unless_every_dimension_is_asked_for() -> None:
    assert len(Board(SET, rows()).shown) == 5
    board = Board(SET, rows(), every=True)
    assert [(row.dimensions, row.precision) for row in board.shown if row.name == "run-01"] == [
        (384, "float32"), (384, "int8"), (128, "float32"), (384, "binary"),
    ]  # fmt: skip
    assert len(board.shown) == 11
    assert "run-01 · 384 binary" in view.row_line(board, 4, 120).plain


def test_a_size_is_seen_however_long_the_name_before_it() -> None:
    board = Board(SET, rows(), every=True)
    for width in (76, 116):
        shown = [view.row_line(board, place, width).plain for place in range(len(board.shown))]
        for found, text in zip(board.shown, shown, strict=True):
            assert board.size(found) in text
        assert "…" in "".join(shown)


def test_less_room_stands_beside_128_dimensions_where_there_is_width() -> None:
    board = Board(SET, rows())
    assert [*view.header(200).plain.split()[9:13]] == ["R@100", "128d", "int8", "binary"]
    assert view.row_line(board, 1, 200).plain.split()[-5:-2] == [".716", ".733", ".705"]
    assert view.row_line(board, 0, 200).plain.split()[-5:-2] == ["-", "-", "-"]


def test_details_say_what_every_size_keeps_and_takes() -> None:
    found = rows()
    told = [" ".join(text.split()) for text in view.details(Board(SET, found), found[1]).plain.splitlines()]
    for size in (
        "at 384 .734 1,536 MB a million",
        "at 128 .716 97.5% kept 512 MB a million",
        "at 384 int8 .733 99.9% kept 384 MB a million",
        "at 384 binary .705 96.0% kept 48 MB a million",
    ):
        assert size in told
    fused = view.details(Board(SET, found), found[0]).plain
    assert "kept" not in fused  # measured at one size alone


def test_a_difference_is_called_real_by_holm_s_p_and_not_by_the_raw_one() -> None:
    crowd = [row(f"run-{i:02}", RowKind.RUN, 0.70, p_value=0.02) for i in range(10)]
    alone = Board(SET, [*rows()[4:5], crowd[0]])
    among = Board(SET, [*rows()[4:5], *crowd])
    assert "better" in view.row_line(alone, 0, 120).plain
    assert "better" not in view.row_line(among, 0, 120).plain


@pytest.mark.parametrize("width", [20, 40, 60, 90, 140])
def test_the_bar_keeps_the_name_and_the_looks_longest(width: int) -> None:
    words = view.set_words(SET, rows(), width)
    assert words.startswith("engineers' questions")
    assert len(words) <= max(width, len(SET.title))
    assert ("3 looks" in words) == (width >= 40)


def test_a_dev_set_says_that_it_steers() -> None:
    assert "steers training" in view.set_words(replace(SET, purpose="dev"), rows(), 140)


def test_a_test_set_is_shown_before_the_dev_set_unless_that_is_asked_for() -> None:
    dev = replace(SET, test_set="dev", purpose="dev")
    assert chosen([dev, SET], "") is SET
    assert chosen([dev, SET], "dev") is dev
    assert chosen([dev], "") is dev
    assert chosen([], "") is None


def test_the_base_is_compared_with_nothing() -> None:
    board = Board(SET, rows())
    line = view.row_line(board, 3, 120).plain
    assert "base all-MiniLM-L6-v2" in line
    assert "better" not in line
    assert "difference" not in view.details(board, board.shown[3]).plain


def test_a_name_of_other_people_is_shown_literally() -> None:
    odd = row("run [/i]\x1b[31m", RowKind.RUN, 0.7)
    assert "run [/i]\ufffd[31m" in view.details(Board(SET, [odd]), odd).plain


def test_what_was_not_measured_is_a_dash() -> None:
    bare = row("run-09", RowKind.RUN, 0.7, latency_p50=None, latency_p95=None, bytes_per_million=None)
    assert view.row_line(Board(SET, [bare]), 0, 200).plain.split()[-2:] == ["-", "-"]


def test_details_say_what_was_gained_and_where_the_best_base_was_chosen() -> None:
    found = rows()
    board, run = Board(SET, found), found[1]
    own = Gain(
        row_id=run.row_id,
        name=run.name,
        test_set="engineers",
        over="own base",
        base="base own",
        base_ndcg_10=0.6,
        difference=0.134,
        ci_low=0.1,
        ci_high=0.2,
        p_value=0.0001,
        groups=61,
    )
    best = replace(own, over="best untouched base", base="base best", base_ndcg_10=0.75, difference=-0.016)
    told = view.details(board, run, [own, best]).plain
    assert "over its own base       +.134   +.100 .. +.200   p <.001" in told
    assert "base best .750, best untouched, chosen on dev, not on this" in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 66, "nothing wraps where a screen has 80 columns"
    same = view.details(board, run, [own, replace(own, over="best untouched base")]).plain
    assert same.count("base own") == 1
    assert "base own .600, best untouched" in " ".join(same.split())
    steering = view.details(Board(replace(SET, purpose="dev"), found), run, [own, best]).plain
    assert "chosen on this very set" in " ".join(steering.split())


def test_long_names_are_told_apart_on_a_narrow_screen() -> None:
    names = ("adapter, enriched + BM25", "adapter, enriched", "adapter + BM25", "run-01, enriched + BM25")
    board = Board(SET, [row(name, RowKind.ENRICHED, 0.7 - number / 100) for number, name in enumerate(names)])
    narrow = [view.row_line(board, number, 76).plain[:20] for number in range(4)]
    assert len(set(narrow)) == 4
    assert not any("…" in name for name in narrow)
    assert [name in view.row_line(board, number, 140).plain for number, name in enumerate(names)] == [True] * 4


@pytest.mark.parametrize(
    ("changed", "kind", "told"),
    [
        (replace(SET, purpose="dev", source="generated"), RowKind.ENRICHED, "the query itself;"),
        (replace(SET, source="generated"), RowKind.ADAPTER, "all queries of these documents"),
        (SET, RowKind.ENRICHED, ""),
        (replace(SET, source="generated"), RowKind.RUN, ""),
    ],
)
def test_details_say_which_queries_an_index_is_without(changed: Judged, kind: RowKind, told: str) -> None:
    shown = row("base, enriched", kind, 0.6)
    text = view.details(Board(changed, [shown]), shown).plain
    assert ("left out" in text) == bool(told)
    assert told in text
