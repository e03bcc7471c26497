"""What is said of a row: four verdicts, how many more queries would tell, and never silence about what got worse."""

import math
from dataclasses import replace

import numpy as np
import pytest

from studio.domain.statistics import compare
from studio.domain.verdict import Fall, RowVerdict, Said

CHANCE = RowVerdict(
    difference=0.02,
    ci_low=-0.0192,
    ci_high=0.0592,
    p_value=0.3,
    standard_error=0.02,
    queries=120,
    groups=60,
)
FELL = Fall(kind="keyword queries", difference=-0.051, queries=80, groups=41, certain=True)


@pytest.mark.parametrize(
    ("difference", "ci_low", "p_value", "said"),
    [
        (0.05, 0.01, 0.001, Said.BETTER),
        (-0.05, -0.09, 0.001, Said.WORSE),
        (0.001, -0.009, 0.8, Said.NOT_WORSE),
        (0.001, -0.011, 0.8, Said.CANNOT_TELL),
        (0.05, 0.01, 0.2, Said.NOT_WORSE),  # Holm's p forbids better
    ],
)
def test_the_word_follows_from_the_figures(difference: float, ci_low: float, p_value: float, said: Said) -> None:
    found = replace(CHANCE, difference=difference, ci_low=ci_low, p_value=p_value)
    assert found.said is said
    assert replace(found, groups=29).said is Said.CANNOT_TELL


def test_better_says_by_how_much_and_worse_that_the_base_is_kept() -> None:
    better = replace(CHANCE, difference=0.071, ci_low=0.024, ci_high=0.118, p_value=0.004)
    assert better.sentence("run-03", "base m") == "run-03 is better than base m, by +.071 (+.024 to +.118)."
    worse = replace(CHANCE, difference=-0.05, ci_low=-0.09, ci_high=-0.01, p_value=0.004)
    assert worse.sentence("run-03", "base m") == (
        "run-03 is worse than base m, -.050 (-.090 to -.010): base m is kept."
    )


def test_not_worse_says_which_loss_is_ruled_out() -> None:
    same = replace(CHANCE, difference=0.001, ci_low=-0.008, ci_high=0.01)
    assert same.sentence("run-03", "base") == (
        "run-03 is not worse than base: +.001 (-.008 to +.010), a loss of .01 is ruled out."
    )


def test_what_cannot_be_told_says_how_many_more_queries_would_tell() -> None:
    # 2.8 standard errors of .02 are .056; .02 takes (2.8) ** 2 times the queries: 942 of them, 822 more
    assert CHANCE.more_queries("difference") == math.ceil(120 * (2.8015852 * 0.02 / 0.02) ** 2 - 120)
    assert CHANCE.sentence("run-03", "base") == (
        "Can't tell yet whether run-03 is better than base: +.020 (-.019 to +.059); "
        "about 830 more judged queries would tell."
    )


def test_below_the_margin_the_queries_are_those_that_would_rule_out_a_loss() -> None:
    small = replace(CHANCE, difference=0.004, ci_low=-0.035)
    assert small.more_queries("margin") == math.ceil(120 * (2.8015852 * 0.02 / 0.01) ** 2 - 120)
    assert "about 3,700 more judged queries would tell if it is not worse." in small.sentence("run-03", "base")


def test_many_rows_take_more_queries_and_the_margin_does_not_care() -> None:
    among = replace(CHANCE, family=84)
    assert (among.more_queries("difference") or 0) > 1.9 * (CHANCE.more_queries("difference") or 0)
    assert among.more_queries("margin") == CHANCE.more_queries("margin")


def test_the_number_of_queries_that_is_named_finds_the_difference_four_times_in_five() -> None:
    rng = np.random.default_rng(3)

    def world(groups: int) -> tuple[list[float], list[str]]:
        owner = np.repeat(np.arange(groups), 2)
        values = rng.normal(0.03, 0.15, len(owner)) + rng.normal(0, 0.05, groups)[owner]
        return values.tolist(), [f"g{i}" for i in owner]

    first = compare(*world(2_000), draws=100)
    pilot = RowVerdict(
        difference=0.03,
        ci_low=0.0,
        ci_high=0.0,
        p_value=1.0,
        standard_error=first.standard_error * math.sqrt(first.queries / 80),
        queries=80,
        groups=40,
    )
    more = pilot.more_queries("difference")
    assert more is not None
    found = [compare(*world((80 + more) // 2), draws=400, seed=i).p_value < 0.05 for i in range(200)]
    assert 0.7 <= np.mean(found) <= 0.9


def test_too_few_groups_are_asked_for_first() -> None:
    few = replace(CHANCE, groups=12, difference=0.5, ci_low=0.4)
    assert few.more_queries("difference") == 180  # 30 groups at 10 queries each
    assert "in 12 groups, at least 30 are needed; about 180 more judged queries" in few.sentence("run-03", "base")


@pytest.mark.parametrize("changed", [{"difference": 0.0}, {"standard_error": math.inf}, {"difference": 1e-5}])
def test_no_number_is_named_where_none_would_be_true(changed: dict[str, float]) -> None:
    assert replace(CHANCE, **changed).more_queries("difference") is None  # type: ignore[arg-type]  # a field's name


def test_where_no_number_of_queries_can_be_planned_for_that_is_said() -> None:
    hopeless = replace(CHANCE, difference=0.011, standard_error=0.9)
    assert hopeless.sentence("run-03", "base").endswith("; it would take more than 100,000 judged queries to tell.")


def test_a_verdict_is_followed_by_the_kinds_of_query_that_got_worse() -> None:
    unsure = Fall(kind="queries of 1 to 3 words", difference=-0.03, queries=9, groups=4, certain=False)
    better = replace(CHANCE, difference=0.071, ci_low=0.024, ci_high=0.118, p_value=0.004)
    said = replace(better, falls=(FELL, unsure)).sentence("run-03", "base")
    assert said.endswith(
        "Worse for keyword queries (-.051). "
        "Perhaps worse, too few to be sure: queries of 1 to 3 words (-.030 over 9 queries)."
    )
    assert replace(better, falls=()).sentence("run-03", "base").endswith("No kind of query got worse.")
    assert "kind" not in better.sentence("run-03", "base")  # nobody looked
