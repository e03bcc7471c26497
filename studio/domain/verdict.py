"""What may be said of a row against another, in one sentence, with the kinds of query that got worse.

Better and worse rest on Holm's p-value, "not worse" on the interval (non-inferiority): a missing significance alone
proves nothing. Measures nothing and resamples nothing: it is handed the figures.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Literal

from studio.domain.figures import interval, score, signed
from studio.domain.statistics import FEWEST_GROUPS, MARGIN, not_worse
from studio.domain.wording import plural

__all__ = ["Fall", "RowVerdict", "Said", "said_of"]

_NORMAL = NormalDist()
_ALPHA = 0.05
"""Level of every claim."""
_POWER = 0.8
"""Chance that a difference as large as the one observed is to be found with."""
_UNFORESEEABLE = 100_000
"""Queries beyond which a number would only pretend to be a plan."""


class Said(StrEnum):
    """The verdict in a word or two."""

    BETTER = "better"
    NOT_WORSE = "not worse"
    CANNOT_TELL = "can't tell yet"
    WORSE = "worse"


def said_of(*, difference: float, ci_low: float, p_value: float, groups: int) -> Said:
    """Return what the figures allow; `p_value` is Holm's where several rows are compared."""
    if groups < FEWEST_GROUPS:
        return Said.CANNOT_TELL
    if p_value < _ALPHA:
        return Said.BETTER if difference > 0 else Said.WORSE
    return Said.NOT_WORSE if not_worse(ci_low) else Said.CANNOT_TELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Queries of one kind that do worse: `kind` says which. `certain` where it is no chance among all kinds."""

    kind: str
    difference: float
    queries: int
    groups: int
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVerdict:
    """Mean paired difference in NDCG@10 with its 95% interval and its standard error, by group, over `queries`.

    `p_value` is Holm's, over a family of `family` rows. `falls` are the kinds of query that got worse, None where
    nobody looked.
    """

    difference: float
    ci_low: float
    ci_high: float
    p_value: float
    standard_error: float
    queries: int
    groups: int
    family: int = 1
    falls: tuple[Fall, ...] | None = None

    @property
    def enough(self) -> bool:
        """True where there are groups enough for a claim."""
        return self.groups >= FEWEST_GROUPS

    @property
    def said(self) -> Said:
        """The verdict in a word or two."""
        return said_of(difference=self.difference, ci_low=self.ci_low, p_value=self.p_value, groups=self.groups)

    def more_queries(self, of: Literal["difference", "margin"]) -> int | None:
        """Return how many more judged queries would tell, with 80% power: 0 where these do, None where no number would.

        `difference` asks to find one as large as observed, at 5% shared by all of the family; `margin` to rule out a
        loss of .01 by a system that loses nothing. Queries to come are taken to fall into groups as these do.
        """
        target = abs(self.difference) if of == "difference" else MARGIN
        if target < 1e-9 or not math.isfinite(self.standard_error) or not self.groups:
            return None
        level = _ALPHA / self.family if of == "difference" else _ALPHA
        errors = _NORMAL.inv_cdf(1 - level / 2) + _NORMAL.inv_cdf(_POWER)
        needed = self.queries * max((errors * self.standard_error / target) ** 2, FEWEST_GROUPS / self.groups)
        more = math.ceil(needed - self.queries - 1e-9)
        return None if more > _UNFORESEEABLE else max(0, more)

    def sentence(self, name: str, reference: str) -> str:
        """Say it in one sentence, followed by the kinds of query that got worse."""
        figures = f"{signed(self.difference)} ({interval(self.ci_low, self.ci_high, 'to')})"
        match self.said:
            case Said.BETTER:
                said = f"{name} is better than {reference}, by {figures}."
            case Said.WORSE:
                said = f"{name} is worse than {reference}, {figures}: {reference} is kept."
            case Said.NOT_WORSE:
                said = f"{name} is not worse than {reference}: {figures}, a loss of {score(MARGIN, 2)} is ruled out."
            case Said.CANNOT_TELL:
                said = f"Can't tell yet whether {name} is better than {reference}: {figures}{self._wanting()}."
        return " ".join([said, *self._fell()])

    def _wanting(self) -> str:
        """Say how many more judged queries would tell: by the difference or by the margin, whichever is larger."""
        few = "" if self.enough else f" in {plural(self.groups, 'group')}, at least {FEWEST_GROUPS} are needed"
        by_difference = abs(self.difference) > MARGIN
        more = (self.more_queries("margin") if not by_difference else None) or self.more_queries("difference")
        if more is None and self.enough:
            return f"; it would take more than {_UNFORESEEABLE:,} judged queries to tell"
        if not more:
            return few
        would = "would tell" if by_difference else "would tell if it is not worse"
        return f"{few}; about {plural(_rounded(more), 'more judged query', 'more judged queries')} {would}"

    def _fell(self) -> Iterator[str]:
        if self.falls is None:
            return
        if not self.falls:
            yield "No kind of query got worse."
        certain = [f"{fall.kind} ({signed(fall.difference)})" for fall in self.falls if fall.certain]
        if certain:
            yield f"Worse for {'; '.join(certain)}."
        unsure = [
            f"{fall.kind} ({signed(fall.difference)} over {plural(fall.queries, 'query', 'queries')})"
            for fall in self.falls
            if not fall.certain
        ]
        if unsure:
            yield f"Perhaps worse, too few to be sure: {'; '.join(unsure)}."


def _rounded(number: int) -> int:
    """Round up to two digits: more would only pretend."""
    unit = int(10 ** max(0, len(str(number)) - 2))
    return -(-number // unit) * unit
