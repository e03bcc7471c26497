"""The cards of one view in their order, read as far as somebody may come soon. Decides nothing and draws nothing.

Above stands what a person decided, in the order in which they did; then what nobody did, the most valuable first; last
what was put off. A view that asks for a status, or names its pairs, is taken as it is.
"""

from array import array
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from studio.domain import filters
from studio.domain.filters import Term
from studio.domain.mixing import alternated
from studio.domain.queue import Cards, Sort
from studio.domain.views import View
from studio.storage import queue
from studio.storage.database import Database
from studio.storage.ordering import Known, ordered

__all__ = ["Deck", "More"]

_FIRST = 500
_THEN = 50_000
"""Cards that are read at first, and once there is time: a person hardly decides more in a day."""
_RECENT = 5_000
"""Decided pairs that stand above."""
_NEAR = 200
"""Cards before the end of what was read from which more is read."""
_UNDECIDED = filters.parse("status:undecided")
_SKIPPED = filters.parse("status:skipped")


class More(NamedTuple):
    """Cards that were read after those that stand: each with the order that brought it."""

    limit: int
    placed: list[tuple[int, Sort]]
    complete: bool
    matched: int | None = None


class Deck:
    """Cards of one view, and a place among them."""

    def __init__(self, db: Database, view: View, known: Known) -> None:
        self._db = db
        self.view, self.known = view, known
        self.terms = filters.parse(view.line)
        self.position = 0
        self.numbers: array[int] = array("q")
        self.sources: dict[int, Sort] = {}
        """For each card, the order that it was taken from; none for those that stand above or were named."""
        self._limit = 0
        self._complete = False

    def open(self) -> int | None:
        """Read the first cards and stand on the first that nobody decided.

        Returns how many pairs nobody decided, None where that was not counted. Raises FilterError for a bad pattern.
        """
        above = self._above()
        more = self._read(_FIRST, self.known, set(above))
        self.numbers.extend(above)
        self.take(more)
        self.position = min(len(above), max(0, len(self.numbers) - 1))
        return None if self._asks_status else more.matched

    def lead(self, numbers: Iterable[int]) -> None:
        """Begin with cards that are known; the others are read once they are needed, or there is time."""
        self.numbers.extend(numbers)

    def name(self, numbers: Iterable[int]) -> None:
        """Take just these cards."""
        self.numbers.extend(numbers)
        self._complete = True

    @property
    def wants_more(self) -> bool:
        """True where more should be read while there is time."""
        return not self._complete and (self._limit <= _FIRST or self.position > len(self.numbers) - _NEAR)

    @property
    def complete(self) -> bool:
        """True once every card was read."""
        return self._complete

    def more(self) -> More:
        """Read on; safe in another thread: nothing is changed until `take` is told."""
        steps = {0: _FIRST, _FIRST: _THEN}
        return self._read(steps.get(self._limit, self._limit * 10), self.known, set(self.numbers))

    def more_as(self, known: Known) -> More:
        """Read as far as was read, in the order that follows from what is known now; safe in another thread."""
        return self._read(max(self._limit, _FIRST), known, set(self.numbers[: self.position + 2]))

    def take(self, more: More) -> None:
        """Put cards that were read behind those that stand; those that stand already stay where they are."""
        known = set(self.numbers)
        for number, sort in more.placed:
            if number not in known:
                self.numbers.append(number)
                self.sources[number] = sort
        self._limit = more.limit
        self._complete = more.complete
        if more.complete:
            known.update(self.numbers)
            self.numbers.extend(number for number in self._below() if number not in known)

    def reorder(self, known: Known, more: More) -> None:
        """Put what comes after the next card into the order that follows from what is known now."""
        self.known = known
        for number in self.numbers[self.position + 2 :]:
            self.sources.pop(number, None)
        del self.numbers[self.position + 2 :]
        self.take(more)

    def place(self, number: int) -> int | None:
        """Return where a card stands, searching close by first."""
        near = max(0, self.position - _NEAR)
        for found, start in ((self.numbers[near : self.position + _NEAR], near), (self.numbers, 0)):
            if number in found:
                return start + found.index(number)
        return None

    def insert(self, number: int) -> int:
        """Put a card before the one that is stood on; return its place."""
        self.numbers.insert(self.position, number)
        return self.position

    @property
    def _asks_status(self) -> bool:
        return any(term.field == "status" for term in self.terms)

    @property
    def _open_terms(self) -> tuple[Term, ...]:
        return self.terms if self._asks_status else (*self.terms, *_UNDECIDED)

    def _read(self, limit: int, known: Known, here: Container[int]) -> More:
        """Read so many cards of each kind, but for those that stand `here`: kinds would not alternate around them."""
        negatives: Sequence[int] = ()
        if self.view.cards is not Cards.PAIRS:
            negatives = queue.to_judge(self._db, self.terms, limit)
        if self.view.cards is Cards.NEGATIVES:
            return More(limit, [(number, Sort.SUSPICIOUS) for number in negatives], len(negatives) < limit)
        read = ordered(self._db, self._open_terms, self.view.sort, limit, known)
        sources = dict(read.placed)
        both = alternated((n for n in negatives if n not in here), (n for n in sources if n not in here))
        placed = [(number, sources.get(number, Sort.SUSPICIOUS)) for number in both]
        return More(limit, placed, max(len(sources), len(negatives)) < limit, read.matched)

    def _above(self) -> Sequence[int]:
        if self._asks_status or self.view.cards is not Cards.PAIRS:
            return ()
        return queue.decided(self._db, self.terms, _RECENT)

    def _below(self) -> Sequence[int]:
        if self._asks_status or self.view.cards is Cards.NEGATIVES:
            return ()
        return queue.ids(self._db, (*self.terms, *_SKIPPED), Sort.SUSPICIOUS)
