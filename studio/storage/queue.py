"""The review queue: counts, order and the rows in view. It decides nothing."""

from array import array
from collections.abc import Sequence

from studio.domain.filters import Term
from studio.domain.queue import Counts, Sort
from studio.domain.records import ListRow
from studio.storage.database import Database


def counts(db: Database, filters: Sequence[Term] = ()) -> Counts:
    """Count the pairs of the queue by what a person said of them."""
    raise NotImplementedError


def ids(db: Database, filters: Sequence[Term] = (), sort: Sort = Sort.SUSPICIOUS) -> "array[int]":
    """Return the numbers of the pairs that a filter leaves, in order. Raises FilterError for a bad pattern."""
    raise NotImplementedError


def rows(db: Database, numbers: Sequence[int]) -> list[ListRow]:
    """Return the list rows of some pair numbers, in the order given."""
    raise NotImplementedError
