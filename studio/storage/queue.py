"""The review queue: counts, order and the rows in view. It decides nothing."""

from array import array
from collections.abc import Sequence

from studio.domain.filters import Term
from studio.domain.queue import Counts, Sort
from studio.domain.records import ListRow
from studio.storage.card import number
from studio.storage.database import Database
from studio.storage.filters import conditions
from studio.storage.statements import statement

__all__ = ["counts", "ids", "number", "rows"]


def counts(db: Database, filters: Sequence[Term] = ()) -> Counts:
    """Count the pairs of the queue by what a person said of them."""
    where, values = conditions(filters)
    [row] = db.query(statement("queue_counts") + where, values)
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
    found = db.query(f"{statement('queue_ids')}{where}\nORDER BY {order}", values)
    return array("q", [row[0] for row in found])


def rows(db: Database, numbers: Sequence[int]) -> list[ListRow]:
    """Return the list rows of some pair numbers, in the order given; numbers of no pair are left out."""
    found = {
        row[0]: ListRow(
            pair_no=row[0],
            pair_id=row[1],
            query=row[2],
            status=row[3],
            flagged=row[4],
            edited=row[5],
            commented=row[6],
            suspects=row[7],
        )
        for row in db.all("queue_rows", pair_nos=list(numbers))
    }
    return [found[pair_no] for pair_no in numbers if pair_no in found]
