"""Packs the pieces of a section into passages: full, cut at the best border near the end, no crumbs left over.

Knows costs and borders alone, neither text nor tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from studio.engine.corpus.units import Border

__all__ = ["pack"]

_CRUMB = 4  # a last passage under a quarter of the capacity shares with the one before it


def pack(costs: Sequence[int], borders: Sequence[Border], capacity: int, overlap: int = 0) -> list[tuple[int, int]]:
    """Return ranges of pieces whose costs stay within the capacity; a single dearer piece stands alone.

    A range after the first repeats whole sentences from the end of the one before, at most `overlap` of cost.
    """
    packing = _Packing([0, *accumulate(costs)], borders, capacity, overlap)
    ranges: list[tuple[int, int]] = []
    start = fresh = 0
    while fresh < len(costs):
        end = packing.end(start, fresh)
        ranges.append((start, end))
        start, fresh = packing.repeat(fresh, end, end + 1) if end < len(costs) else end, end
    return packing.balanced(ranges)


@dataclass(frozen=True, slots=True)
class _Packing:
    sums: Sequence[int]
    borders: Sequence[Border]
    capacity: int
    overlap: int

    def cost(self, start: int, end: int) -> int:
        return self.sums[end] - self.sums[start]

    def end(self, start: int, fresh: int) -> int:
        """Return where the range ends: as far as it goes, or at the last strongest border that leaves it half full."""
        pieces = len(self.borders)
        furthest = fresh + 1
        while furthest < pieces and self.cost(start, furthest + 1) <= self.capacity:
            furthest += 1
        best = furthest
        for end in range(furthest - 1, fresh, -1) if furthest < pieces else ():
            if 2 * self.cost(start, end) < self.capacity:
                break
            if self.borders[end] > self.borders[best]:
                best = end
        return best

    def repeat(self, first: int, cut: int, end: int) -> int:
        """Return where the range that ends at `end` begins so that it repeats sentences before its own `cut`."""
        room = min(self.overlap, self.capacity - self.cost(cut, end))
        best = cut
        for start in range(cut - 1, first, -1):
            if self.cost(start, cut) > room:
                break
            if self.borders[start] > Border.WORD:
                best = start
        return best

    def balanced(self, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Let the last two ranges share what they hold where the last would be a crumb."""
        if len(ranges) < 2:
            return ranges
        (first, cut), (_, last) = ranges[-2:]
        if _CRUMB * self.cost(cut, last) >= self.capacity:
            return ranges
        whole = self.cost(first, last)
        cuts = [
            (abs(2 * self.cost(first, cut) - whole) - int(self.borders[cut]) * whole // 4, cut)
            for cut in range(first + 1, last)
            if max(self.cost(first, cut), self.cost(cut, last)) <= self.capacity
        ]
        if not cuts:
            return ranges
        cut = min(cuts)[1]
        return [*ranges[:-2], (first, cut), (self.repeat(first, cut, last), last)]
