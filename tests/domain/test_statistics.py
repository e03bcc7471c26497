"""Claims about differences: false alarms stay at their nominal rate, intervals cover, few groups are called few."""

import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.statistics import compare, holm

PS = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def grouped_world(rng: np.random.Generator, groups: int, shift: float = 0.0) -> tuple[list[float], list[str]]:
    """Differences as evaluations give them: many zeros, skewed, and alike within a group; their mean is the shift."""
    owner = np.repeat(np.arange(groups), rng.integers(1, 7, groups))
    number = len(owner)
    own = np.where(rng.random(number) < 0.5, 0.0, rng.exponential(0.15, number) - 0.15)
    shared = rng.normal(0, 0.1, groups)[owner]
    return list(own + shared + shift), [f"g{i}" for i in owner]


def test_an_exact_test_counts_every_pattern_of_signs() -> None:
    sums = [0.3, 0.1, -0.2, 0.05, 0.4]
    patterns = [sum(s * x for s, x in zip(signs, sums, strict=True)) for signs in itertools.product((-1, 1), repeat=5)]
    expected = sum(abs(p) >= abs(sum(sums)) - 1e-12 for p in patterns) / len(patterns)
    assert compare(sums, list("abcde")).p_value == pytest.approx(expected)


def test_queries_of_one_group_flip_together() -> None:
    together = compare([0.1] * 40, ["a"] * 20 + ["b"] * 20)
    assert together.p_value == 0.5  # two groups have four patterns, half of which are as extreme
    assert compare([0.1] * 40, [str(i) for i in range(40)]).p_value < 0.001


def test_no_difference_is_no_finding() -> None:
    same = compare([0.0] * 50, [str(i) for i in range(50)])
    assert (same.difference, same.p_value, same.ci_low, same.ci_high, same.won, same.lost) == (0, 1, 0, 0, 0, 0)


def test_the_rate_of_false_alarms_is_nominal_by_group_and_not_by_query() -> None:
    rng = np.random.default_rng(5)
    worlds = [grouped_world(rng, 40) for _ in range(400)]
    by_group = np.mean([compare(d, g, draws=400, seed=i).p_value < 0.05 for i, (d, g) in enumerate(worlds)])
    naive = [compare(d, [str(k) for k in range(len(d))], draws=400, seed=i).p_value for i, (d, _) in enumerate(worlds)]
    assert 0.02 <= by_group <= 0.085
    assert np.mean(np.array(naive) < 0.05) > 0.1


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(6)
    covered = 0
    for i in range(400):
        found = compare(*grouped_world(rng, 40, shift=0.03), draws=400, seed=i)
        covered += found.ci_low <= 0.03 <= found.ci_high
    assert 0.91 <= covered / 400 <= 0.98


def test_few_groups_make_intervals_that_hold_it_about_as_often() -> None:
    rng = np.random.default_rng(9)
    covered = 0
    for i in range(400):
        found = compare(*grouped_world(rng, 8, shift=0.03), draws=400, seed=i)
        covered += found.ci_low <= 0.03 <= found.ci_high
    assert covered / 400 > 0.92  # plain percentiles hold it in 89 of 100


def test_the_detectable_difference_is_found_four_times_in_five() -> None:
    rng = np.random.default_rng(7)
    detectable = float(np.mean([compare(*grouped_world(rng, 60), draws=100).detectable for _ in range(50)]))
    found = [compare(*grouped_world(rng, 60, shift=detectable), draws=400).p_value < 0.05 for _ in range(200)]
    assert 0.7 <= np.mean(found) <= 0.9


def test_the_same_seed_gives_the_same_figures() -> None:
    differences, groups = grouped_world(np.random.default_rng(8), 50)
    assert compare(differences, groups, seed=3) == compare(differences, groups, seed=3)
    assert compare(differences, groups, seed=3) != compare(differences, groups, seed=4)


def test_fewer_than_thirty_groups_are_too_few_to_tell() -> None:
    assert not compare([0.5] * 29, [str(i) for i in range(29)]).enough
    assert compare([0.5] * 30, [str(i) for i in range(30)]).enough


def test_one_group_has_no_spread_and_claims_nothing() -> None:
    one = compare([0.2, 0.4], ["a", "a"])
    assert (one.ci_low, one.ci_high, one.p_value) == (-1.0, 1.0, 1.0)
    assert math.isinf(one.detectable)


def test_comparing_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        compare([], [])
    with pytest.raises(ValueError, match="2 differences but 1 groups"):
        compare([0.1, 0.2], ["a"])


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(PS)
def test_holm_never_lowers_a_p_value_and_keeps_their_order(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(value <= new <= 1.0 for value, new in zip(values, adjusted, strict=True))
    for (a, x), (b, y) in itertools.combinations(zip(values, adjusted, strict=True), 2):
        assert (a <= b and x <= y) or (a >= b and x >= y)


def test_a_clear_difference_is_drawn_for_until_hundreds_of_rows_cannot_hide_it() -> None:
    clear = compare([0.2] * 60, [str(i) for i in range(60)])
    assert clear.p_value < 0.05 / 1000
    assert clear.p_value == compare([0.2] * 60, [str(i) for i in range(60)]).p_value


def test_the_words_need_no_numpy() -> None:
    code = "import sys, studio.domain.statistics, studio.domain.slices; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
