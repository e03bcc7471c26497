"""How fast cards are decided, whatever they are: times between decisions, without the breaks. Knows no clock."""

from collections.abc import Iterable
from itertools import pairwise

__all__ = ["gaps"]

_BREAK = 300.0
"""Seconds from which nobody was deciding."""


def gaps(times: Iterable[float]) -> list[float]:
    """Return the seconds from each decision to the next; `times` are seconds in order, breaks are left out."""
    return [after - before for before, after in pairwise(times) if after - before < _BREAK]
