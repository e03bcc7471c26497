"""May I stop: the bound holds at every moment of a review, and is worth having."""

import math
import random

import pytest

from studio.domain.stopping import ALPHA, Draw, bound_on_rest, bounds, evidence

POOL = 400


def _review(rng: random.Random, bad: int, cards: int) -> list[Draw]:
    """Review a pool as a person would: mostly what looks worst first, every third card drawn at random."""
    labels = [number < bad for number in range(POOL)]
    looks = [rng.random() + 0.4 * label for label in labels]
    queue = sorted(range(POOL), key=lambda number: looks[number])
    left = set(queue)
    found, draws = 0, []
    for card in range(cards):
        if card % 3:
            while queue[-1] not in left:
                queue.pop()
            number = queue[-1]
        else:
            number = rng.choice(sorted(left))
            draws.append(Draw(POOL - len(left), found, labels[number]))
        left.discard(number)
        found += labels[number]
    return draws


@pytest.mark.parametrize("share", [0.01, 0.04, 0.08])
def test_it_is_ever_wrong_in_at_most_one_review_of_twenty(share: float) -> None:
    rng = random.Random(round(share * 1000))
    bad = round(POOL * share)
    wrong = sum(max(evidence(POOL, _review(rng, bad, 150), bad)) >= math.log(1 / ALPHA) for _ in range(1000))
    assert wrong <= 50


def test_the_bounds_hold_just_what_the_evidence_does_not_speak_against() -> None:
    rng = random.Random(7)
    for _ in range(20):
        draws = _review(rng, 30, 120)
        last = draws[-1]
        fewest = last.bad_before + last.bad
        most = POOL - (last.reviewed + 1 - fewest)
        low, high = bounds(POOL, draws, fewest=fewest, most=most)
        stands = [n for n in range(fewest, most + 1) if list(evidence(POOL, draws, n))[-1] < math.log(1 / ALPHA)]
        assert (low, high) == (stands[0], stands[-1])


def test_nothing_drawn_says_nothing_and_everything_reviewed_leaves_nothing() -> None:
    assert bound_on_rest(100, [], reviewed=10, bad=2).share == 1.0
    done = bound_on_rest(3, [Draw(n, 0, bad=False) for n in range(3)], reviewed=3, bad=0)
    assert (done.left, done.most_bad, done.share) == (0, 0, 0.0)
    assert done.claim == "nothing is left that nobody looked at; 0 of 3 drawn at random so far were bad"


def test_a_hundred_good_cards_drawn_at_random_leave_few_bad_ones() -> None:
    draws = [Draw(number, 0, bad=False) for number in range(100)]
    assert bound_on_rest(1000, draws, reviewed=100, bad=0).share < 0.05


def test_bad_ones_that_another_order_found_are_not_left() -> None:
    draws = [Draw(200 + number, 40, bad=False) for number in range(100)]
    after = bound_on_rest(1000, draws, reviewed=300, bad=40)
    assert after.left == 700
    assert after.share < 0.06
