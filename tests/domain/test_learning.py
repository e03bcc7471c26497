"""What is learned from decisions: whether it finds what was rejected, and whether it says honestly how well."""

import random

import pytest

from studio.domain.learning import FEATURES, FEWEST_REJECTED, Example, learn


def _examples(number: int, *, told: bool, seed: int = 7) -> list[Example]:
    """Pairs of which a fifth are rejected; where `told`, the margin and the rank tell which."""
    draw = random.Random(seed)
    made: list[Example] = []
    for _ in range(number):
        bad = draw.random() < 0.2
        shift = 1.5 * bad if told else 0.0
        values = [draw.gauss(0, 1) for _ in FEATURES]
        values[3] += shift
        values[0] = values[0] * 100 + 100 * shift
        values[6] = 0.0  # says nothing: the same for every pair
        made.append((bad, values))
    return made


def test_nothing_is_learned_from_too_few_rejects_or_from_one_kind() -> None:
    few = [(True, [1.0] * len(FEATURES))] * (FEWEST_REJECTED - 1) + [(False, [0.0] * len(FEATURES))] * 50
    assert learn(few) is None
    assert learn([(True, [1.0] * len(FEATURES))] * 50) is None


def test_what_tells_rejects_apart_gets_the_weight_and_the_first_picks_are_mostly_bad() -> None:
    learned = learn(_examples(600, told=True))
    assert learned is not None
    assert learned.weights[3] > 0.5
    assert learned.weights[6] == pytest.approx(0)
    assert learned.precision > 3 * learned.base


def test_most_of_the_rejected_score_above_the_middle_and_most_of_the_accepted_below() -> None:
    examples = _examples(600, told=True)
    learned = learn(examples)
    assert learned is not None
    right = [
        bad is (sum(weight * value for weight, value in zip(learned.weights, values, strict=True)) > learned.middle)
        for bad, values in examples
    ]
    assert sum(right) > 0.75 * len(right)


@pytest.mark.parametrize("seed", range(5))
def test_where_nothing_tells_them_apart_no_precision_is_claimed(seed: int) -> None:
    learned = learn(_examples(600, told=False, seed=seed))
    assert learned is not None
    assert learned.precision < 2 * learned.base


def test_features_that_separate_both_kinds_entirely_do_no_harm() -> None:
    made = [(bad, [5.0 * bad, *[0.0] * (len(FEATURES) - 1)]) for bad in [True] * 40 + [False] * 40]
    learned = learn(made)
    assert learned is not None
    assert learned.precision == 1.0
