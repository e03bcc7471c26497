"""A simulated reviewer: takes the cards in the order in which the review screen would hand them out, and is right.

The queue, what is learned from decisions and when the rest is put into another order are the studio's own; only the
screen is missing. The reviewer never errs, which no person can say.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studio.domain.decisions import Action
from studio.domain.pairs import Pair
from studio.domain.queue import Sort
from studio.domain.views import View
from studio.storage.database import Database
from studio.ui.review.advising import Advising
from studio.ui.review.session import Session

__all__ = ["Bad", "Reviewed", "Reviewer"]

Bad = Callable[[Pair, str], bool]
"""Whether a card is an error: its pair, and the passage of the negative that it asks about, empty for the pair."""


@dataclass
class Reviewed:
    """One sitting: for each card in turn whether it was an error, and how many of each order's cards were."""

    found: list[bool] = field(default_factory=list)
    by_source: dict[str, list[int]] = field(default_factory=dict)
    seconds: float = 0.0

    def within(self, cards: int) -> int:
        """Return the errors among the first cards."""
        return sum(self.found[:cards])

    def put(self, source: str, *, bad: bool) -> None:
        """Note a card."""
        self.found.append(bad)
        counted = self.by_source.setdefault(source, [0, 0])
        counted[0] += 1
        counted[1] += bad


class Reviewer:
    """Whoever judges the cards of a view; `project` is the folder whose vectors the advice is worked out from."""

    def __init__(self, db: Database, project: Path, bad: Bad) -> None:
        self._session, self._advising, self._bad = Session(db, "simulated"), Advising(db, project), bad

    def review(self, view: View, cards: int, looks: Mapping[int, Callable[[], None]]) -> Reviewed:
        """Judge so many cards, and call each of `looks` once as many are judged as its key says."""
        return asyncio.run(self._review(view, cards, looks))

    async def _review(self, view: View, cards: int, looks: Mapping[int, Callable[[], None]]) -> Reviewed:
        session, reviewed, began = self._session, Reviewed(), time.perf_counter()
        session.open(view)
        there = session.pair is not None
        for done in range(cards + 1):
            if done in looks:
                looks[done]()
            if not there or done == cards:
                break
            await self._settle()
            self._judge(reviewed)
            there = session.next_open(session.position + 1)
        reviewed.seconds = time.perf_counter() - began
        return reviewed

    async def _settle(self) -> None:
        """Do what the screen does where no key is pressed for a moment."""
        session = self._session
        known = await self._advising.look(session.counts.rejected, session.known)
        if known is not None:
            session.known = known
            session.deck.learn(known)
        if session.deck.wants_more:
            session.read_on(session.deck.more())

    def _judge(self, reviewed: Reviewed) -> None:
        session = self._session
        pair, asked = session.pair, session.negative if session.asking_negative else None
        if pair is None:
            raise RuntimeError("the queue handed out no pair")
        wrong = self._bad(pair, asked.passage_id if asked else "")
        source = session.deck.sources.get(session.numbers[session.position], Sort.SUSPICIOUS)
        reviewed.put("suspects" if asked and asked.suspect else "negatives" if asked else source.value, bad=wrong)
        session.answer(Action.ACCEPT if wrong == session.asking_negative else Action.REJECT)
