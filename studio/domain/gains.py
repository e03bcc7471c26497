"""What a row gained: over the base that its run came from, and over the best base that nobody trained.

The best untouched base is chosen on the dev set, never on the test set that is reported. Pure: no database, no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from studio.domain.board import Told, full_size
from studio.domain.leaderboard import Row, RowKind
from studio.domain.verdict import Said, said_of

__all__ = ["Gain", "Over", "Untouched", "best_untouched", "pairs_to_compare"]

Over = Literal["own base", "best untouched base"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """A row's NDCG@10 over that of a base untouched, by group: `p_value` is not adjusted for other comparisons."""

    row_id: str
    name: str
    test_set: str
    over: Over
    base: str
    base_ndcg_10: float
    difference: float
    ci_low: float
    ci_high: float
    p_value: float
    groups: int

    @property
    def said(self) -> Said:
        """What may be said of it, in a word or two."""
        return said_of(difference=self.difference, ci_low=self.ci_low, p_value=self.p_value, groups=self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouched:
    """A base as the dev set measured it before any training. `told` is None of the project's own, which others meet."""

    row: Row
    place: int
    """1 for the one that does best."""
    of: int
    told: Told | None


def best_untouched(dev_rows: Sequence[Row]) -> str:
    """Return the name of the base that does best on the dev set, alone and at its full dimensions; "" without any."""
    return next((row.name for row in full_size(dev_rows) if row.kind is RowKind.BASE), "")


def pairs_to_compare(
    rows: Sequence[Row], own_bases: Mapping[str, Sequence[str]], best: str
) -> list[tuple[Row, Row, Over]]:
    """Return the rows of one test set whose gain is shown, each with the base that it is over.

    `own_bases` says of a run's id what its base is called, the likeliest name first. Rows at smaller dimensions and
    bases themselves are left out.
    """
    full = full_size(rows)
    bases = {row.name: row for row in full if row.kind is RowKind.BASE}
    found: list[tuple[Row, Row, Over]] = []
    for row in full:
        if not row.run_id:
            continue
        own = next((bases[name] for name in own_bases.get(row.run_id, ()) if name in bases), None)
        if own is not None:
            found.append((row, own, "own base"))
        if best in bases:
            found.append((row, bases[best], "best untouched base"))
    return found
