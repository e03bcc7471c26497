"""The leaderboard: rows of one test set, the run in training, and the queries won and lost. It measures nothing."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.board import base_of, full_size, verdicts
from studio.domain.leaderboard import Row, TestSet
from studio.domain.records import Comparison
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.storage import results, test_sets
from studio.ui.actions import bindings
from studio.ui.actions.leaderboard import ACTIONS
from studio.ui.screens.base import StudioScreen
from studio.ui.tail import Tail
from studio.ui.views import board as view
from studio.ui.views import training
from studio.ui.widgets.dialogs import ReadText
from studio.ui.widgets.line_list import LineList
from studio.workflow import evaluate

__all__ = ["LeaderboardScreen"]


class LeaderboardScreen(StudioScreen):
    """What is real. `test_set` names the set to begin with; else the first of people's, else the first."""

    place = "leaderboard"
    TITLE = "leaderboard"
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(self, test_set: str = "") -> None:
        super().__init__()
        self._wanted = test_set
        self._sets: list[TestSet] = []
        self._board = view.Board((), (), {})
        self._comparison: Comparison | None = None
        self._every = self._in_queries = False
        self._tail: Tail | None = None
        self._seen = -1

    def body(self) -> Iterable[Widget]:
        """Yield rows above, queries below."""
        yield Static(classes="nothing", markup=False)
        yield Static(id="board-head", markup=False)
        yield LineList(id="board-rows")
        yield Static(id="board-running", markup=False)
        yield Static(id="board-tally", markup=False)
        yield LineList(id="board-queries")

    @property
    def _rows(self) -> LineList:
        return self.query_one("#board-rows", LineList)

    @property
    def _queries(self) -> LineList:
        return self.query_one("#board-queries", LineList)

    @property
    def _row(self) -> Row | None:
        return self._board.shown[self._rows.index] if self._board.shown else None

    def jobs_changed(self) -> None:
        """Read again where a job landed; the line of a run in training moves with every evaluation."""
        if self._seen != self.studio.jobs.changes:
            self._seen = self.studio.jobs.changes
            self._read()
        self._draw_running()

    def on_resize(self) -> None:
        """Choose columns again: which fit depends on the width."""
        self._draw()

    def _read(self) -> None:
        self._sets = test_sets.test_sets(self.studio.db)
        test_set = self._test_set
        rows = results.rows(self.studio.db, test_set.test_set) if test_set else []
        shown = sorted(rows, key=lambda row: -row.ndcg_10) if self._every else full_size(rows)
        self._board = view.Board(tuple(shown), tuple(rows), verdicts(rows))
        self._draw()
        self._compare()

    @property
    def _test_set(self) -> TestSet | None:
        named = (found for found in self._sets if found.test_set == self._wanted)
        for_test = (found for found in self._sets if found.purpose == "test")
        return next(named, next(for_test, self._sets[0] if self._sets else None))

    def _draw(self) -> None:
        test_set, board = self._test_set, self._board
        self.titlebar().show(right=view.head(test_set, board.every) if test_set else "")
        empty = not board.shown
        self.query_one(".nothing", Static).update(view.nothing(len(self._sets)) if empty else "")
        self.query_one(".nothing").display = empty
        for name in ("board-head", "board-rows", "board-tally", "board-queries"):
            self.query_one(f"#{name}").display = not empty
        self.query_one("#board-head", Static).update(view.columns_line(self.size.width))
        self._rows.styles.height = min(len(board.shown), max(3, self.size.height // 2 - 4))
        self._rows.show(len(board.shown), lambda index, width: view.row_line(board, index, width))
        self._hold()

    def _hold(self) -> None:
        self._rows.hold(keys=not self._in_queries)
        self._queries.hold(keys=self._in_queries)

    def _draw_running(self) -> None:
        run = self.studio.jobs.newest(JobKind.TRAIN)
        running = self.query_one("#board-running", Static)
        running.display = run is not None and run.active
        if run is not None and run.active:
            if self._tail is None or self._tail.job.path != run.folder.path:
                self._tail = Tail(run.folder)
            self._tail.more()
            running.update(training.dev_line(run, training.curves(self._tail.events), self.size.width))

    def _compare(self) -> None:
        row, base = self._row, base_of(self._board.every)
        same = row is None or base is None or row.row_id == base.row_id
        self._comparison = None if same or row is None or base is None else self._against(base, row)
        name = row.name if row else ""
        changes = self._comparison.changes if self._comparison else ()
        self.query_one("#board-tally", Static).update(view.tally(self._comparison, name))
        self._queries.show(len(changes), lambda index, width: view.change_line(changes[index], name, width), index=0)

    def _against(self, base: Row, row: Row) -> Comparison:
        return results.compare(self.studio.db, base.row_id, row.row_id)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Compare the row that is selected now."""
        if event.sender is self._rows:
            self._compare()

    @property
    def _moving(self) -> LineList:
        return self._queries if self._in_queries else self._rows

    def action_next(self) -> None:
        """Next line."""
        self._moving.move(1)

    def action_previous(self) -> None:
        """Line before."""
        self._moving.move(-1)

    def action_page_down(self) -> None:
        """Move a page down."""
        self._moving.page(1)

    def action_page_up(self) -> None:
        """Move a page up."""
        self._moving.page(-1)

    def action_focus_next(self) -> None:
        """Move between rows and queries."""
        self._in_queries = not self._in_queries and self._queries.count > 0
        self._hold()

    def action_test_set(self) -> None:
        """Show the next test set."""
        names = [found.test_set for found in self._sets]
        if names and self._test_set:
            self._wanted = names[(names.index(self._test_set.test_set) + 1) % len(names)]
            self._in_queries = False
            self._rows.index = 0
            self._read()

    def action_dimensions(self) -> None:
        """Show every dimension, or the full ones alone."""
        self._every = not self._every
        self._rows.index = 0
        self._read()

    def action_details(self) -> None:
        """Show a row in full."""
        if self._row is not None:
            self.app.push_screen(ReadText(view.details(self._board, self._row)))

    def action_rankings(self) -> None:
        """Open both rankings of a query."""
        from studio.ui.screens.rankings import RankingsScreen  # noqa: PLC0415 - opened from here alone

        row, base, test_set = self._row, base_of(self._board.every), self._test_set
        if row and base and test_set and self._comparison and self._comparison.changes:
            changes = self._comparison.changes
            self.app.push_screen(RankingsScreen(test_set.test_set, base, row, changes, self._queries.index))
        else:
            self.notify("Select a row other than the base, and a query that it won or lost.", markup=False)

    def action_pairs(self) -> None:
        """Review the pairs behind the selected query."""
        if self._test_set and self._comparison and self._comparison.changes:
            change = self._comparison.changes[self._queries.index]
            self.studio.review_pairs(results.pairs_behind(self.studio.db, self._test_set.test_set, change.query_id))

    def action_evaluate(self) -> None:
        """Measure everything again."""
        self.begin(self._prepare)

    def _prepare(self) -> JobFolder:
        return evaluate.prepare(self.studio.project, self.studio.db, self.studio.settings())
