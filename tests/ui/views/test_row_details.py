from dataclasses import replace

import pytest

from studio.domain.gains import Gain
from studio.domain.leaderboard import RowKind
from studio.domain.leaderboard import TestSet as Judged
from studio.ui.views.board import Board
from studio.ui.views.row_details import details
from tests.ui.projects import ENGINEERS, row, rows


def test_details_say_what_every_size_keeps_and_takes() -> None:
    found = rows()
    told = [" ".join(text.split()) for text in details(Board(ENGINEERS, found), found[1]).plain.splitlines()]
    for size in (
        "at 384 .734 1,536 MB a million",
        "at 128 .716 97.5% kept 512 MB a million",
        "at 384 int8 .733 99.9% kept 384 MB a million",
        "at 384 binary .705 96.0% kept 48 MB a million",
    ):
        assert size in told
    fused = details(Board(ENGINEERS, found), found[0]).plain
    assert "kept" not in fused  # measured at one size alone


def test_a_name_of_other_people_is_shown_literally() -> None:
    odd = row("run [/i]\x1b[31m", RowKind.RUN, 0.7)
    assert "run [/i]\ufffd[31m" in details(Board(ENGINEERS, [odd]), odd).plain


def test_details_say_what_was_gained_and_where_the_best_base_was_chosen() -> None:
    found = rows()
    board, run = Board(ENGINEERS, found), found[1]
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
    told = details(board, run, [own, best]).plain
    assert "over its own base       +.134   +.100 .. +.200   p <.001" in told
    assert "base best .750, best untouched, chosen on dev, not on this" in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 66, "nothing wraps where a screen has 80 columns"
    same = details(board, run, [own, replace(own, over="best untouched base")]).plain
    assert same.count("base own") == 1
    assert "base own .600, best untouched" in " ".join(same.split())
    steering = details(Board(replace(ENGINEERS, purpose="dev"), found), run, [own, best]).plain
    assert "chosen on this very set" in " ".join(steering.split())


@pytest.mark.parametrize(
    ("p_value", "low", "told"),
    [(0.001, 0.026, ""), (0.3, -0.005, "to tell if better"), (0.3, -0.05, "to tell if better, 1")],
)
def test_details_say_how_many_queries_would_tell_only_where_these_do_not(p_value: float, low: float, told: str) -> None:
    [*found] = rows()
    found[1] = replace(found[1], difference=0.02, p_value=p_value, ci_low=low)
    text = details(Board(ENGINEERS, found), found[1]).plain
    assert ("queries still to judge" in text) == bool(told)
    assert told in text


@pytest.mark.parametrize(
    ("changed", "kind", "told"),
    [
        (replace(ENGINEERS, purpose="dev", source="generated"), RowKind.ENRICHED, "the query itself;"),
        (replace(ENGINEERS, source="generated"), RowKind.ADAPTER, "all queries of these documents"),
        (ENGINEERS, RowKind.ENRICHED, ""),
        (replace(ENGINEERS, source="generated"), RowKind.RUN, ""),
    ],
)
def test_details_say_which_queries_an_index_is_without(changed: Judged, kind: RowKind, told: str) -> None:
    shown = row("base, enriched", kind, 0.6)
    text = details(Board(changed, [shown]), shown).plain
    assert ("left out" in text) == bool(told)
    assert told in text
