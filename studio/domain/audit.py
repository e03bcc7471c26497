"""May the rest be taken unseen? A random sample of it is judged unaided, and what it shows is exact.

The bound on what is left is that of the hypergeometric distribution (after Callaghan and Müller-Hansen 2020, Systematic
Reviews 9:273). Knows neither how units are drawn nor who judges them.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studio.domain.stopping import ALPHA, Bound
from studio.domain.wording import plural

__all__ = ["Audit", "AuditKind", "Outlook", "alpha_of", "at_most", "propose"]

_SMALLEST_SAMPLE = 10
"""Units that are drawn at least, where there are as many."""


class AuditKind(StrEnum):
    """What is drawn: pairs that nobody decided, or negatives that would be trained on and that nobody judged."""

    PAIRS = "pairs"
    NEGATIVES = "negatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A frozen pool, the sample drawn from it, and how both stand.

    Bad is whatever was not plainly right: rejected, edited, skipped, nobody could tell. `since` counts units of the
    pool outside the sample that were judged after it was frozen; `left` those that nobody judged.
    """

    audit_id: str
    kind: AuditKind
    started_at: datetime
    reviewer: str
    alpha: float
    pool: int
    drawn: int
    judged: int
    bad: int
    since_bad: int = 0
    left: int

    @property
    def finished(self) -> bool:
        """True once the whole sample is judged: before, nothing may be said."""
        return self.judged >= self.drawn

    @property
    def most_bad(self) -> int:
        """Bad units among those left, at most, at this audit's level."""
        found = at_most(self.pool, self.drawn, self.bad, alpha=self.alpha) - self.bad - self.since_bad
        return max(0, min(found, self.left))

    @property
    def share(self) -> float:
        """The same as a share of those left, 0 to 1; 0 where nothing is left."""
        return self.most_bad / self.left if self.left else 0.0

    @property
    def claim(self) -> str:
        """What a finished audit allows to be said of the rest."""
        sample = f"{self.bad:,} of {self.drawn:,} drawn at random were"
        if not self.left:
            return f"nothing of it is left that nobody looked at; {sample} bad"
        rest = plural(self.left, self.kind.value.removesuffix("s"))
        return f"at most {self.share:.1%} of {rest} not looked at are bad: {sample}, level {100 * (1 - self.alpha):g}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What could be audited: how many pairs and negatives nobody looked at, and how many of each to draw for the goal.

    `running` is the audit that runs, `newest` the last one of pairs, `live` what cards drawn at random say without one.
    """

    goal: float
    pairs: int
    draw: int
    negatives: int
    draw_negatives: int
    running: Audit | None = None
    newest: Audit | None = None
    live: Bound | None = None


def alpha_of(number: int, alpha: float = ALPHA) -> float:
    """Return the level of the `number`-th audit, from 1: half of what those before left: all hold at once."""
    return alpha * 0.5**number


def at_most(pool: int, drawn: int, bad: int, *, alpha: float) -> int:
    """Return the largest number of bad units in the pool for which so few among those drawn are no surprise.

    One-sided and exact: with a larger number, `bad` or fewer would be drawn with a chance of at most alpha.
    """
    low, high = bad, pool - drawn + bad
    while low < high:
        middle = (low + high + 1) // 2
        if _chance_of_at_most(bad, pool, middle, drawn) > alpha:
            low = middle
        else:
            high = middle - 1
    return low


def propose(pool: int, goal: float, *, alpha: float, expected: float = 0.0) -> int:
    """Return how many to draw so that at most `goal` (a share) of the rest can be shown to be bad.

    Room is left for the `expected` share among them, and for one at least; never more than the pool.
    """
    drawn = min(_SMALLEST_SAMPLE, pool)
    while drawn < pool:
        bad = max(1, math.ceil(expected * drawn))
        too_many = math.floor(goal * (pool - drawn)) + bad + 1
        if too_many > pool - drawn + bad or _chance_of_at_most(bad, pool, too_many, drawn) <= alpha:
            return drawn
        drawn += max(1, drawn // 50)
    return pool


def _chance_of_at_most(bad: int, pool: int, bad_in_pool: int, drawn: int) -> float:
    """Return the chance that at most `bad` of those drawn are bad."""
    fewest = max(0, drawn - (pool - bad_in_pool))
    ways = _ways(pool, drawn)
    return math.fsum(
        math.exp(_ways(bad_in_pool, n) + _ways(pool - bad_in_pool, drawn - n) - ways)
        for n in range(fewest, min(bad, bad_in_pool, drawn) + 1)
    )


def _ways(of: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose."""
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)
