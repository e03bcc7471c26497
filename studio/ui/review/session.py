"""A person's sitting at the queue: what a key does to the card in front of them, and how it is taken back.

Knows neither keys nor widgets. Every decision is in the database before a method returns.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from studio.domain.decisions import SHOWN_RANDOM, Action, Decision, new_id
from studio.domain.identity import content_hash, pair_id
from studio.domain.pairs import Pair, Verdict
from studio.domain.queue import Ask, Cards, Counts
from studio.domain.records import Change
from studio.domain.repair import carried
from studio.storage import decisions as store
from studio.storage import lines, names, offshoots, pairs, queue
from studio.ui.review.standing import Standing

__all__ = ["Session"]

_FEW = 20
"""Pairs of a batch up to which what undo changes is counted pair by pair; a larger one is counted anew."""


class Session(Standing):
    """Decisions on the card that is stood on, or on a range."""

    def decide(self, action: Action, text: str = "") -> int:
        """Answer the card, or all cards of the range as one batch; return how many. `text` is why, or a comment."""
        pair = self.pair
        if pair is None:
            return 0
        if self.anchor is None:
            self._append([self._event(pair, action, text=text)])
            return 1
        chosen = [self.numbers[i] for i in self.chosen]
        self.anchor = None
        return self.decide_all(chosen, action, text)

    def answer(self, action: Action, text: str = "") -> int:
        """Answer what the card asks, or the cards of the range: of a negative, accept says that it answers too."""
        negative = self.negative
        if self.anchor is not None or not self.asking_negative or self.pair is None or negative is None:
            return self.decide(action, text)
        if action in _OF_NEGATIVES:
            self._append([self._event(self.pair, _OF_NEGATIVES[action], passage_id=negative.passage_id)])
        return 1

    def decide_all(self, numbers: Iterable[int], action: Action, text: str = "") -> int:
        """Say the same of many cards as one batch that one undo takes back; return how many."""
        batch = new_id()
        asked = list(numbers)
        rows = lines.rows(self._db, asked, self.hides)
        passages = names.passages(self._db, {passage for n in asked if (passage := Ask.of(n).passage_no)})
        made = []
        for row in rows:
            passage_id = passages.get(Ask.of(row.number).passage_no, "")
            said = _OF_NEGATIVES.get(action) if passage_id else action
            if said is not None:
                made.append(replace(self._bare(row.pair_id, said, batch), text=text, passage_id=passage_id))
        with self._counting({Ask.of(number).pair_no for number in asked}, inside=True):
            store.decide(self._db, made)
        self.refresh()
        return len(made)

    def flag(self) -> None:
        """Flag the pair, or take the flag back."""
        if self.pair:
            self.decide(Action.UNFLAG if self.pair.flagged else Action.FLAG)

    def judge(self, index: int, verdict: Verdict) -> str:
        """Give negative `index` (from 0) a verdict, or take that verdict back; return what was said, empty for none.

        Once the selected one has its verdict, the next suspect without one is selected: it is the next question.
        """
        pair = self.pair
        if pair is None or not 0 <= index < len(pair.negatives):
            return ""
        selected, self.selected = self.selected, index
        negative = pair.negatives[index]
        action = _CLEAR_OR[verdict] if negative.verdict is not verdict else Action.NEGATIVE_CLEAR
        self._append([self._event(pair, action, passage_id=negative.passage_id)])
        if selected == index and action is not Action.NEGATIVE_CLEAR:
            self.select_suspect()
        return action.value

    def replace_negative(self) -> bool:
        """Put the pool's best unsuspicious passage in the selected negative's place; False where there is none."""
        pair, old = self.pair, self.negative
        if pair is None or old is None:
            return False
        taken = next(pairs.pool(self._db, pair.pair_id), None)
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

    def add_positive(self, passage_id: str) -> None:
        """Add a passage that a person found as a further positive."""
        if self.pair:
            self._append([self._event(self.pair, Action.POSITIVE_ADD, passage_id=passage_id)])

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

    def split(self, query: str, second: str) -> bool:
        """Let the pair ask `query` and a new one `second`; False where there is nothing to split, or both are there.

        The new pair has the same passage, nobody has decided it, and it comes next.
        """
        pair, first, second = self.pair, query.strip(), second.strip()
        if pair is None or not first or not second or offshoots.shown(self._db, pair_id(second, pair.passage_id)):
            return False
        batch = new_id()
        events = [self._event(pair, Action.EDIT_QUERY, text=first, batch=batch)] if first != pair.query else []
        self._append([*events, self._event(pair, Action.SPLIT, text=second, batch=batch)])
        self._follow_offshoots(batch)
        return True

    def merge(self, other: Pair) -> None:
        """Keep the pair in front of the person, and let one that asks the same leave, what answers it carried over."""
        pair = self.pair
        if pair is None:
            return
        batch = new_id()
        taken = [self._event(pair, action, passage_id=name, batch=batch) for action, name in carried(pair, other)]
        left = replace(self._bare(other.pair_id, Action.DUPLICATE, batch), text=pair.pair_id)
        with self._counting(self._numbers_of((pair.pair_id, other.pair_id))):
            store.decide(self._db, [*taken, left])
        self.refresh()

    def _follow_offshoots(self, batch: str) -> None:
        """Show the pairs that a batch made behind the card, or take those away that it no longer makes."""
        for number, there in offshoots.made(self._db, batch):
            (self._deck.follow if there else self._deck.remove)(number)
        self.counts = queue.counts(self._db, self.terms, hides=self.hides)

    def undo(self) -> Change | None:
        """Take back the last batch and stand on its card; return what it was, None where nothing is left."""
        return self._travel(Action.UNDO)

    def redo(self) -> Change | None:
        """Restore what was taken back last and stand on its card; return what it was, None where nothing is left."""
        return self._travel(Action.REDO)

    def _travel(self, action: Action) -> Change | None:
        undo = action is Action.UNDO
        change = (store.next_undo if undo else store.next_redo)(self._db, self._reviewer)
        if change is None:
            return None
        self._keep()
        travel = store.undo if undo else store.redo
        few = len(change.pair_ids) <= _FEW
        touched = self._numbers_of(change.pair_ids if few or self.terms else change.pair_ids[:1])
        if few and self._holds(touched):
            before = [self._ahead.get(n) or self._read(n) for n in touched]
            travel(self._db, self._reviewer)
            for number, was in zip(touched, before, strict=True):
                self._ahead[number] = self._read(number)
                self.counts = self.counts.moved(was, self._ahead[number])
        else:
            with self._counting(touched):
                travel(self._db, self._reviewer)
            self.refresh()
        self._pair = None
        if touched:
            self._stand_on(touched[0], change.passage_id)
        if change.splits:
            self._follow_offshoots(change.batch_id)
        return change

    @contextmanager
    def _counting(self, numbers: Collection[int], *, inside: bool = False) -> Iterator[None]:
        """Let the counts follow what is done to many pairs; those that a filter left stay in the queue, and counted.

        What the queue does not hold, unless they are known to be `inside`, is found by the filter again.
        """
        holds = bool(self.terms) and (inside or self._holds(numbers))
        before = queue.counts_of(self._db, list(numbers), self.hides) if holds else Counts()
        yield
        if holds:
            self.counts = self.counts.changed(before, queue.counts_of(self._db, list(numbers), self.hides))
        else:
            self.counts = queue.counts(self._db, self.terms, hides=self.hides)

    def _holds(self, numbers: Collection[int]) -> bool:
        if not self.terms:
            return True
        if len(numbers) > _FEW:
            return set(numbers) <= set(self._deck.numbers)
        return all(self._deck.place(number) is not None for number in numbers)

    def _numbers_of(self, pair_ids: Sequence[str]) -> list[int]:
        found = names.numbers(self._db, "pair", pair_ids)
        return [found[pair_id] for pair_id in pair_ids if pair_id in found]

    def _stand_on(self, pair_no: int, passage_id: str) -> None:
        """Stand on the card that something was said on, put here where it is none of the queue's."""
        passage_no = names.numbers(self._db, "passage", (passage_id,)).get(passage_id, 0) if passage_id else 0
        asked = Ask(pair_no, passage_no).number
        wanted = (asked, pair_no)
        place = next((found for number in wanted if (found := self._deck.place(number)) is not None), None)
        self._deck.position = (
            self._deck.insert(pair_no if self.view.cards is Cards.PAIRS else asked) if place is None else place
        )
        self._arrive()
        if passage_id and self.pair is not None:
            self._select_passage(passage_id)

    def _append(self, events: Sequence[Decision]) -> None:
        """Say something of the pair in front of the person; what follows for it is known without reading a table."""
        before, ask = self.pair, self.ask
        store.decide(self._db, events)
        if before is None or ask is None:
            return
        self._pair = self._read(ask.pair_no)
        self._select_asked()
        self.counts = self.counts.moved(before, self._pair)

    def _event(self, pair: Pair, action: Action, *, text: str = "", passage_id: str = "", batch: str = "") -> Decision:
        event = self._bare(pair.pair_id, action, batch or new_id())
        shown = self.shown or (SHOWN_RANDOM if self.drawn_at_random else "")
        pair_hash = content_hash(pair.query, pair.text)
        return replace(event, text=text, passage_id=passage_id, pair_hash=pair_hash, shown=shown)

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
_OF_NEGATIVES = {
    Action.ACCEPT: Action.NEGATIVE_FALSE,
    Action.REJECT: Action.NEGATIVE_HARD,
    Action.CANT_TELL: Action.NEGATIVE_CANT_TELL,
    Action.REOPEN: Action.NEGATIVE_CLEAR,
}
"""What an answer says of a negative: it answers the query too, or it does not. To skip one says nothing of it."""
