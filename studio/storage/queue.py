"""The review queue: counts and order. What a line of its list says is in `studio.storage.lines`. It decides nothing.

Where it is asked what `hides` others' answers from who looks, those pairs stand as undecided.
"""

from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from studio.domain.blind import Blind
from studio.domain.filters import FilterError, Term
from studio.domain.queue import FOUND_WITHIN, PASSAGE_BIT, Counts, Sort
from studio.storage.blind import as_seen
from studio.storage.database import Database, RefusedError
from studio.storage.filters import conditions
from studio.storage.statements import statement

__all__ = ["Said", "counts", "counts_of", "ids", "ranked", "said", "to_judge", "tops", "total"]


class Said(NamedTuple):
    """How the pairs stand that a person said anything of, and those decided last, in the order in which they were."""

    counts: Counts
    decided: "array[int]"


def counts(db: Database, filters: Sequence[Term] = (), *, hides: Blind | None = None) -> Counts:
    """Count the pairs of the queue by what a person said of them. Raises FilterError for a bad pattern."""
    if not filters:
        [row] = db.query(*as_seen(statement("queue_totals"), {}, hides))
        return _counted(row)
    where, values = conditions(filters)
    with _explained(filters):
        [row] = db.query(*as_seen(_statement("queue_counts", where), values, hides))
    return _counted(row)


def said(db: Database, filters: Sequence[Term], limit: int, hides: Blind | None = None) -> Said:
    """Return how those of the pairs stand that a person said anything of, and the last `limit` that were decided.

    Raises FilterError for a bad pattern.
    """
    where, values = conditions(filters)
    sql = _joined(statement("queue_said"), where).replace("$where", where).replace("$limit", f"{limit:d}")
    with _explained(filters):
        decided, *row = _parted(db.column(*as_seen(sql, values, hides)), 9)
    decided.reverse()
    return Said(_counted([count for [count] in row]), decided)


def total(db: Database) -> int:
    """Count the pairs of the queue."""
    [(count,)] = db.all("queue_total")
    return int(count)


def _counted(row: Sequence[int]) -> Counts:
    total, accepted, rejected, skipped, cant_tell, flagged, edited, commented = row
    return Counts(
        total=total,
        undecided=total - accepted - rejected - skipped - cant_tell,
        accepted=accepted,
        rejected=rejected,
        skipped=skipped,
        cant_tell=cant_tell,
        flagged=flagged,
        edited=edited,
        commented=commented,
    )


def counts_of(db: Database, numbers: Sequence[int], hides: Blind | None = None) -> Counts:
    """Count some pairs by what a person said of them."""
    [row] = db.query(*as_seen(statement("queue_standing"), {"pair_nos": list(numbers)}, hides))
    return _counted(row)


def ids(
    db: Database,
    filters: Sequence[Term] = (),
    sort: Sort = Sort.SUSPICIOUS,
    *,
    limit: int | None = None,
    weights: Sequence[float] = (),
    middle: float = 0.0,
    hides: Blind | None = None,
) -> "array[int]":
    """Return the numbers of the pairs that a filter leaves, in order, the first `limit` of them.

    LEARNED needs the `weights` of the features; DISAGREEING, which leaves out the others, the `middle` too.
    MIXED, LOST and DIVERSE are put together by `studio.storage.ordering`.
    Raises FilterError for a bad pattern.
    """
    where, values = conditions(filters)
    order = statement(f"order_{sort}")
    if sort is Sort.DISAGREEING:
        where = f"{where} AND {statement('queue_disagreeing')}"
        values = {**values, "middle": middle, "deep": FOUND_WITHIN}
    if sort in (Sort.LEARNED, Sort.DISAGREEING):
        values["weights"] = list(weights)
        where, order = (text.replace("$features", statement("features")) for text in (where, order))
    with _explained(filters):
        return db.column(*as_seen(_statement("queue_ids", where, order, limit), values, hides))


def tops(
    db: Database,
    filters: Sequence[Term],
    sorts: Collection[Sort],
    limit: int,
    weights: Sequence[float] = (),
    *,
    hides: Blind | None = None,
) -> tuple[dict[Sort, "array[int]"], int]:
    """Return the first `limit` pairs of several orders, and how many pairs a filter leaves: read at one go."""
    where, values = conditions(filters)
    top, features = statement("queue_top"), statement("features") if weights else "NULL"
    parts = []
    for place, sort in enumerate(sorts, 1):
        order = statement(f"order_{sort}").replace("$features", "q.features")
        parts.append(top.replace("$source", f"{place:d}").replace("$order", order).replace("$limit", f"{limit:d}"))
    sql = _joined(statement("queue_tops"), where).replace("$where", where).replace("$features", features)
    if weights:
        values["weights"] = list(weights)
    with _explained(filters):
        numbers = db.column(*as_seen(sql.replace("$tops", "\n".join(parts)), values, hides))
    count, *found = _parted(numbers, 1 + len(sorts))
    return dict(zip(sorts, found, strict=True)), count[0]


def _parted(numbers: "array[int]", parts: int) -> list["array[int]"]:
    """Sort numbers into parts by what stands above their lowest 32 bits."""
    found = [array("q") for _ in range(parts)]
    for one in numbers:
        found[one >> 32].append(one & 0xFFFFFFFF)
    return found


def ranked(db: Database, filters: Sequence[Term], numbers: Sequence[int], hides: Blind | None = None) -> "array[int]":
    """Return those of some pairs that a filter leaves, in the order given."""
    where, values = conditions(filters)
    sql = _statement("queue_ids", where + " AND q.pair_no IN (SELECT unnest($only::INTEGER[]))")
    with _explained(filters):
        left = set(db.column(*as_seen(sql, {**values, "only": list(numbers)}, hides)))
    return array("q", [pair_no for pair_no in numbers if pair_no in left])


def to_judge(
    db: Database, filters: Sequence[Term], limit: int | None = None, hides: Blind | None = None
) -> "array[int]":
    """Return the cards of the negatives most worth judging among those that nobody did, of pairs that a filter leaves.

    Suspects are read alone where they suffice: they are few, and the others many.
    """
    where, values = conditions(filters)
    sql = _statement("queue_negatives", where, statement("order_negatives"), limit)
    with _explained(filters):
        if limit is not None:
            found = db.column(*as_seen(sql, {**values, "suspects": True, "bit": PASSAGE_BIT}, hides))
            if len(found) >= limit:
                return found
        return db.column(*as_seen(sql, {**values, "suspects": False, "bit": PASSAGE_BIT}, hides))


@contextmanager
def _explained(filters: Sequence[Term]) -> Iterator[None]:
    """Tell a pattern that only Python knows like any bad filter."""
    try:
        yield
    except RefusedError as error:
        patterns = " ".join(f"/{term.value}/" for term in filters if term.op == "~")
        raise FilterError(f"{patterns} cannot be searched for: {error}.", 0) from error


def _statement(name: str, where: str, order: str = "", limit: int | None = None) -> str:
    """Return a queue statement with conditions, order and limit, joined with passages where they speak of them."""
    ordered = f"\nORDER BY {order}" if order else ""
    limited = "" if limit is None else f"\nLIMIT {limit:d}"
    return _joined(statement(name), where + order) + where + ordered + limited


def _joined(sql: str, speaking: str) -> str:
    join = "JOIN passages p ON p.passage_no = q.passage_no" if "p." in speaking else ""
    return sql.replace("$passages", join)
