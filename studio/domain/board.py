"""How the rows of one test set stand to each other: which is a system's full size, which the base, what is real.

Pure; it reads no database and draws nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from studio.domain.leaderboard import Precision, Row, RowKind, TestSet, size_words
from studio.domain.statistics import DETECTABLE, Comparison, holm
from studio.domain.verdict import RowVerdict

__all__ = [
    "Compared",
    "Told",
    "at_dimensions",
    "at_precision",
    "base_of",
    "chosen",
    "full_size",
    "kept",
    "named",
    "ranked",
    "rebased",
    "sizes",
    "verdicts",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What may be said of a row against another."""

    row: Row
    reference: Row
    verdict: RowVerdict

    @property
    def sentence(self) -> str:
        """Say it, with the kinds of query that got worse; two sizes of one system are told apart."""
        row, reference = self.row, self.reference
        if row.name != reference.name:
            return self.verdict.sentence(row.name, reference.name)
        sized = [f"{each.name} at {size_words(each.dimensions, each.precision)}" for each in (row, reference)]
        return self.verdict.sentence(*sized)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Rows of one test set with their differences against `reference`; None where there is nothing to compare with.

    `others` are the p-values of Holm's family that are not among the rows.
    """

    rows: Sequence[Row]
    reference: Row | None
    others: Sequence[float] = ()

    def told(self) -> list[Told]:
        """Return what may be said of each row that is compared."""
        reference, found = self.reference, verdicts(self.rows, self.others)
        if reference is None:
            return []
        return [
            Told(row=row, reference=reference, verdict=found[row.row_id]) for row in self.rows if row.row_id in found
        ]


def chosen(sets: Sequence[TestSet], wanted: str = "") -> TestSet | None:
    """Return the test set that is asked for, else the one that is shown first."""
    return next((found for found in sets if found.test_set == wanted), next(iter(ranked(sets)), None))


def ranked(sets: Sequence[TestSet]) -> list[TestSet]:
    """Return test sets in the order in which they are shown.

    Those that nothing is chosen on come first and the dev set last; what has answers comes before what has none yet.
    """
    return sorted(sets, key=lambda found: (found.purpose == "dev", not found.answered))


def named(rows: Sequence[Row], name: str) -> Row | None:
    """Return a row by its name, at its full size unless NAME@128 or NAME@int8 says otherwise; `base` is the base."""
    alone, _, size = name.strip().rpartition("@")
    sized = size.isdigit() or size in get_args(Precision)
    name = alone if sized else name.strip()
    base = base_of(rows)
    if base is not None and name == "base":
        name = base.name
    if size.isdigit():
        return at_dimensions(rows, name, int(size))
    return at_precision(rows, name, size if sized else "float32")


def full_size(rows: Sequence[Row]) -> list[Row]:
    """Return each system's row at its most dimensions in float32, best NDCG@10 first."""
    largest: dict[str, Row] = {}
    for row in rows:
        if row.precision != "float32":
            continue
        if row.name not in largest or row.dimensions > largest[row.name].dimensions:
            largest[row.name] = row
    return sorted(largest.values(), key=lambda row: (-row.ndcg_10, row.name))


def base_of(rows: Sequence[Row]) -> Row | None:
    """Return the base at its full dimensions, which every difference is against; None where it was not measured.

    Other bases may have been measured untouched: they have a difference themselves. Where the project's base was
    changed, its former one has none either, until it is measured again: then the differences themselves tell.
    """
    without = [row for row in full_size(rows) if row.kind is RowKind.BASE and row.difference is None]
    return max(without, key=lambda base: _compared_with(base, rows), default=None)


def _compared_with(base: Row, rows: Sequence[Row]) -> int:
    return sum(row.difference is not None and abs(row.ndcg_10 - row.difference - base.ndcg_10) < 1e-9 for row in rows)


def at_dimensions(rows: Sequence[Row], name: str, dimensions: int) -> Row | None:
    """Return a system's row at so many dimensions, or None where it was not measured there."""
    return next((row for row in sizes(rows, name) if (row.dimensions, row.precision) == (dimensions, "float32")), None)


def at_precision(rows: Sequence[Row], name: str, precision: str) -> Row | None:
    """Return a system's row at its most dimensions in one precision, or None where it was not measured so."""
    return next((row for row in sizes(rows, name) if row.precision == precision), None)


def sizes(rows: Sequence[Row], name: str) -> list[Row]:
    """Return a system's row at each size of its vectors, the largest first."""
    order = get_args(Precision)
    own = (row for row in rows if row.name == name)
    return sorted(own, key=lambda row: (order.index(row.precision), -row.dimensions))


def kept(rows: Sequence[Row]) -> dict[str, float]:
    """Return the share of its system's NDCG@10 at full size that each smaller row of a test set keeps, by row_id."""
    full = {row.name: row for row in full_size(rows)}
    pairs = [(row, full[row.name]) for row in rows if row.name in full]
    return {row.row_id: row.ndcg_10 / whole.ndcg_10 for row, whole in pairs if row is not whole and whole.ndcg_10}


def verdicts(rows: Sequence[Row], others: Sequence[float] = ()) -> dict[str, RowVerdict]:
    """Return what may be said of each row that is compared with the reference, by row_id.

    All rows ever compared on the test set are one family (Holm): these at every size of their vectors, and `others`,
    the p-values of those that are no longer shown, 1 where one is not known.
    """
    compared = [(row, row.p_value) for row in rows if row.p_value is not None]
    adjusted = holm([*(p_value for _, p_value in compared), *others])
    family = len(adjusted)
    return {row.row_id: _verdict(row, adjusted[place], family) for place, (row, _) in enumerate(compared)}


def rebased(row: Row, compared: Comparison | None) -> Row:
    """Return a row with its differences against another reference; without any where it is that very one."""
    return replace(
        row,
        difference=compared.difference if compared else None,
        ci_low=compared.ci_low if compared else None,
        ci_high=compared.ci_high if compared else None,
        p_value=compared.p_value if compared else None,
        detectable=compared.detectable if compared and math.isfinite(compared.detectable) else None,
        won=compared.won if compared else 0,
        lost=compared.lost if compared else 0,
    )


def _verdict(row: Row, p_value: float, family: int) -> RowVerdict:
    return RowVerdict(
        difference=row.difference or 0.0,
        ci_low=row.ci_low or 0.0,
        ci_high=row.ci_high or 0.0,
        p_value=p_value,
        standard_error=math.inf if row.detectable is None else row.detectable / DETECTABLE,
        queries=row.queries,
        groups=row.groups,
        family=family,
    )
