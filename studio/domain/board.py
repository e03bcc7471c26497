"""How the rows of one test set stand to each other: which is a system's full size, which the base, what is real.

Pure; it reads no database and draws nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from studio.domain.leaderboard import Row, RowKind
from studio.domain.statistics import holm, verdict

__all__ = ["Verdict", "at_dimensions", "base_of", "full_size", "verdicts"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of a row against the base: Holm's p-value and a word or two."""

    p_value: float
    said: str


def full_size(rows: Sequence[Row]) -> list[Row]:
    """Return each system's row at its most dimensions, best NDCG@10 first."""
    largest: dict[str, Row] = {}
    for row in rows:
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
    return next((row for row in rows if row.name == name and row.dimensions == dimensions), None)


def verdicts(rows: Sequence[Row]) -> dict[str, Verdict]:
    """Return what may be said of each row that is compared with the base, by row_id.

    Rows of one size are one family (Holm): all systems at their full dimensions, all at 256, and so on.
    """
    full = {row.row_id for row in full_size(rows)}
    families: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.p_value is not None:
            families[-1 if row.row_id in full else row.dimensions].append(row)
    found: dict[str, Verdict] = {}
    for family in families.values():
        adjusted = holm([row.p_value or 0.0 for row in family])
        found |= {row.row_id: _verdict(row, p_value) for row, p_value in zip(family, adjusted, strict=True)}
    return found


def _verdict(row: Row, p_value: float) -> Verdict:
    said = verdict(difference=row.difference or 0.0, ci_low=row.ci_low or 0.0, p_value=p_value, groups=row.groups)
    return Verdict(p_value, said)
