"""The cards of one view in their order, read as far as somebody may come soon. Decides nothing and draws nothing.

Above stands what a person decided, in the order in which they did; then what nobody did, the most valuable first; last
what was put off. A view that asks for a status, or names its pairs, is taken as it is.
"""

from array import array
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from studio.domain import filters
from studio.domain.blind import Blind
from studio.domain.filters import Term
from studio.domain.mixing import alternated
from studio.domain.queue import Cards, Sort
from studio.domain.views import View
from studio.storage import queue
from studio.storage.database import Database
from studio.storage.ordering import Known, ordered

__all__ = ["Deck", "More"]

_STEPS = (500, 5_000, 50_000)
"""Cards that are read at first, once there is time, and where somebody came near their end; then all that is left."""
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
    rest: Sequence[int] = ()
    """Cards beyond those that have their order, the most suspicious first."""
    anew: bool = False
    """True where they take the place of what comes after the next card: more is known now."""


class Deck:
    """Cards of one view, and a place among them."""

    def __init__(self, db: Database, view: View, known: Known, hides: Blind | None = None) -> None:
        self._db, self._hides = db, hides
        self.view, self.known = view, known
        self.terms = filters.parse(view.line)
        self.position = 0
        self.numbers: array[int] = array("q")
        self.sources: dict[int, Sort] = {}
        """For each card, the order that it was taken from; none for those that stand above or were named."""
        self._limit = 0
        self._complete = False
        self._learned = True
        """False while what was learned has no say in the order yet."""

    def open(self) -> int | None:
        """Read the first cards and stand on the first that nobody decided.

        To order a million pairs by what was learned takes a second, so they are at first as nothing was. Returns how
        many pairs nobody decided, None where that was not counted. Raises FilterError for a bad pattern.
        """
        above = self._above()
        quick = replace(self.known, weights=()) if self.view.sort is Sort.MIXED else self.known
        self._learned = quick == self.known
        more = self._read(_STEPS[0], quick, set(above))
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
        if self._complete:
            return not self._learned
        return self._limit <= _STEPS[0] or self.position > len(self.numbers) - _NEAR

    @property
    def complete(self) -> bool:
        """True once every card was read."""
        return self._complete

    def more(self) -> More:
        """Read on; safe in another thread: nothing is changed until `take` is told."""
        return self._further(next((step for step in _STEPS if step > self._limit), None))

    def to_end(self) -> More:
        """Read all that is left; safe in another thread, as `more` is."""
        return self._further(None)

    def more_as(self, known: Known) -> More:
        """Read as far as was read, in the order that follows from what is known now; safe in another thread."""
        limit = max(self._limit, _STEPS[0]) if self._limit <= _STEPS[-1] else None
        return self._anew(limit, known)

    def _further(self, limit: int | None) -> More:
        return self._read(limit, self.known, set(self.numbers)) if self._learned else self._anew(limit, self.known)

    def _anew(self, limit: int | None, known: Known) -> More:
        return self._read(limit, known, set(self.numbers[: self.position + 2]))._replace(anew=True)

    def take(self, more: More) -> None:
        """Put cards that were read behind those that stand; those that stand already stay where they are."""
        if more.anew:
            self._drop_after(self.position + 2)
        elif self._complete:
            return
        here = set(self.numbers)
        for number, sort in more.placed:
            if number not in here:
                self.numbers.append(number)
                self.sources[number] = sort
        self.numbers.extend(more.rest)
        self._limit = more.limit
        self._complete = more.complete
        if more.complete and (below := dict.fromkeys(self._below())):
            for number in self.numbers:
                below.pop(number, None)
            self.numbers.extend(below)

    def reorder(self, known: Known, more: More) -> None:
        """Put what comes after the next card into the order that follows from what is known now."""
        self.known = known
        self.take(more)

    def _drop_after(self, position: int) -> None:
        for number in self.numbers[position:]:
            self.sources.pop(number, None)
        del self.numbers[position:]
        self._learned = True

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

    def follow(self, number: int) -> None:
        """Put a card behind the one that is stood on, unless it is here."""
        if self.place(number) is None:
            self.numbers.insert(self.position + 1, number)

    def remove(self, number: int) -> None:
        """Take a card away; whoever stood behind it stands where they stood."""
        place = self.place(number)
        if place is not None:
            del self.numbers[place]
            self.position = max(0, min(self.position - (place < self.position), len(self.numbers) - 1))

    @property
    def _asks_status(self) -> bool:
        return any(term.field == "status" for term in self.terms)

    @property
    def _open_terms(self) -> tuple[Term, ...]:
        return self.terms if self._asks_status else (*self.terms, *_UNDECIDED)

    def _read(self, limit: int | None, known: Known, here: AbstractSet[int]) -> More:
        """Read so many cards of each kind, but for those that stand `here`: kinds would not alternate around them.

        Without a limit, those beyond the last step come as they are.
        """
        most = _STEPS[-1] if limit is None else limit
        negatives: Sequence[int] = ()
        sources: dict[int, Sort] = {}
        matched = None
        if self.view.cards is not Cards.PAIRS:
            negatives = queue.to_judge(self._db, self.terms, most, self._hides)
        if self.view.cards is not Cards.NEGATIVES:
            read = ordered(self._db, self._open_terms, self.view.sort, most, known, hides=self._hides)
            sources, matched = dict(read.placed), read.matched
        both = alternated((n for n in negatives if n not in here), (n for n in sources if n not in here))
        placed = [(number, sources.get(number, Sort.SUSPICIOUS)) for number in both]
        complete = max(len(sources), len(negatives)) < most
        if limit is not None or complete:
            return More(most, placed, complete, matched)
        return More(most + 1, placed, True, matched, self._rest(here | {number for number, _ in placed}))

    def _rest(self, here: AbstractSet[int]) -> "array[int]":
        rest = array("q")
        if self.view.cards is not Cards.NEGATIVES:
            rest.extend(n for n in queue.ids(self._db, self._open_terms, hides=self._hides) if n not in here)
        if self.view.cards is not Cards.PAIRS:
            rest.extend(n for n in queue.to_judge(self._db, self.terms, hides=self._hides) if n not in here)
        return rest

    def _above(self) -> Sequence[int]:
        if self._asks_status or self.view.cards is not Cards.PAIRS:
            return ()
        return queue.decided(self._db, self.terms, _RECENT, self._hides)

    def _below(self) -> Sequence[int]:
        if self._asks_status or self.view.cards is Cards.NEGATIVES:
            return ()
        return queue.ids(self._db, (*self.terms, *_SKIPPED), Sort.SUSPICIOUS, hides=self._hides)
