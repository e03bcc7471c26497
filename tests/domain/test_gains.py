"""What is compared with what: own bases, and the best untouched one, chosen elsewhere."""

from dataclasses import replace

from studio.domain.board import base_of
from studio.domain.gains import best_untouched, pairs_to_compare
from studio.domain.leaderboard import Row, RowKind
from tests.ui.projects import row

PROJECT = row("base all-MiniLM-L6-v2", RowKind.BASE, 0.663)


def other(name: str, ndcg: float, **changes: object) -> Row:
    """A base that is not the project's: it has a difference itself."""
    figures: dict[str, object] = {"difference": ndcg - 0.663, "ci_low": -0.1, "ci_high": 0.1, "p_value": 0.4}
    return replace(row(name, RowKind.BASE, ndcg), **{**figures, **changes})  # type: ignore[arg-type]  # Row's own names


def test_differences_stay_against_the_project_s_base_however_good_another_is() -> None:
    rows = [other("base better", 0.8), PROJECT, row("run-01", RowKind.RUN, 0.7)]
    assert base_of(rows) == PROJECT
    assert base_of([other("base better", 0.8)]) is None


def test_after_a_change_of_base_the_differences_tell_which_one_they_are_against() -> None:
    former = row("base former", RowKind.BASE, 0.9)
    assert base_of([former, PROJECT, row("run-01", RowKind.RUN, 0.7)]) == PROJECT
    run = replace(row("run-01", RowKind.RUN, 0.7), difference=0.7 - 0.9)
    assert base_of([former, PROJECT, run]) == former


def test_the_best_untouched_base_is_the_best_one_of_the_dev_set_alone_and_whole() -> None:
    fused = row("base other + BM25", RowKind.FUSED, 0.99)
    cut = other("base cut", 0.98, dimensions=128)
    assert best_untouched([fused, other("base other", 0.7), PROJECT, cut, other("base cut", 0.5)]) == "base other"
    assert best_untouched([]) == ""


def test_a_run_is_compared_with_its_own_base_and_with_the_best_untouched() -> None:
    run, fused = row("run-01", RowKind.RUN, 0.7), row("run-01 + BM25", RowKind.FUSED, 0.75)
    own, best = other("base own", 0.6), other("base best", 0.8)
    rows = [run, fused, replace(run, row_id="small", dimensions=128), own, best, PROJECT]
    rows += [row("run-01", RowKind.RUN, 0.7, precision="int8"), row("base best", RowKind.BASE, 0.9, precision="binary")]
    found = pairs_to_compare(rows, {"run-01": ("base models/own", "base own")}, "base best")
    assert [(a.name, b.name, over) for a, b, over in found] == [
        ("run-01 + BM25", "base own", "own base"),
        ("run-01 + BM25", "base best", "best untouched base"),
        ("run-01", "base own", "own base"),
        ("run-01", "base best", "best untouched base"),
    ]


def test_a_base_that_was_not_measured_on_the_set_is_compared_with_nothing() -> None:
    assert pairs_to_compare([row("run-01", RowKind.RUN, 0.7)], {"run-01": ("base own",)}, "base best") == []
