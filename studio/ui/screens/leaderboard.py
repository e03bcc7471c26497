"""The leaderboard: rows of one test set, what is real, and the queries won and lost. It measures nothing itself."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.board import Told, chosen, ranked
from studio.domain.gains import Gain
from studio.domain.leaderboard import Row, TestSet
from studio.domain.records import QueryChanges
from studio.domain.verdict import Fall
from studio.jobs.spec import JobKind
from studio.storage import comparing, gains, results, test_sets
from studio.ui.actions import bindings
from studio.ui.actions.leaderboard import ACTIONS, IN_QUERIES, NOTHING
from studio.ui.screens.base import SHORT, StudioScreen
from studio.ui.screens.rankings import RankingsScreen
from studio.ui.screens.slices import SlicesScreen
from studio.ui.views import changes as changes_view
from studio.ui.views import leaderboard as view
from studio.ui.views import live as live_view
from studio.ui.views.board import Board
from studio.ui.views.row_details import details
from studio.ui.widgets.line_list import LineList
from studio.ui.widgets.nothing import Nothing
from studio.ui.widgets.reading import ReadText
from studio.ui.widgets.run_line import RunLine

__all__ = ["LeaderboardScreen"]

_REST = 0.3
"""Seconds without a move after which it is looked where the selected row got worse: half a second's work."""


