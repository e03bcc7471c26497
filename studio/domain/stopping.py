"""How many bad pairs are left among those that nobody reviewed, in a bound that holds at every moment of a review.

A confidence sequence for sampling without replacement (Waudby-Smith and Ramdas 2020, arXiv 2006.04347, the
prior-posterior ratio): the person may look after every card and stop when they like. Only cards drawn at random are
evidence; what other orders found moves the counts that the next draw is held against. Knows neither cards nor storage.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from studio.domain.wording import plural

__all__ = ["ALPHA", "Bound", "Draw", "bound_on_rest", "bounds", "evidence"]

ALPHA = 0.05
"""Chance that a bound is ever wrong."""

_BAD, _GOOD = 1.0, 19.0
"""The working prior: one bad pair in twenty. Any other would be as valid; this one is tight where few are bad."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A pair drawn at random from those not reviewed: how many were reviewed before it, how many of them bad."""

    reviewed: int
    bad_before: int
    bad: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What the random cards say of the rest: at most `most_bad` of its `left` pairs are bad."""

    draws: int
    bad_draws: int
    left: int
    most_bad: int

    @property
    def share(self) -> float:
        """The bound as a share of the rest, 0 to 1; 0 where nothing is left."""
        return self.most_bad / self.left if self.left else 0.0

    @property
    def claim(self) -> str:
        """What may be said of the rest now."""
        sample = f"{self.bad_draws:,} of {self.draws:,} drawn at random so far were"
        if not self.left:
            return f"nothing is left that nobody looked at; {sample} bad"
        rest = plural(self.left, "pair")
        return f"at most {self.share:.1%} of {rest} not looked at are bad: {sample}, level {1 - ALPHA:.0%}"


def bound_on_rest(pool: int, draws: Sequence[Draw], *, reviewed: int, bad: int, alpha: float = ALPHA) -> Bound:
    """Bound the bad pairs among the `pool - reviewed` that are left; `bad` counts those found so far, by any order."""
    _, high = bounds(pool, draws, fewest=bad, most=pool - reviewed + bad, alpha=alpha)
    return Bound(draws=len(draws), bad_draws=sum(draw.bad for draw in draws), left=pool - reviewed, most_bad=high - bad)


def bounds(pool: int, draws: Sequence[Draw], *, fewest: int, most: int, alpha: float = ALPHA) -> tuple[int, int]:
    """Return the least and the largest number of bad pairs in the pool that the draws do not speak against.

    `fewest` bad pairs are known, and with those known to be good there cannot be more than `most`.
    """
    said = sum(_predicted(draws))
    bar = said + math.log(alpha)
    likeliest = _first(fewest, most, lambda bad: _slope(pool, draws, bad) <= 0)
    low = _first(fewest, likeliest, lambda bad: _likelihood(pool, draws, bad) > bar)
    beyond = _first(likeliest + 1, most + 1, lambda bad: bad > most or _likelihood(pool, draws, bad) <= bar)
    return low, beyond - 1


def evidence(pool: int, draws: Sequence[Draw], bad: int) -> Iterator[float]:
    """Yield after each draw how strongly all draws so far speak against `bad` bad pairs in the pool.

    The natural logarithm of a ratio that exceeds 1 / alpha with a chance of at most alpha, ever, where `bad` is true.
    """
    total = 0.0
    for draw, predicted in zip(draws, _predicted(draws), strict=True):
        total += predicted - _chance(pool, draw, bad)
        yield total


def _predicted(draws: Sequence[Draw]) -> Iterator[float]:
    """Yield the logarithm of the chance that the prior and the draws before gave to each draw."""
    bad = 0
    for number, draw in enumerate(draws):
        share = (_BAD + bad) / (_BAD + _GOOD + number)
        yield math.log(share if draw.bad else 1 - share)
        bad += draw.bad


def _chance(pool: int, draw: Draw, bad: int) -> float:
    """Return the logarithm of a draw's chance where the pool holds `bad` bad pairs."""
    left, bad_left = pool - draw.reviewed, bad - draw.bad_before
    wanted = bad_left if draw.bad else left - bad_left
    return math.log(wanted / left) if wanted > 0 else -math.inf


def _likelihood(pool: int, draws: Sequence[Draw], bad: int) -> float:
    return sum(_chance(pool, draw, bad) for draw in draws)


def _slope(pool: int, draws: Sequence[Draw], bad: int) -> float:
    """Return how the likelihood changes from `bad` to one more: it rises to its peak and falls from there."""
    return _likelihood(pool, draws, bad + 1) - _likelihood(pool, draws, bad)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first number from which a test holds, `high` where it holds nowhere below."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
