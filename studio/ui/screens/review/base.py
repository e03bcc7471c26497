"""The review screen's parts and how they are drawn; what keys do stands in the modules beside this one."""

import asyncio
import gc
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from studio.domain.filters import FilterError
from studio.domain.pairs import Pair
from studio.domain.queue import Cards
from studio.domain.records import ListRow
from studio.domain.views import View
from studio.errors import StudioError
from studio.storage import audits, corpus, lines, queue, views
from studio.storage.database import GivenWayError
from studio.ui.actions import bindings
from studio.ui.actions.review import ACTIONS
from studio.ui.review import view
from studio.ui.review.advising import Advising
from studio.ui.review.card import Shown
from studio.ui.review.footer import At, keys_at
from studio.ui.review.pace import Pace
from studio.ui.review.session import Session
from studio.ui.screens.base import StudioScreen
from studio.ui.views import live as live_view
from studio.ui.widgets.bars import FooterBar
from studio.ui.widgets.card_text import CardText
from studio.ui.widgets.drawn import Room
from studio.ui.widgets.nothing import Nothing
from studio.ui.widgets.pair_card import PairCard
from studio.ui.widgets.queue_list import QueueList

__all__ = ["LOOKING", "ReviewBase"]

LOOKING = "like"
"""The group of the work that looks for pairs like one."""

_SOON = 0.02
"""Seconds after a key until the cards beside are read: the terminal has its bytes by then."""
_BREATH = 0.003
"""Seconds between two of them: a key that comes meanwhile waits for one card, not for all."""
_ROWS = 150
"""Cards above and below whose lines are read: more than a screen and what the list reads with it."""
_REST = 1.0
"""Seconds without a key until what was decided is folded, the queue is read further, and the rest is thought about.

Who decides four cards a second must not meet this work at every key.
"""