class LeaderboardScreen(StudioScreen):
    """What is real. `test_set` is the one to show first."""

    place = "leaderboard"
    TITLE = "leaderboard"
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(self, test_set: str = "") -> None:
        super().__init__()
        self._wanted = test_set
        self._sets: list[TestSet] = []
        self._board: Board | None = None
        self._comparison: QueryChanges | None = None
        self._compared = ""
        self._reference = ""
        self._set: tuple[TestSet, list[Row]] | None = None
        self._fallen: Told | None = None
        self._changes = -1
        self._in_queries = False

    def body(self) -> Iterable[Widget]:
        """Yield rows above, the run in training between, queries below."""
        yield Nothing()
        yield Vertical(
            Static(id="board-head", markup=False),
            LineList(id="rows"),
            Static(id="board-note", markup=False),
            Static(id="board-stale", markup=False),
            Static(id="board-live", markup=False),
            RunLine(id="board-run"),
            Static(id="changes-head", markup=False),
            LineList(id="changes"),
            id="board",
        )

    def on_screen_resume(self) -> None:
        """Read everything again: it may have been measured meanwhile."""
        self._read()

    def jobs_changed(self) -> None:
        """Read again where a job ended; move the line of the run in training."""
        if self.studio.jobs.changes != self._changes:
            self._read()
        training = next((job for job in self.studio.jobs.active if job.spec.kind is JobKind.TRAIN), None)
        self.query_one(RunLine).follow(training)

    def live_changed(self) -> None:
        """Draw the rows that moved."""
        self._draw_live()

    def on_resize(self) -> None:
        """Draw at the new width."""
        self._draw()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Compare another row."""
        if event.sender.id == "rows":
            self._compare()

    def action_next(self) -> None:
        """Next line."""
        self._list.move(1)

    def action_previous(self) -> None:
        """Line before."""
        self._list.move(-1)

    def action_page_down(self) -> None:
        """Move a page down."""
        self._list.page(1)

    def action_page_up(self) -> None:
        """Move a page up."""
        self._list.page(-1)

    def action_focus_next(self) -> None:
        """Move between rows and queries."""
        self._in_queries = not self._in_queries and bool(self._comparison and self._comparison.changes)
        self._draw()

    def action_test_set(self) -> None:
        """Show the next test set."""
        names = [found.test_set for found in self._sets]
        if len(names) < 2:
            self.notify("There is no other test set. J makes one of your own.", timeout=3, markup=False)
        else:
            shown = self._board.test_set.test_set if self._board else self._wanted
            self._wanted = names[(names.index(shown) + 1) % len(names) if shown in names else 0]
            self._read()

    def action_dimensions(self) -> None:
        """Show a line for each size of vectors, or full size alone."""
        board = self._board
        if board:
            self._show(replace(board, every=not board.every), self._row)
        if self._reference:
            self._rebase()

    def action_reference(self) -> None:
        """Compare everything with the selected row, or with the base again."""
        row = self._row
        if row:
            self._reference = "" if row.row_id == self._reference else row.row_id
            self._rebase()

    def action_slices(self) -> None:
        """Show where the row wins and loses."""
        told = self._told
        if self._board and told:
            self.app.push_screen(SlicesScreen(self._board.test_set, told))
        else:
            self.notify("There is nothing to compare this row with: select another row.", timeout=3, markup=False)

    def action_details(self) -> None:
        """Show everything measured for the row."""
        if self._board and self._row:
            self._open_details(self._board, self._row, self._told)

    def action_rankings(self) -> None:
        """Open the selected query."""
        board, row, compared = self._board, self._row, self._comparison
        if board is None or row is None or board.reference is None or not (compared and compared.changes):
            self.notify("There is no query won or lost to open: select another row.", timeout=3, markup=False)
            return
        index = self.query_one("#changes", LineList).index
        self.app.push_screen(RankingsScreen(board.test_set, board.reference, row, compared.changes, index))

    def action_pairs(self) -> None:
        """Review the pairs behind the selected query."""
        compared, board = self._comparison, self._board
        if board and compared and compared.changes:
            change = compared.changes[self.query_one("#changes", LineList).index]
            app = self.studio
            app.review_pairs(results.pairs_behind(app.db, board.test_set.test_set, change.query_id))

    def action_evaluate(self) -> None:
        """Measure everything again."""
        from studio.workflow import evaluate  # noqa: PLC0415 - polars-free, but only needed here

        app = self.studio
        self.begin(lambda: evaluate.prepare(app.project, app.db, app.settings()))

    @property
    def _list(self) -> LineList:
        return self.query_one("#changes" if self._in_queries else "#rows", LineList)

    @property
    def _row(self) -> Row | None:
        shown = self._board.shown if self._board else []
        index = self.query_one("#rows", LineList).index
        return shown[index] if index < len(shown) else None

    @property
    def _told(self) -> Told | None:
        """What may be said of the selected row; None where it is compared with nothing."""
        board, row = self._board, self._row
        verdict = board.verdicts.get(row.row_id) if board and row else None
        if board is None or row is None or board.reference is None or verdict is None:
            return None
        return Told(row=row, reference=board.reference, verdict=verdict)

    @property
    def _falls(self) -> Sequence[Fall]:
        """The kinds of query that the selected row does worse on, as far as they are known."""
        told, fallen = self._told, self._fallen
        if told is None or fallen is None:
            return ()
        same = (told.row, told.reference) == (fallen.row, fallen.reference)
        return fallen.verdict.falls or () if same else ()

    def _read(self) -> None:
        self._changes = self.studio.jobs.changes
        db = self.studio.db
        self._sets = ranked(test_sets.test_sets(db))
        shown = chosen(self._sets, self._wanted)
        row, every = self._row, bool(self._board and self._board.every)
        found = comparing.compared(db, shown.test_set if shown else "")
        rows, stale = list(found.rows), results.stale(db)
        board = Board(shown, rows, every, stale, others=found.others) if shown and rows else None
        self._set = (shown, rows) if shown else None
        self.query_one("#board").display = board is not None
        nothing = self.query_one(Nothing)
        nothing.display = board is None
        nothing.say(view.empty(shown))
        self._show(board, row)
        if self._reference:
            self._rebase()

    def _show(self, board: Board | None, row: Row | None) -> None:
        self._board = board
        if board is not None:
            rows = self.query_one("#rows", LineList)
            place = board.place(row.row_id if row else board.worth_a_look)
            rows.show(len(board.shown), lambda index, width: view.row_line(board, index, width), index=place)
        self._compare()

    def _compare(self) -> None:
        board, row = self._board, self._row
        base = board.reference if board else None
        same = row is not None and row.row_id == self._compared
        self._comparison, self._compared = None, row.row_id if row else ""
        if row is not None and base is not None and row.row_id != base.row_id:
            self._comparison = results.compare(self.studio.db, base.row_id, row.row_id)
        found = self._comparison.changes if self._comparison else ()
        draw = lambda index, width: changes_view.change_line(found[index], width)  # noqa: E731 - one line says it
        self.query_one("#changes", LineList).show(len(found), draw, index=None if same else 0)
        self._in_queries = self._in_queries and bool(found)
        told = self._told
        if board is not None and told is not None:
            self._look_for_falls(board, told)
        self._draw()

    def _draw(self) -> None:
        room = self.titlebar().room
        self.titlebar().show(right=view.set_words(*self._set, room) if self._set else "")
        if self._board is None:
            self.name_keys(NOTHING)
            return
        self._draw_live()
        against = "=" if self._board.chosen else "base"
        width = self.query_one("#rows", LineList).line_width
        self.query_one("#board-head", Static).update(view.header(width, against=against))
        self.query_one("#board-note", Static).update(view.note(self._board, self._row, self._falls))
        tally = self.query_one("#changes-head", Static)
        tally.update(changes_view.head(self._comparison, self._row, self._board.reference, tally.size.width))
        told = self.query_one("#board-stale", Static)
        told.display = bool(view.stale_words(self._board))
        told.update(view.stale_words(self._board))
        self.query_one("#rows", LineList).hold(keys=not self._in_queries)
        self.query_one("#changes", LineList).hold(keys=self._in_queries)
        self.name_keys(IN_QUERIES if self._in_queries else {})

    def _draw_live(self) -> None:
        part, live = self.query_one("#board-live", Static), self.studio.live
        tall = self.size.height >= SHORT
        lines = live_view.board_lines(live.rows, live.queries, self.query_one("#rows", LineList).line_width, tall=tall)
        part.display = lines is not None
        part.update(lines or "")

    @work(exclusive=True, group="reference", exit_on_error=False)
    async def _rebase(self) -> None:
        """Compare the rows with the wanted one in a thread: every row is resampled."""
        board, wanted = self._board, self._reference
        if board is None:
            return
        name, every = board.test_set.test_set, board.every
        found = await asyncio.to_thread(comparing.compared, self.studio.db, name, wanted, every=every)
        against = found.reference if found.reference and found.reference.row_id == wanted else None
        self._show(replace(board, rows=found.rows, chosen=against, others=found.others), self._row)

    @work(exclusive=True, group="falls", exit_on_error=False)
    async def _look_for_falls(self, board: Board, told: Told) -> None:
        await asyncio.sleep(_REST)
        self._fallen = await asyncio.to_thread(comparing.with_falls, self.studio.db, board.test_set, told)
        self._draw()

    @work(exclusive=True, group="details", exit_on_error=False)
    async def _open_details(self, board: Board, row: Row, told: Told | None) -> None:
        def read() -> tuple[list[Gain], Told | None]:
            db = self.studio.db
            gained = gains.gains(db, board.test_set, board.rows, (row.row_id,))
            return gained, comparing.with_falls(db, board.test_set, told) if told else None

        gained, fallen = await asyncio.to_thread(read)
        self.app.push_screen(ReadText(details(board, row, gained, fallen)))
