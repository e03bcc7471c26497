"""One query under two rows: both rankings side by side, grades marked, the selected passage below."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.leaderboard import Row, RowKind, TestSet
from studio.domain.raised import raised
from studio.domain.records import QueryChange, Ranked
from studio.errors import StudioError
from studio.storage import corpus, results, runs
from studio.storage.database import UnknownNameError
from studio.storage.taught import enriching, taught
from studio.ui.actions import bindings
from studio.ui.actions.leaderboard import RANKINGS
from studio.ui.later import once_laid_out
from studio.ui.review.view import passage_text, where_line
from studio.ui.screens.base import StudioScreen
from studio.ui.views import changes as view
from studio.ui.widgets.line_list import LineList

__all__ = ["RankingsScreen"]

_BY_PAIRS = (RowKind.ADAPTER, RowKind.ENRICHED)
"""Rows that know the project's pairs without a run."""


class RankingsScreen(StudioScreen):
    """A reference's ranking beside a row's, query by query."""

    place = "rankings"
    TITLE = "rankings"
    ACTIONS = RANKINGS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(RANKINGS)]

    def __init__(self, test_set: TestSet, before: Row, after: Row, changes: Sequence[QueryChange], index: int) -> None:
        super().__init__()
        self._test_set, self._rows = test_set, (before, after)
        self._queries, self._index = changes, index
        self._side = 1
        self._found: tuple[list[Ranked], list[Ranked]] = ([], [])

    def body(self) -> Iterable[Widget]:
        """Yield the query, two rankings, the passage."""
        yield Static(id="ranked-query", markup=False)
        yield Horizontal(
            *(
                Vertical(Static(id=f"side-{side}", markup=False), LineList(id=f"ranking-{side}"), classes="ranking")
                for side in (0, 1)
            ),
            id="ranked",
        )
        yield Static(view.legend(), id="legend", markup=False)
        yield Static(id="ranked-where", markup=False)
        yield VerticalScroll(Static(id="ranked-text", markup=False), id="ranked-scroll", can_focus=False)

    def on_screen_resume(self) -> None:
        """Read the query's rankings."""
        self._open()

    def on_resize(self) -> None:
        """Draw the passage's heading at the new width, once the passage has it."""
        once_laid_out(self, self._draw_passage)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Show the passage of a place that was clicked or moved to."""
        self._side = int(event.sender.id == "ranking-1")
        self._draw()

    def action_next(self) -> None:
        """Next place."""
        self._list.move(1)

    def action_previous(self) -> None:
        """Place before."""
        self._list.move(-1)

    def action_side(self) -> None:
        """Go to the other ranking."""
        self._side = 1 - self._side
        self._draw()

    def action_next_query(self) -> None:
        """Open the next query."""
        self._go(self._index + 1)

    def action_previous_query(self) -> None:
        """Open the query before."""
        self._go(self._index - 1)

    def action_pairs(self) -> None:
        """Review the pairs behind the query."""
        app = self.studio
        app.review_pairs(results.pairs_behind(app.db, self._test_set.test_set, self._query.query_id))

    def action_taught(self) -> None:
        """Review the pairs that taught the run, or the adapter or the enriched index, what it does with the query."""
        learnt = next((row for row in reversed(self._rows) if row.run_id or row.kind in _BY_PAIRS), None)
        if learnt is None:
            self.notify("Neither row learnt anything: no pair stands behind it.", timeout=3, markup=False)
        else:
            self._taught(learnt.run_id)

    def action_page_down(self) -> None:
        """Scroll the passage down."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll the passage up."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)

    @property
    def _query(self) -> QueryChange:
        return self._queries[self._index]

    @property
    def _list(self) -> LineList:
        return self.query_one(f"#ranking-{self._side}", LineList)

    @work(exclusive=True, group="taught", exit_on_error=False)
    async def _taught(self, run_id: str) -> None:
        app, query = self.studio, self._query.query_id
        wrongly = raised(*self._found)

        def read() -> list[int]:
            db, folder = app.db, app.project.path
            if run_id:
                run = runs.run(db, run_id)
                return taught(db, folder, run, test_set=self._test_set, query_id=query, raised=wrongly)
            use = app.settings().index.use
            return enriching(db, folder, use, test_set=self._test_set, query_id=query, raised=wrongly)

        try:
            app.review_pairs(await asyncio.to_thread(read))
        except StudioError as error:
            app.say_error(error)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self._queries):
            self._index = index
            self._open()

    def _open(self) -> None:
        before, after = (results.ranking(self.studio.db, row.row_id, self._query.query_id) for row in self._rows)
        self._found = (before, after)
        self.titlebar().show(right=f"query {self._index + 1} of {len(self._queries)} that changed")
        self.query_one("#ranked-query", Static).update(view.query_head(self._query))
        self._fill(0, before, after, "out")
        self._fill(1, after, before, "new")
        self._draw()

    def _fill(self, side: int, found: list[Ranked], other: list[Ranked], absent: str) -> None:
        elsewhere = {place.unit_id: place.rank for place in other}
        self.query_one(f"#ranking-{side}", LineList).show(
            len(found),
            lambda index, width: view.place_line(
                found[index], width, elsewhere=elsewhere.get(found[index].unit_id), absent=absent
            ),
            index=0,
        )

    def _draw(self) -> None:
        for side in (0, 1):
            head = view.side_head(self._rows[side], self._found[side], keys=side == self._side)
            self.query_one(f"#side-{side}", Static).update(head)
            self.query_one(f"#ranking-{side}", LineList).hold(keys=side == self._side)
        self._draw_passage()

    def _document(self, passage_id: str) -> str:
        try:
            return corpus.passage(self.studio.db, passage_id).document_id
        except UnknownNameError:  # measured on an older corpus
            return ""

    def _draw_passage(self) -> None:
        found, index = self._found[self._side], self._list.index
        if index < len(found):
            place, scroll = found[index], self.query_one("#ranked-scroll")
            name = self._document(place.passage_id)
            where = where_line(place.title, place.heading_path, name, max(20, scroll.size.width))
            self.query_one("#ranked-where", Static).update(where)
            self.query_one("#ranked-text", Static).update(passage_text(self._query.text, place.text))
            scroll.scroll_home(animate=False)
