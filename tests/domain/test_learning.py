"""What is learned from decisions: whether it finds what was rejected, and whether it says honestly how well."""

import random
from collections.abc import Sequence
from statistics import fmean

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


def test_pairs_that_are_all_alike_claim_no_more_than_their_share() -> None:
    alike = [(number % 4 == 0, [1.0] * len(FEATURES)) for number in range(200)]
    learned = learn(alike)
    assert learned is not None
    assert learned.precision == pytest.approx(learned.base, abs=0.05)


def test_the_precision_told_is_about_that_of_pairs_to_come() -> None:
    made = [_examples(200, told=True, seed=seed) for seed in range(12)]
    known = [learned for examples in made if (learned := learn([_far(each) for each in examples]))]
    coming = [_far(each) for each in _examples(3000, told=True, seed=99)]
    true = [_first_picks(learned.weights, coming) for learned in known]
    assert fmean(learned.precision for learned in known) == pytest.approx(fmean(true), abs=0.04)


def _far(example: Example) -> Example:
    """Return an example whose features lie far from nought, as logarithms of ranks and lengths do."""
    bad, values = example
    return bad, [value + 500.0 if place == 0 else value + 5.0 for place, value in enumerate(values)]


def _first_picks(weights: Sequence[float], examples: Sequence[Example]) -> float:
    """Return the share of rejected pairs among the tenth that scores highest."""
    ranked = sorted(examples, key=lambda each: -sum(w * v for w, v in zip(weights, each[1], strict=True)))
    return fmean(bad for bad, _ in ranked[: len(ranked) // 10])


def test_features_that_separate_both_kinds_entirely_do_no_harm() -> None:
    made = [(bad, [5.0 * bad, *[0.0] * (len(FEATURES) - 1)]) for bad in [True] * 40 + [False] * 40]
    learned = learn(made)
    assert learned is not None
    assert learned.precision == 1.0
