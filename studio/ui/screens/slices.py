"""Where a row wins and loses against another: its queries by style, shared words, document and length.

It compares in a thread and draws; what a slice is, the domain says.
"""

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.board import Told
from studio.domain.leaderboard import TestSet
from studio.domain.slices import WAYS, By, Slice, slices
from studio.storage import comparing
from studio.ui.actions import bindings
from studio.ui.actions.leaderboard import SLICES
from studio.ui.later import once_laid_out
from studio.ui.screens.base import StudioScreen
from studio.ui.views import slices as view
from studio.ui.widgets.line_list import LineList

__all__ = ["SlicesScreen"]


class SlicesScreen(StudioScreen):
    """A row against a reference, slice by slice."""

    place = "slices"
    TITLE = "slices"
    ACTIONS = SLICES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SLICES)]

    def __init__(self, test_set: TestSet, told: Told) -> None:
        super().__init__()
        self._test_set, self._told = test_set, told
        self._found: dict[By, list[Slice]] = {}
        self._way: By = WAYS[0]

    def body(self) -> Iterable[Widget]:
        """Yield the verdict, the ways, the slices of one."""
        yield Static(id="slices-said", markup=False)
        yield Static(id="slices-ways", markup=False)
        yield Static(id="slices-head", markup=False)
        yield LineList(id="slices")

    def on_mount(self) -> None:
        """Compare, once."""
        self.titlebar().show(right=self._test_set.title)
        self._draw()
        self._compare()

    def on_resize(self) -> None:
        """Draw at the new width, once the lines have it."""
        once_laid_out(self, self._draw)

    def action_next(self) -> None:
        """Next slice."""
        self.query_one(LineList).move(1)

    def action_previous(self) -> None:
        """Slice before."""
        self.query_one(LineList).move(-1)

    def action_page_down(self) -> None:
        """Move a page down."""
        self.query_one(LineList).page(1)

    def action_page_up(self) -> None:
        """Move a page up."""
        self.query_one(LineList).page(-1)

    def action_way(self) -> None:
        """Slice in the next way."""
        self._turn(1)

    def action_way_before(self) -> None:
        """Slice in the way before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self._way = WAYS[(WAYS.index(self._way) + step) % len(WAYS)]
        self._draw()

    @work(exclusive=True, group="slices", exit_on_error=False)
    async def _compare(self) -> None:
        def read() -> tuple[Told, dict[By, list[Slice]]]:
            db, told = self.studio.db, self._told
            asked = comparing.asked(db, self._test_set, told.reference.row_id, told.row.row_id)
            return comparing.with_falls(db, self._test_set, told), {by: slices(asked, by) for by in WAYS}

        self._told, self._found = await asyncio.to_thread(read)
        self._way = next((by for by in WAYS if len(self._found[by]) > 1), self._way)
        self._draw()

    def _draw(self) -> None:
        found, told = self._found.get(self._way, []), self._told
        lines = self.query_one(LineList)
        self.query_one("#slices-said", Static).update(view.said(told))
        self.query_one("#slices-ways", Static).update(view.ways(self._way))
        self.query_one("#slices-head", Static).update(view.header(self._way, lines.line_width))
        lines.show(len(found), lambda index, width: view.slice_line(found[index], width), index=0)
