"""Where a person stands in the queue: which view, which card, what it asks and why, and the cards beside it.

Knows neither keys nor widgets, and decides nothing. Which cards there are and in which order is
`studio.ui.review.deck`'s business.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from studio.domain.blind import Blind
from studio.domain.decisions import SHOWN_AUDIT, SHOWN_DISAGREEMENT
from studio.domain.filters import Term
from studio.domain.mixing import why, why_negative
from studio.domain.pairs import Negative, Pair, Status, Verdict
from studio.domain.queue import Ask, Cards, Counts, Sort
from studio.domain.records import ListRow
from studio.domain.views import View
from studio.storage import decisions as store
from studio.storage import names, ordering, pairs, queue
from studio.storage.blind import blinded
from studio.storage.database import Database
from studio.storage.names import pair_number
from studio.storage.ordering import Known
from studio.ui.review.deck import Deck, More

__all__ = ["Beside", "Standing"]


class Beside(NamedTuple):
    """A card that the next key may come to."""

    pair: Pair
    why: str
    selected: int
    asking: bool


class Standing:
    """The queue under one view, and a place in it.

    Of the share `blind` of all pairs, what others decided is hidden until this reviewer has.
    """

    def __init__(self, db: Database, reviewer: str, blind: float = 0.0) -> None:
        self._db, self._reviewer = db, reviewer
        self._blind = blinded(db, reviewer, blind)
        self.counts = Counts()
        self.anchor: int | None = None
        self.selected = 0
        self.known = Known(searching=ordering.searching(db))
        self._name = self._why = ""
        self.shown = ""
        """How the cards came to be shown where they were taken by name: see `studio.domain.decisions`."""
        self._passed: set[int] = set()
        """Cards drawn at random that the person saw and left undecided."""
        self._deck = Deck(db, View(), self.known, self._blind)
        self._decks: dict[Cards, Deck] = {}
        self._pair: Pair | None = None
        self._ahead: dict[int, Pair] = {}

    def open(self, view: View) -> None:
        """Take a view's cards, standing on the first that nobody decided.

        Raises FilterError where its line cannot be read; the queue then stays as it was.
        """
        deck = Deck(self._db, view, self.known, self._blind)
        with self._db.all_cores():
            counts = deck.open() or queue.counts(self._db, deck.terms, hides=self._blind)
        self.refresh()
        self._sit(deck)
        self.counts, self._decks, self._name, self.shown, self._why = counts, {view.cards: deck}, "", "", ""

    def take(self, numbers: Sequence[int], name: str, *, shown: str = "", why: str = "") -> None:
        """Take just these cards, under a name that stands where a filter would; opening a view ends it.

        `shown` is how they came to be shown, as decisions keep it; `why` hides what is known of each behind one reason.
        """
        deck = Deck(self._db, replace(self.view, cards=Cards.PAIRS), self.known, self._blind)
        deck.name(numbers)
        self.refresh()
        self._sit(deck)
        self._decks, self._name, self.shown, self._why = {}, name, shown, why
        if self._blind is not None:
            self.counts = queue.counts(self._db, self.terms, hides=self.hides)

    def switch(self, asking: Cards) -> None:
        """Ask about pairs, about negatives, or by turns: from the card that is stood on, and back where one was."""
        pair, before = self.pair, self._deck
        self._decks[before.view.cards] = before
        deck = self._decks.get(asking)
        if deck is None:
            deck = Deck(self._db, replace(before.view, cards=asking), self.known, self._blind)
            if asking is Cards.NEGATIVES and pair is not None:
                deck.lead(self._unjudged(pair))
            elif asking is Cards.BOTH:
                deck.lead(before.numbers[before.position : before.position + 1])
            if not deck.numbers:
                deck.open()
        self.refresh()
        self._sit(deck)

    def _sit(self, deck: Deck) -> None:
        self._deck, self.anchor = deck, None
        self._arrive()

    @property
    def view(self) -> View:
        """The view whose cards these are."""
        return self._deck.view

    @property
    def line(self) -> str:
        """What the cards were chosen by: a filter, or a name."""
        return self._name or self.view.line

    @property
    def named(self) -> bool:
        """True where the cards were taken by name, and opening the view leads back to what was there before."""
        return bool(self._name)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The filter of the view."""
        return self._deck.terms

    @property
    def unaided(self) -> bool:
        """True where the cards are to be judged without what the machine thinks of them: an audit's."""
        return self.shown == SHOWN_AUDIT

    @property
    def hides(self) -> Blind | None:
        """What is hidden of others' answers: nothing in an audit, nor where what they differ on is settled."""
        return None if self.shown in (SHOWN_AUDIT, SHOWN_DISAGREEMENT) else self._blind

    @property
    def numbers(self) -> "array[int]":
        """The cards that were read."""
        return self._deck.numbers

    @property
    def position(self) -> int:
        """Where the person stands."""
        return self._deck.position

    @property
    def deck(self) -> Deck:
        """The cards and their order, for whoever reads on."""
        return self._deck

    @property
    def whole(self) -> Sequence[int]:
        """Every pair of the view, also those that were not read yet."""
        if self._name:
            return self.numbers
        return queue.ids(self._db, self.terms, Sort.SUSPICIOUS, hides=self._blind)

    @property
    def ask(self) -> Ask | None:
        """What the card asks, or None where the queue is empty."""
        return Ask.of(self.numbers[self.position]) if self.numbers else None

    @property
    def asking_negative(self) -> bool:
        """True where the card asks about a negative."""
        return bool(self.ask and self.ask.passage_no)

    @property
    def drawn_at_random(self) -> bool:
        """True where the card is evidence of how the rest is: it was not chosen for anything that is known of it.

        Not under a filter, not where another has looked, and not while another draw was passed over: that would be a
        sample of what is easy.
        """
        if not self.numbers or self.terms or self._passed - {self.numbers[self.position]}:
            return False
        if self._pair is not None and self._pair.blind:
            return False
        return self._deck.sources.get(self.numbers[self.position]) is Sort.RANDOM

    @property
    def why(self) -> str:
        """Why the card is shown."""
        pair, negative = self.pair, self.negative
        if pair is None:
            return ""
        if self.asking_negative and negative is not None:
            return self._why or why_negative(negative)
        return self._why_pair(pair, self.numbers[self.position])

    @property
    def pair(self) -> Pair | None:
        """The pair in front of the person, or None where the queue is empty."""
        ask = self.ask
        if self._pair is None and ask is not None:
            self._pair = self._ahead.pop(ask.pair_no, None) or self._read(ask.pair_no)
            self._select_asked()
        return self._pair

    @property
    def negative(self) -> Negative | None:
        """The selected negative of the pair, or None where it has none."""
        pair = self.pair
        return pair.negatives[self.selected] if pair and pair.negatives else None

    @property
    def chosen(self) -> range:
        """Positions that a decision acts on: the selected range, or the one card."""
        if self.anchor is None:
            return range(self.position, min(self.position + 1, len(self.numbers)))
        return range(min(self.anchor, self.position), max(self.anchor, self.position) + 1)

    def go(self, position: int) -> bool:
        """Stand on a position; return False where the queue ends before it."""
        if position >= len(self.numbers) and not self._deck.complete:
            self._deck.take(self._deck.more())
        inside = 0 <= position < len(self.numbers)
        if inside:
            self._pass_over()
            self._keep()
            self._deck.position = position
            self._arrive()
        return inside

    def _pass_over(self) -> None:
        """Note that a card drawn at random was seen and left as it was, or that it was decided after all."""
        if self._pair is not None and self.drawn_at_random:
            left = self._pair.status is Status.UNDECIDED
            (self._passed.add if left else self._passed.discard)(self.numbers[self.position])

    def next_open(self, position: int) -> bool:
        """Stand on the first card from a position on, but for negatives that were judged; False where none follows."""
        while self.go(position):
            if not self.asking_negative or (self.negative and self.negative.verdict is Verdict.UNJUDGED):
                return True
            position += 1
        return False

    def read_on(self, more: More) -> None:
        """Take cards that were read behind."""
        self._deck.take(more)

    def refresh(self) -> None:
        """Read the pair in front of the person again, and those after it."""
        self._pair = None
        self._ahead.clear()

    def read_ahead(self) -> Iterator[Beside]:
        """Read what keys may need before they come, and yield it card by card; once a key did anything, begin anew.

        The next card, the one before, the ends, the other question's; at last what undo comes back to, and the passage
        that a negative would be replaced by.
        """
        here, pair = self.ask, self.pair
        if here is None or pair is None:
            return
        at, last = self.position, store.next_undo(self._db, self._reviewer)
        after, before = self.numbers[at + 1 : at + 2], self.numbers[max(0, at - 1) : at]
        beside = dict.fromkeys((*after, *before, *self.numbers[:1], *self.numbers[-1:], *self.aside[:1]))
        asks = [ask for ask in map(Ask.of, beside) if ask != here]
        undone = {pair_number(self._db, last.pair_ids[0])} if last is not None and len(last.pair_ids) == 1 else set()
        wanted = ({ask.pair_no for ask in asks} | undone) - {here.pair_no}
        self._ahead = {number: known for number, known in self._ahead.items() if number in wanted}
        for ask in asks:
            yield self._beside(pair if ask.pair_no == here.pair_no else self._near(ask.pair_no), ask)
        for number in undone & wanted:
            self._near(number)
        if pair.negatives:
            next(pairs.pool(self._db, pair.pair_id), None)

    def _near(self, pair_no: int) -> Pair:
        if pair_no not in self._ahead:
            self._ahead[pair_no] = self._read(pair_no)
        return self._ahead[pair_no]

    def _beside(self, pair: Pair, ask: Ask) -> Beside:
        selected = self._place_of(pair, ask)
        if ask.passage_no and pair.negatives:
            told = self._why or why_negative(pair.negatives[selected])
            return Beside(pair, told, selected, asking=True)
        return Beside(pair, self._why_pair(pair, ask.number), selected, asking=False)

    def _why_pair(self, pair: Pair, number: int) -> str:
        return self._why or why(self._deck.sources.get(number, Sort.SUSPICIOUS), pair)

    def row(self) -> ListRow | None:
        """Return the card in front of the person as its line in the list, None where the queue is empty."""
        pair = self.pair
        if pair is None:
            return None
        return ListRow.of(self.numbers[self.position], pair, self.negative if self.asking_negative else None)

    def select_negative(self, step: int) -> None:
        """Move the selection among the negatives, staying inside them."""
        pair = self.pair
        if pair and pair.negatives:
            self.selected = max(0, min(len(pair.negatives) - 1, self.selected + step))

    def select_suspect(self) -> None:
        """Select the next suspect that nobody judged; without one the selection stays."""
        negatives = self.pair.negatives if self.pair else ()
        waiting = (place for place, n in enumerate(negatives) if n.suspect and n.verdict is Verdict.UNJUDGED)
        self.selected = next((place for place in waiting if place > self.selected), self.selected)

    def _select_passage(self, passage_id: str) -> None:
        negatives = self.pair.negatives if self.pair else ()
        self.selected = next((i for i, n in enumerate(negatives) if n.passage_id == passage_id), self.selected)

    def _read(self, pair_no: int) -> Pair:
        return pairs.card(self._db, pair_no, self.hides)

    def _arrive(self) -> None:
        self._pair, self.selected = None, 0

    def _keep(self) -> None:
        """Keep the pair in front of the person among those that were read."""
        ask = self.ask
        if self._pair is not None and ask is not None:
            self._ahead[ask.pair_no] = self._pair

    def _select_asked(self) -> None:
        if self._pair is not None and self.ask is not None:
            asked = self._place_of(self._pair, self.ask)
            self.selected = asked if self.asking_negative else min(self.selected, max(0, len(self._pair.negatives) - 1))

    def _place_of(self, pair: Pair, ask: Ask) -> int:
        """Return the place among a pair's negatives of the one that a card asks about, 0 on the pair's own card."""
        if not ask.passage_no:
            return 0
        known = names.numbers(self._db, "passage", [negative.passage_id for negative in pair.negatives])
        return next((i for i, n in enumerate(pair.negatives) if known.get(n.passage_id) == ask.passage_no), 0)

    @property
    def aside(self) -> Sequence[int]:
        """Cards that the other question would begin with: the negatives of the pair that nobody judged."""
        return self._unjudged(self.pair) if self.pair and self.view.cards is Cards.PAIRS else ()

    def _unjudged(self, pair: Pair) -> list[int]:
        known = names.numbers(self._db, "passage", [negative.passage_id for negative in pair.negatives])
        pair_no = pair_number(self._db, pair.pair_id)
        return [Ask(pair_no, known[n.passage_id]).number for n in pair.negatives if n.verdict is Verdict.UNJUDGED]
