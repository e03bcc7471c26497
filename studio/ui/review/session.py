"""A person's sitting at the queue: where they stand, and what a key does to the pair in front of them.

Knows neither keys nor widgets. Every decision is in the database before a method returns.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from studio.domain import filters
from studio.domain.decisions import Action, Decision, new_id
from studio.domain.filters import Term
from studio.domain.identity import content_hash
from studio.domain.pairs import Negative, Pair, Verdict
from studio.domain.queue import Counts, Sort
from studio.domain.records import Change, ListRow
from studio.storage import card as cards
from studio.storage import decisions as store
from studio.storage import pairs, queue
from studio.storage.database import Database

__all__ = ["Session"]

_NEAR = 100


class Session:
    """The queue under one filter and order, and a place in it."""

    def __init__(self, db: Database, reviewer: str) -> None:
        self._db, self._reviewer = db, reviewer
        self.numbers: array[int] = array("q")
        self.position = 0
        self.line = ""
        self.sort = Sort.SUSPICIOUS
        self.counts = Counts()
        self.anchor: int | None = None
        self.selected = 0
        self.negative_cards = False
        self._terms: tuple[Term, ...] = ()
        self._pair: Pair | None = None
        self._ahead: dict[int, Pair] = {}

    def open(self, line: str | None = None, sort: Sort | None = None) -> None:
        """Take the queue with a filter line and an order, standing on the first pair that nobody decided.

        Raises FilterError where the line cannot be read; the queue then stays as it was.
        """
        terms = self._terms if line is None else filters.parse(line)
        order = sort or self.sort
        numbers = queue.ids(self._db, terms, order)
        self.refresh()
        self.numbers, self._terms, self.sort = numbers, terms, order
        self.line = self.line if line is None else line.strip()
        self.counts = queue.counts(self._db, terms)
        self.anchor = None
        undecided = (*terms, *filters.parse("status:undecided"))
        first = queue.ids(self._db, undecided, order)
        self.go(self.numbers.index(first[0]) if first else 0)

    def take(self, numbers: Sequence[int], line: str) -> None:
        """Take just these pairs, under a name that stands where a filter would; opening an empty filter ends it."""
        self.refresh()
        self.numbers, self.line, self.anchor = array("q", numbers), line, None
        self.go(0)

    @property
    def pair(self) -> Pair | None:
        """The pair in front of the person, or None where the queue is empty."""
        if self._pair is None and self.numbers:
            number = self.numbers[self.position]
            self._pair = self._ahead.pop(number, None) or pairs.card(self._db, number)
            self.selected = min(self.selected, max(0, len(self._pair.negatives) - 1))
        return self._pair

    @property
    def negative(self) -> Negative | None:
        """The selected negative of the pair, or None where it has none."""
        pair = self.pair
        return pair.negatives[self.selected] if pair and pair.negatives else None

    @property
    def chosen(self) -> range:
        """Positions that a pair-level key acts on: the selected range, or the one card."""
        if self.anchor is None:
            return range(self.position, min(self.position + 1, len(self.numbers)))
        return range(min(self.anchor, self.position), max(self.anchor, self.position) + 1)

    def go(self, position: int) -> bool:
        """Stand on a position; return False where the queue ends before it."""
        inside = 0 <= position < len(self.numbers)
        if inside:
            self._keep()
            self.position, self._pair, self.selected = position, None, 0
        elif not self.numbers:
            self.position, self._pair = 0, None
        return inside

    def refresh(self) -> None:
        """Read the pair in front of the person again, and those after it."""
        self._pair = None
        self._ahead.clear()

    def read_ahead(self) -> list[Pair]:
        """Read the pair before and the next one ahead of their keys, and return them."""
        near = self.numbers[max(0, self.position - 1) : self.position + 2]
        here = self.numbers[self.position] if self.numbers else None
        self._ahead = {n: self._ahead.get(n) or pairs.card(self._db, n) for n in near if n != here}
        return list(self._ahead.values())

    def row(self) -> ListRow | None:
        """Return the pair in front of the person as its line in the list, None where the queue is empty."""
        pair = self.pair
        if pair is None:
            return None
        return ListRow(
            pair_no=self.numbers[self.position],
            pair_id=pair.pair_id,
            query=pair.query,
            status=pair.status.value,
            flagged=pair.flagged,
            edited=pair.edited,
            commented=bool(pair.comment),
        )

    def select_negative(self, step: int) -> None:
        """Move the selection among the negatives, staying inside them."""
        pair = self.pair
        if pair and pair.negatives:
            self.selected = max(0, min(len(pair.negatives) - 1, self.selected + step))

    def decide(self, action: Action, text: str = "") -> int:
        """Say something of the pair, or of all pairs of the range as one batch; return how many."""
        pair = self.pair
        if pair is None:
            return 0
        if self.anchor is None:
            self._append([self._event(pair, action, text=text)])
            return 1
        chosen = [self.numbers[i] for i in self.chosen]
        self.anchor = None
        return self.decide_all(chosen, action)

    def decide_all(self, numbers: Iterable[int], action: Action) -> int:
        """Say the same of many pairs as one batch that one undo takes back; return how many."""
        batch = new_id()
        rows = queue.rows(self._db, list(numbers))
        store.decide(self._db, [self._bare(row.pair_id, action, batch) for row in rows])
        self.refresh()
        self.counts = queue.counts(self._db, self._terms)
        return len(rows)

    def flag(self) -> None:
        """Flag the pair, or take the flag back."""
        if self.pair:
            self.decide(Action.UNFLAG if self.pair.flagged else Action.FLAG)

    def judge(self, index: int, verdict: Verdict) -> str:
        """Give negative `index` (from 0) a verdict, or take that verdict back; return what was said, empty for none."""
        pair = self.pair
        if pair is None or not 0 <= index < len(pair.negatives):
            return ""
        self.selected = index
        negative = pair.negatives[index]
        action = _CLEAR_OR[verdict] if negative.verdict is not verdict else Action.NEGATIVE_CLEAR
        self._append([self._event(pair, action, passage_id=negative.passage_id)])
        return action.value

    def replace_negative(self) -> bool:
        """Put the pool's best unsuspicious passage in the selected negative's place; False where there is none."""
        pair, old = self.pair, self.negative
        if pair is None or old is None:
            return False
        waiting = pairs.pool(self._db, pair.pair_id)
        taken = next((n for n in waiting if not n.suspect), waiting[0] if waiting else None)
        if taken is None:
            return False
        batch = new_id()
        self._append(
            [
                self._event(pair, Action.NEGATIVE_DROP, passage_id=old.passage_id, batch=batch),
                self._event(pair, Action.NEGATIVE_TAKE, passage_id=taken.passage_id, text=old.passage_id, batch=batch),
            ]
        )
        return True

    def add_negative(self, passage_id: str) -> None:
        """Add a passage that a person found as a hard negative."""
        if self.pair:
            self._append([self._event(self.pair, Action.NEGATIVE_ADD, passage_id=passage_id)])

    def edit(self, *, query: str | None = None, passage: str | None = None) -> bool:
        """Change the query, the passage's text of this pair, or both; return False where nothing changed."""
        pair = self.pair
        if pair is None:
            return False
        batch = new_id()
        events = []
        if query is not None and query.strip() and query.strip() != pair.query:
            events.append(self._event(pair, Action.EDIT_QUERY, text=query.strip(), batch=batch))
        if passage is not None and passage.strip() and passage.strip() != pair.text:
            events.append(self._event(pair, Action.EDIT_PASSAGE, text=passage.strip(), batch=batch))
        if events:
            self._append(events)
        return bool(events)

    def undo(self) -> Change | None:
        """Take back the last batch and stand on its pair; return what it was, None where nothing is left."""
        return self._travel(store.undo(self._db, self._reviewer))

    def redo(self) -> Change | None:
        """Restore what was taken back last and stand on its pair; return what it was, None where nothing is left."""
        return self._travel(store.redo(self._db, self._reviewer))

    def _travel(self, change: Change | None) -> Change | None:
        if change is None:
            return None
        self._keep()
        number = cards.number(self._db, change.pair_ids[0]) if change.pair_ids else None
        before = self._ahead.get(number) if number is not None and len(change.pair_ids) == 1 else None
        if number is None or before is None:
            self.refresh()
            self.counts = queue.counts(self._db, self._terms)
        else:
            self._pair = None
            self._ahead[number] = pairs.card(self._db, number)
            self.counts = self.counts.moved(before, self._ahead[number])
        place = None if number is None else self._place(number)
        if place is not None:
            self.go(place)
        return change

    def _keep(self) -> None:
        """Keep the pair in front of the person among those that were read."""
        if self._pair is not None:
            self._ahead[self.numbers[self.position]] = self._pair

    def _place(self, number: int) -> int | None:
        """Return where a pair stands in the queue: most often close by, and a long queue is long to search."""
        near = max(0, self.position - _NEAR)
        for found, start in ((self.numbers[near : self.position + _NEAR], near), (self.numbers, 0)):
            if number in found:
                return start + found.index(number)
        return None

    def next_to_judge(self) -> bool:
        """On negative cards: stand on the next negative that nobody judged, here or in a later pair."""
        position = self.position
        while position < len(self.numbers):
            pair = self.pair
            start = self.selected + 1 if position == self.position else 0
            for index, negative in enumerate(pair.negatives[start:] if pair else (), start):
                if negative.verdict is Verdict.UNJUDGED:
                    self.selected = index
                    return True
            position += 1
            if not self.go(position):
                return False
            if pair and self.pair and self.pair.negatives and self.pair.negatives[0].verdict is Verdict.UNJUDGED:
                return True
        return False

    def _append(self, events: Sequence[Decision]) -> None:
        """Say something of the pair in front of the person; what follows for it is known without reading a table."""
        before = self.pair
        store.decide(self._db, events)
        self._pair = pairs.card(self._db, self.numbers[self.position])
        if before is not None:
            self.counts = self.counts.moved(before, self._pair)

    def _event(self, pair: Pair, action: Action, *, text: str = "", passage_id: str = "", batch: str = "") -> Decision:
        event = self._bare(pair.pair_id, action, batch or new_id())
        return replace(event, text=text, passage_id=passage_id, pair_hash=content_hash(pair.query, pair.text))

    def _bare(self, pair_id: str, action: Action, batch: str) -> Decision:
        return Decision(
            event_id=new_id(),
            batch_id=batch,
            at=datetime.now(UTC),
            reviewer=self._reviewer,
            action=action,
            pair_id=pair_id,
        )


_CLEAR_OR = {
    Verdict.HARD: Action.NEGATIVE_HARD,
    Verdict.FALSE: Action.NEGATIVE_FALSE,
    Verdict.DROPPED: Action.NEGATIVE_DROP,
    Verdict.PROMOTED: Action.NEGATIVE_PROMOTE,
    Verdict.UNJUDGED: Action.NEGATIVE_CLEAR,
}