class ReviewBase(StudioScreen):
    """Queue on the left, card on the right."""

    place = "review"
    TITLE = "review"
    AUTO_FOCUS = ""
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(self, line: str = "", *, numbers: Sequence[int] = ()) -> None:
        super().__init__()
        self._line, self._numbers = line, numbers
        self.session = Session(self.studio.db, self.studio.reviewer, self.studio.review_options.blind)
        self._advising = Advising(self.studio.db, self.studio.project.path)
        self._pace = Pace(time.monotonic)
        self._behind = self.studio.behind
        self._in_negatives = self._machine = self._whole = False
        self._neighbours = ("", "")
        self._said = ""
        self._draws = 0
        self._share: float | None = None
        self._changes = self.studio.jobs.changes

    def body(self) -> Iterable[Widget]:
        """Yield list, card, and the lines that appear when asked for."""
        yield Room(QueueList(self._rows, id="queue"), PairCard(), id="review")
        yield Nothing(id="empty")

    def on_mount(self) -> None:
        """Open the view that was open last at the first pair that nobody decided, or what was asked for."""
        self._soon = self.set_interval(_SOON, self._read_ahead, pause=True)
        self._rest = self.set_interval(_REST, self._settle, pause=True)
        if self.session.hides and not self.studio.told_blind:
            self.studio.told_blind = True
            self.notify(view.blind_words(self.session.hides), timeout=12, markup=False)
        if self._numbers:
            self._open(View())
            self.session.take(self._numbers, "pairs behind one query")
            self._draw()
        else:
            self._begin()

    def _begin(self) -> None:
        last = views.last(self.studio.db)
        try:
            self._open(View(line=self._line) if self._line else replace(last, cards=Cards.PAIRS))
        except FilterError:  # of another version's grammar
            self._open(View())

    def jobs_changed(self) -> None:
        """Read the card again where a job landed, and the queue where it brought or took pairs."""
        if self._editing or self.studio.jobs.changes == self._changes:
            return
        self._changes = self.studio.jobs.changes
        if queue.total(self.studio.db) != self._total:
            self._open(self.session.view)
        else:
            self.session.refresh()
            self._draw()

    def _open(self, view: View) -> None:
        self.studio.db.hurry()
        self.session.open(view)
        self._total = queue.total(self.studio.db)
        self._moved()

    def _draw(self, *changed: int, said: str = "") -> None:
        session = self.session
        pair = session.pair
        empty = self.query_one(Nothing)
        if empty.display or pair is None:
            empty.say("" if pair else view.empty_text(self._total, session.line))
            empty.display = pair is None
            self.query_one("#review").display = pair is not None
        self._list_changed(changed)
        self.query_one(QueueList).show(session.numbers, session.position, session.chosen)
        self.query_one(PairCard).show(self._shown(pair) if pair else None)
        self._draw_bar(said)
        self._draw_footer()
        self._draws += 1
        for timer in (self._soon, self._rest):
            timer.reset()

    def _list_changed(self, positions: Sequence[int]) -> None:
        if not positions:
            return
        listed, row = self.query_one(QueueList), self.session.row()
        if row is not None and list(positions) == [self.session.position]:
            listed.put(row)
        else:
            listed.forget()

    def _shown(self, pair: Pair) -> Shown:
        session = self.session
        before, after = self._neighbours
        return Shown(
            pair,
            why=session.why,
            selected=session.selected,
            machine=self._machine,
            asking=session.asking_negative,
            whole=self._whole,
            unaided=session.unaided,
            in_negatives=self._in_negatives,
            before=before,
            after=after,
        )

    async def _read_ahead(self) -> None:
        self._soon.pause()
        session, draws = self.session, self._draws
        if session.pair is not None:
            self._behind.look(self._look_around, session.pair.passage_id, (*session.numbers[-_ROWS:], *session.aside))
        text = self.query_one(CardText)
        for beside in session.read_ahead():
            text.warm(
                Shown(
                    beside.pair,
                    why=beside.why,
                    selected=beside.selected,
                    machine=self._machine,
                    asking=beside.asking,
                    unaided=self.session.unaided,
                    in_negatives=self._in_negatives and not beside.asking,
                )
            )
            await asyncio.sleep(_BREATH)
            if draws != self._draws:
                return

    def _look_around(self, passage_id: str, numbers: Sequence[int]) -> None:
        """Read what keys that go far or show more would have to read: some lines of lists, and neighbours."""
        self._rows(numbers)
        corpus.neighbours(self.studio.db, passage_id)

    async def _settle(self) -> None:
        self._rest.pause()
        with suppress(StudioError):  # there is time later, or whoever needs the tables tries again and tells
            await self._think()

    async def _think(self) -> None:
        await self._behind.read(self.studio.db.catch_up)
        gc.collect(1)  # so that it seldom comes by itself, between a key and what it draws
        await self._warm_rows()
        await self._read_on()
        await self._bound()
        if not self._advising.busy:
            self.run_worker(self._advise(), group="advice", exit_on_error=False)

    async def _advise(self) -> None:
        """Put the rest into the order that decisions and vectors speak for, once they speak for another."""
        session = self.session
        known = await self._advising.look(session.counts.rejected, session.known)
        if known is None:
            return
        session.known = known
        session.deck.learn(known)
        with suppress(GivenWayError):  # it is read again at the next rest
            await self._read_on()

    async def _bound(self) -> None:
        """Say in the bar how bad what nobody looked at can be, where that has changed."""
        share = await self._behind.read(audits.rest, self.studio.db)
        if share != self._share:
            self._share = share
            self._draw_bar(self._said)

    async def _redrawn_list(self) -> None:
        await self._warm_rows()
        listed = self.query_one(QueueList)
        listed.show(self.session.numbers, self.session.position, self.session.chosen)
        listed.refresh()
        self._draw_bar(self._said)
        self._soon.reset()

    async def _warm_rows(self) -> None:
        """Have storage keep the rows around the card and at the top, beside the keys: drawing then reads no disk."""
        at, numbers = self.session.position, self.session.numbers
        around = numbers[max(0, at - _ROWS) : at + _ROWS] + numbers[:_ROWS]
        await self._behind.read(self._rows, around)

    def _rows(self, numbers: Sequence[int]) -> list[ListRow]:
        return lines.rows(self.studio.db, numbers, self.session.hides)

    async def _read_on(self) -> None:
        deck = self.session.deck
        if not deck.wants_more:
            return
        more = await self._behind.read(deck.more)
        if deck is self.session.deck:
            self.session.read_on(more)
            await self._redrawn_list()

    def _draw_bar(self, said: str) -> None:
        session, self._said = self.session, said
        order, filtered = self._order, session.line
        alone: tuple[str, ...] = ()
        if session.named:
            place = view.place_words(session.position, len(session.numbers))
            order, filtered, alone = f"{session.line}, {place}", "", (f"{session.line}, {place}", place)
        elif session.view.cards is not Cards.PAIRS:
            order += f", {view.place_words(session.position)}"
        paced, counts = (
            view.counts_line(session.counts, pace=pace, order=order, line=filtered)
            for pace in (self._pace.per_minute(), None)
        )
        rest = view.rest_words(self._share)
        lines = (paced + rest, counts + rest, counts, *alone)
        if session.anchor is not None:
            said = f"{len(session.chosen)} selected: a x space t f decide all"
        bar = self.titlebar()
        bar.show(right=view.bar_right(said, live_view.short(self.studio.live.rows), lines, bar.room))

    def _draw_footer(self) -> None:
        """Name the keys of what the person is at."""
        at = At.of(
            editing=self.query_one(PairCard).editing,
            filtering=isinstance(self.focused, Input),
            empty=self.session.pair is None,
            asking_negative=self.session.asking_negative,
            in_negatives=self._in_negatives,
        )
        self.query_one(FooterBar).show(keys_at(at, self.studio.keymap, self.session.selected + 1))

    def live_changed(self) -> None:
        """Show where the dev rows stand now."""
        self._draw_bar(self._said)

    @property
    def _order(self) -> str:
        return view.order_words(self.session.view, self._advising.learned)

    def _ended(self) -> None:
        """Say that the queue is at its end."""
        told = view.end_text(self.session.counts, asking_negative=self.session.asking_negative)
        self.notify(told, markup=False)

    def _moved(self) -> None:
        self._neighbours, self._whole = ("", ""), False
        self._draw()

    def _redrawn(self) -> None:
        self.query_one(QueueList).forget()
        self._moved()

    @property
    def _guidelines(self) -> str:
        path = self.studio.guidelines
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    @property
    def _editing(self) -> bool:
        return isinstance(self.focused, Input) or bool(self.query_one(PairCard).editing)

    def _stands_on(self, pair_no: int) -> bool:
        """Return whether the card is still the one that something was looked for, with nothing else above it."""
        ask = self.session.ask
        return self.app.screen is self and ask is not None and ask.pair_no == pair_no

    @property
    def _looking(self) -> bool:
        """True while pairs like this one are looked for."""
        return any(worker.group == LOOKING and not worker.is_finished for worker in self.workers)
