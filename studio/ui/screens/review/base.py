"""The review screen's parts and how they are drawn; what keys do stands in the modules beside this one."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from studio.domain.pairs import Pair
from studio.domain.queue import Sort
from studio.errors import StudioError
from studio.storage import queue
from studio.ui.actions import bindings
from studio.ui.actions.review import ACTIONS
from studio.ui.review import view
from studio.ui.review.card import Shown
from studio.ui.review.pace import Pace
from studio.ui.review.session import Session
from studio.ui.screens.base import StudioScreen
from studio.ui.views import live as live_view
from studio.ui.widgets.card_text import CardText
from studio.ui.widgets.drawn import Room
from studio.ui.widgets.pair_card import PairCard
from studio.ui.widgets.queue_list import QueueList

__all__ = ["ReviewBase"]

_SOON = 0.01
"""Seconds after a key until the cards beside are read: the terminal has its bytes by then."""
_REST = 0.3
"""Seconds without a key until what was decided is folded, and the list read further."""


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
        self.session = Session(self.studio.db, self.studio.reviewer)
        self._pace = Pace(time.monotonic)
        self._in_negatives = self._machine = False
        self._neighbours = ("", "")
        self._said = ""
        self._changes = self.studio.jobs.changes

    def body(self) -> Iterable[Widget]:
        """Yield list, card, and the lines that appear when asked for."""
        yield Room(QueueList(lambda numbers: queue.rows(self.studio.db, numbers), id="queue"), PairCard(), id="review")
        yield Static(id="empty", classes="nothing", markup=False)
        yield Vertical(Input(id="filter"), Static(id="filter-fault", markup=False), id="filter-bar")

    def on_mount(self) -> None:
        """Open the queue at the first pair that nobody decided."""
        self.query_one("#filter-bar").display = False
        self._soon = self.set_interval(_SOON, self._read_ahead, pause=True)
        self._rest = self.set_interval(_REST, self._settle, pause=True)
        self._open(self._line)
        if self._numbers:
            self.session.take(self._numbers, "pairs behind one query")
            self._draw()

    def jobs_changed(self) -> None:
        """Read the card again where a job landed, and the queue where it brought or took pairs."""
        if self._editing or self.studio.jobs.changes == self._changes:
            return
        self._changes = self.studio.jobs.changes
        if queue.counts(self.studio.db).total != self._total:
            self._open()
        else:
            self.session.refresh()
            self._draw()

    def _open(self, line: str | None = None, sort: Sort | None = None) -> None:
        self.session.open(line, sort)
        self._total = queue.counts(self.studio.db).total
        self._moved()

    def _draw(self, *changed: int, said: str = "") -> None:
        session = self.session
        pair = session.pair
        empty = self.query_one("#empty", Static)
        if empty.display or pair is None:
            empty.update("" if pair else view.empty_text(self._total, session.line))
            empty.display = pair is None
            self.query_one("#review").display = pair is not None
        self._list_changed(changed)
        self.query_one(QueueList).show(session.numbers, session.position, session.chosen)
        self.query_one(PairCard).show(self._shown(pair) if pair else None)
        self._draw_bar(said)
        self._soon.reset()
        self._rest.reset()

    def _list_changed(self, positions: Sequence[int]) -> None:
        if not positions:
            return
        listed, row = self.query_one(QueueList), self.session.row()
        if row is not None and list(positions) == [self.session.position]:
            listed.put(row)
        else:
            listed.forget()

    def _shown(self, pair: Pair) -> Shown:
        before, after = self._neighbours
        return replace(self._shown_first(pair), selected=self.session.selected, before=before, after=after)

    def _shown_first(self, pair: Pair) -> Shown:
        """Return what a card shows when a key comes to it."""
        return Shown(pair, machine=self._machine, judging=self.session.negative_cards, in_negatives=self._in_negatives)

    def _read_ahead(self) -> None:
        self._soon.pause()
        text = self.query_one(CardText)
        for pair in self.session.read_ahead():
            text.warm(self._shown_first(pair))

    async def _settle(self) -> None:
        self._rest.pause()
        try:
            await asyncio.to_thread(self.studio.db.catch_up)
        except StudioError:  # whoever needs the tables tries again, and tells
            return
        self.query_one(QueueList).read_ahead()

    def _draw_bar(self, said: str) -> None:
        session, self._said = self.session, said
        line = view.counts_line(
            session.counts, pace=self._pace.per_minute(), sort=f"{session.sort.value} first", line=session.line
        )
        if session.anchor is not None:
            said = f"{len(session.chosen)} selected: a x space t f decide all"
        bar = self.titlebar()
        bar.show(right=view.bar_right(said, live_view.short(self.studio.live.rows), line, bar.room))

    def live_changed(self) -> None:
        """Show where the dev rows stand now."""
        self._draw_bar(self._said)

    def _moved(self) -> None:
        self._neighbours = ("", "")
        self._draw()

    def _redrawn(self) -> None:
        self.query_one(QueueList).forget()
        self._moved()

    @property
    def _editing(self) -> bool:
        return isinstance(self.focused, Input) or self.query_one(PairCard).editing
