"""The review queue: counts, order and the rows in view. It decides nothing."""

from array import array
from collections.abc import Sequence
from typing import Any

from studio.domain.filters import FilterError, Term
from studio.domain.queue import Counts, Sort
from studio.domain.records import ListRow
from studio.storage.database import Database, RefusedError
from studio.storage.filters import conditions
from studio.storage.names import pair_number as number
from studio.storage.names import remember
from studio.storage.statements import statement

__all__ = ["counts", "ids", "number", "rows"]

_KEPT = 20_000


def counts(db: Database, filters: Sequence[Term] = ()) -> Counts:
    """Count the pairs of the queue by what a person said of them."""
    where, values = conditions(filters)
    [row] = _filtered(db, _statement("queue_counts", where), values, filters) if filters else db.all("queue_totals")
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


def ids(db: Database, filters: Sequence[Term] = (), sort: Sort = Sort.SUSPICIOUS) -> "array[int]":
    """Return the numbers of the pairs that a filter leaves, in order. Raises FilterError for a bad pattern."""
    where, values = conditions(filters)
    order = statement(f"order_{sort.value}")
    found = _filtered(db, _statement("queue_ids", where, order), values, filters)
    return array("q", [row[0] for row in found])


def rows(db: Database, numbers: Sequence[int]) -> list[ListRow]:
    """Return the list rows of some pair numbers, in the order given; numbers of no pair are left out."""
    found = _written(db, numbers)
    wanted = [pair_no for pair_no in numbers if pair_no in found]
    states = _states(db, wanted)
    return [_row(found[pair_no], states[pair_no]) for pair_no in wanted]


def _written(db: Database, numbers: Sequence[int]) -> dict[int, Sequence[Any]]:
    """Return what never changes but by a landing: read once."""
    known: dict[int, Sequence[Any]] = db.memory.setdefault("list rows", {})
    if len(known) > _KEPT:
        known.clear()
    if missing := [pair_no for pair_no in numbers if pair_no not in known]:
        known.update((row[0], row) for row in db.all("queue_rows", pair_nos=missing))
        remember(db, "pair", ((known[n][1], n) for n in missing if n in known))
    return {pair_no: known[pair_no] for pair_no in numbers if pair_no in known}


def _states(db: Database, numbers: Sequence[int]) -> dict[int, Sequence[Any] | None]:
    """Return what a person said of pairs: read once for as long as nothing is written."""
    known: dict[int, Sequence[Any] | None]
    writes, known = db.memory.get("list states", (-1, {}))
    if writes != db.writes:
        writes, known = db.writes, {}
    if missing := [pair_no for pair_no in numbers if pair_no not in known]:
        known.update(dict.fromkeys(missing))
        known.update((row[0], row[1:]) for row in db.all("queue_states", pair_nos=missing))
    db.memory["list states"] = (writes, known)
    return known


def _row(row: Sequence[Any], state: Sequence[Any] | None) -> ListRow:
    pair_no, pair_id, query = row
    status, flagged, edited_query, edited, commented = state or ("undecided", False, None, False, False)
    return ListRow(
        pair_no=pair_no,
        pair_id=pair_id,
        query=edited_query or query,
        status=status,
        flagged=flagged,
        edited=edited,
        commented=commented,
    )


def _filtered(db: Database, sql: str, values: dict[str, object], filters: Sequence[Term]) -> list[tuple[Any, ...]]:
    """Run a filtered statement. A pattern that only Python knows is told like any bad filter."""
    try:
        return db.query(sql, values)
    except RefusedError as error:
        patterns = " ".join(f"/{term.value}/" for term in filters if term.op == "~")
        raise FilterError(f"{patterns} cannot be searched for: {error}.", 0) from error


def _statement(name: str, where: str, order: str = "") -> str:
    """Return a queue statement with its conditions and order, joined with passages where they speak of them."""
    join = "JOIN passages p USING (passage_no)" if "p." in where + order else ""
    ordered = f"\nORDER BY {order}" if order else ""
    return statement(name).replace("$passages", join) + where + ordered
