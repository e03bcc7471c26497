"""How rows stand to each other: Holm over all rows ever compared, another reference, rows by their names."""

from dataclasses import replace

import pytest

from studio.domain.board import base_of, full_size, kept, named, rebased, sizes, verdicts
from studio.domain.leaderboard import RowKind
from studio.domain.statistics import compare
from tests.ui.projects import row, rows


def test_rows_at_every_size_are_one_family_and_those_no_longer_shown_too() -> None:
    run = row("run-01", RowKind.RUN, 0.734, p_value=0.004)
    small = replace(run, row_id="small", dimensions=128, p_value=0.9)
    assert verdicts([run])[run.row_id].p_value == pytest.approx(0.004)
    assert verdicts([run, small])[run.row_id].p_value == pytest.approx(0.008)
    gone = verdicts([run, small], [0.3, 0.2, 0.001])[run.row_id]
    assert gone.p_value == pytest.approx(0.016)  # one of those that are gone comes first
    assert gone.family == 5


def test_a_row_held_against_another_has_all_its_figures_against_that() -> None:
    run = row("run-01", RowKind.RUN, 0.734)
    other = rebased(run, compare([0.1, -0.05, 0.2], ["a", "b", "c"]))
    assert (other.ndcg_10, other.won, other.lost) == (run.ndcg_10, 2, 1)
    assert other.difference == pytest.approx(0.25 / 3)
    nothing = rebased(run, None)
    assert (nothing.difference, nothing.p_value, nothing.detectable, nothing.won) == (None, None, None, 0)
    assert rebased(run, compare([0.1], ["a"])).detectable is None  # one group has no spread


def test_a_row_is_named_as_the_leaderboard_names_it() -> None:
    known = rows()
    for name, expected in {
        "run-01": (RowKind.RUN, 384, "float32"),
        "run-01@128": (RowKind.RUN, 128, "float32"),
        "run-01@int8": (RowKind.RUN, 384, "int8"),
        "base": (RowKind.BASE, 384, "float32"),
        "base@128": (RowKind.BASE, 128, "float32"),
        "base@binary": (RowKind.BASE, 384, "binary"),
        " BM25 ": (RowKind.BM25, 0, "float32"),
    }.items():
        found = named(known, name)
        assert found is not None
        assert (found.kind, found.dimensions, found.precision) == expected
    assert named(known, "run-01 + BM25@int8") is None
    assert named(known, "run-07") is None
    assert named(known, "run-01@64") is None
    assert named([], "base") is None


def test_less_room_is_never_a_system_s_full_size_however_well_it_does() -> None:
    better = row("run-01", RowKind.RUN, 0.9, precision="int8")
    base = row("base all-MiniLM-L6-v2", RowKind.BASE, 0.95, precision="binary", difference=None, p_value=None)
    known = [better, base, *rows()]
    assert all(found.precision == "float32" for found in full_size(known))
    found = base_of(known)
    assert found is not None
    assert (found.ndcg_10, found.precision) == (0.663, "float32")


def test_what_a_size_keeps_is_its_share_of_the_system_s_full_size() -> None:
    known = rows()
    own = sizes(known, "run-01")
    assert [(found.dimensions, found.precision) for found in own] == [
        (384, "float32"), (128, "float32"), (384, "int8"), (384, "binary"),
    ]  # fmt: skip
    shares = [kept(known).get(found.row_id) for found in own]
    assert shares == [None, pytest.approx(0.716 / 0.734), pytest.approx(0.733 / 0.734), pytest.approx(0.705 / 0.734)]
    assert not kept([row("run-01", RowKind.RUN, 0.0), row("run-01", RowKind.RUN, 0.0, precision="int8")])
