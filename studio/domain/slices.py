"""Where a row wins and loses: its queries by style, by words shared with their answer, by document, by length.

Every slice is compared by group, as the whole is. A slice warns of harm and proves no gain; which harm is certain
is said by Holm over all kinds of query, of which a dozen are looked at for every row. Reads no database.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from studio.domain.statistics import MARGIN, Comparison, compare, holm
from studio.domain.verdict import Fall

__all__ = ["WAYS", "Asked", "By", "Slice", "slices", "worsened"]

By = Literal["style", "overlap", "document", "length"]
WAYS: tuple[By, ...] = get_args(By)

_DRAWS = 2_000
"""Enough for an interval's third digit, and for a p-value that is told from .05."""
_ALPHA = 0.05
"""Chance that any kind is called worse for certain where none is."""
_OVERLAPS = ((0.25, "under a quarter"), (0.5, "a quarter to half"), (0.75, "half to three quarters"))
_LENGTHS = ((4, "1 to 3 words"), (8, "4 to 7 words"), (13, "8 to 12 words"))
_KINDS: dict[By, str] = {
    "style": "{} queries",
    "overlap": "queries with {} of their words in the answer",
    "document": "queries about {}",
    "length": "queries of {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A test query with its NDCG@10 under two rows.

    `overlap` is the largest share of its words that one relevant passage holds, None where no passage is at hand.
    """

    query_id: str
    text: str
    style: str
    document: str
    group: str
    overlap: float | None
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Queries of one kind: mean NDCG@10 under both rows, and the difference with its interval, by group."""

    by: By
    name: str
    before: float
    after: float
    compared: Comparison

    @property
    def kind(self) -> str:
        """Which queries these are, as a sentence says it."""
        return _KINDS[self.by].format(self.name)


def slices(asked: Sequence[Asked], by: By) -> list[Slice]:
    """Return the slices of one way: bands in their order, the others with the greatest loss first."""
    found: dict[tuple[int, str], list[Asked]] = defaultdict(list)
    for query in asked:
        found[_place(query, by)].append(query)
    cut = {place: _slice(by, place[1], queries) for place, queries in found.items()}
    banded = by in ("overlap", "length")
    return [cut[place] for place in sorted(cut, key=lambda place: (place[0] if banded else 0, _order(cut[place])))]


def worsened(found: Sequence[Slice]) -> tuple[Fall, ...]:
    """Return the kinds of query that got worse, the surest and largest first.

    Certain are those that Holm's p-value over all kinds allows to say so, over groups enough; a drop of more than the
    margin, or whose interval lies below zero, is told of where that cannot be said, too. A kind that all queries are of
    is no kind, and a document is none.
    """
    ways: dict[By, int] = defaultdict(int)
    for each in found:
        ways[each.by] += 1
    kinds = [each for each in found if each.by != "document" and ways[each.by] > 1]
    adjusted = holm([each.compared.p_value for each in kinds])
    worse = [
        _fall(each, p_value)
        for each, p_value in zip(kinds, adjusted, strict=True)
        if each.compared.difference < -MARGIN or (each.compared.enough and each.compared.ci_high < 0)
    ]
    return tuple(sorted(worse, key=lambda fall: (not fall.certain, fall.difference)))


def _fall(found: Slice, p_value: float) -> Fall:
    compared = found.compared
    return Fall(
        kind=found.kind,
        difference=compared.difference,
        queries=compared.queries,
        groups=compared.groups,
        certain=compared.enough and p_value < _ALPHA,
    )


def _slice(by: By, name: str, queries: Sequence[Asked]) -> Slice:
    differences = [query.after - query.before for query in queries]
    return Slice(
        by=by,
        name=name,
        before=sum(query.before for query in queries) / len(queries),
        after=sum(query.after for query in queries) / len(queries),
        compared=compare(differences, [query.group for query in queries], draws=_DRAWS),
    )


def _order(found: Slice) -> tuple[float, str]:
    return found.compared.difference, found.name


def _place(query: Asked, by: By) -> tuple[int, str]:
    """Return a slice's place among those of its way, and its name."""
    match by:
        case "style":
            return 0, query.style or "other"
        case "document":
            return 0, query.document or "no document"
        case "overlap":
            if query.overlap is None:
                return len(_OVERLAPS) + 1, "an unknown share"
            return _band(query.overlap, _OVERLAPS, "three quarters or more")
        case "length":
            return _band(len(query.text.split()), _LENGTHS, "13 words or more")


def _band(value: float, bands: Sequence[tuple[float, str]], last: str) -> tuple[int, str]:
    return next(((place, name) for place, (end, name) in enumerate(bands) if value < end), (len(bands), last))
