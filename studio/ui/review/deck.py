"""The cards of one view in their order, read as far as somebody may come soon. Decides nothing and draws nothing.

Above stands what a person decided, in the order in which they did; then what nobody did, the most valuable first; last
what was put off. A view that asks for a status, or names its pairs, is taken as it is.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from studio.domain import filters
from studio.domain.blind import Blind
from studio.domain.filters import Term
from studio.domain.mixing import alternated
from studio.domain.queue import Cards, Counts, Sort
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
    """Cards that were read after those that stand: each with the order that brought it, if any."""

    limit: int
    numbers: "array[int]"
    sources: dict[int, Sort]
    known: Known
    complete: bool
    matched: int | None = None
    kept: int | None = None
    """How many cards stay before these, which take the place of what comes after: more is known now."""


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
        self._late: set[int] = set()
        """Cards that were put in since a reading began."""
        self._limit = 0
        self._complete = self._named = False
        self._settled = True
        """False while the order does without what takes time to work out."""

    def open(self) -> Counts | None:
        """Read the first cards and stand on the first that nobody decided.

        To order a million pairs by what was learned takes a second, so they are at first as nothing was. Returns how
        the pairs stand, None where that was not counted on the way. Raises FilterError for a bad pattern.
        """
        said = self._said()
        above = said.decided if said else ()
        quick = replace(self.known, weights=()) if self.view.sort is Sort.MIXED else self.known
        more = self._read(_STEPS[0], quick, set(above))
        self.numbers.extend(above)
        self.take(more)
        self.position = min(len(above), max(0, len(self.numbers) - 1))
        if said is None or more.matched is None:
            return None
        return replace(said.counts, total=said.counts.total + more.matched, undecided=more.matched)

    def lead(self, numbers: Iterable[int]) -> None:
        """Begin with cards that are known; the others are read once they are needed, or there is time."""
        self.numbers.extend(numbers)

    def name(self, numbers: Iterable[int]) -> None:
        """Take just these cards, in the order given."""
        self.numbers.extend(numbers)
        self._complete = self._named = True

    @property
    def wants_more(self) -> bool:
        """True where more should be read while there is time."""
        if not self._settled:
            return True
        if self._complete:
            return False
        return self._limit <= _STEPS[0] or self.position > len(self.numbers) - _NEAR

    @property
    def complete(self) -> bool:
        """True once every card was read."""
        return self._complete

    def more(self) -> More:
        """Read on; safe in another thread: nothing is changed until `take` is told."""
        if self._settled or self._limit <= _STEPS[0]:
            return self._further(next((step for step in _STEPS if step > self._limit), None))
        return self._further(self._limit if self._limit <= _STEPS[-1] else None)

    def to_end(self) -> More:
        """Read all that is left; safe in another thread, as `more` is."""
        return self._further(None)

    def learn(self, known: Known) -> None:
        """Let what comes after the next card be read again, in the order that follows from what is known now."""
        self.known = known
        self._settled = self._named

    def _further(self, limit: int | None) -> More:
        self._late.clear()
        if self._settled:
            return self._read(limit, self.known, set(self.numbers))
        kept = self.numbers[: self.position + 2]
        return self._read(limit, self.known, set(kept))._replace(kept=len(kept))

    def take(self, more: More) -> None:
        """Put cards that were read behind those that stand; those that stand already stay where they are."""
        met = self._late
        if more.kept is not None:
            kept = max(self.position + 2, more.kept + len(self._late))
            met = met.union(self.numbers[more.kept : kept])
            del self.numbers[kept:]
            self.sources = {number: self.sources[number] for number in self.numbers if number in self.sources}
        elif self._complete:
            return
        self.numbers.extend((number for number in more.numbers if number not in met) if met else more.numbers)
        self.sources.update(more.sources)
        self._limit, self._complete = more.limit, more.complete
        self._settled = more.known == self.known

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
        self._late.add(number)
        return self.position

    def follow(self, number: int) -> None:
        """Put a card behind the one that is stood on, unless it is here."""
        if self.place(number) is None:
            self.numbers.insert(self.position + 1, number)
            self._late.add(number)

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

    def _read(self, limit: int | None, known: Known, here: set[int]) -> More:
        """Read so many cards of each kind, but for those that stand `here`: kinds would not alternate around them.

        Without a limit, those beyond the last step come as they are, most suspicious first.
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
        numbers = array("q", alternated((n for n in negatives if n not in here), (n for n in sources if n not in here)))
        placed = {number: sources.get(number, Sort.SUSPICIOUS) for number in numbers}
        complete = max(len(sources), len(negatives)) < most
        if not complete and limit is None:
            here |= placed.keys()
            numbers.extend(number for number in self._rest() if number not in here)
            complete, most = True, most + 1
        if complete:
            numbers.extend(number for number in self._below() if number not in here)
        return More(most, numbers, placed, known, complete, matched)

    def _rest(self) -> Iterator[int]:
        """Yield every open card, the most suspicious pairs first."""
        if self.view.cards is not Cards.NEGATIVES:
            yield from queue.ids(self._db, self._open_terms, hides=self._hides)
        if self.view.cards is not Cards.PAIRS:
            yield from queue.to_judge(self._db, self.terms, hides=self._hides)

    def _said(self) -> queue.Said | None:
        """Return what stands above, None where nothing does."""
        if self._asks_status or self.view.cards is not Cards.PAIRS:
            return None
        return queue.said(self._db, self.terms, _RECENT, self._hides)

    def _below(self) -> Sequence[int]:
        if self._asks_status or self.view.cards is Cards.NEGATIVES:
            return ()
        return queue.ids(self._db, (*self.terms, *_SKIPPED), Sort.SUSPICIOUS, hides=self._hides)
