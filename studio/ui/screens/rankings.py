"""Two rankings of one query side by side: the base's and a row's, with grades, and the passage that is selected."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.leaderboard import Row
from studio.domain.records import QueryChange, Ranked
from studio.storage import results
from studio.ui.actions import bindings
from studio.ui.actions.leaderboard import RANKINGS
from studio.ui.review.view import passage_text
from studio.ui.screens.base import StudioScreen
from studio.ui.views import rankings as view
from studio.ui.widgets.line_list import Draw, LineList

__all__ = ["RankingsScreen"]


class RankingsScreen(StudioScreen):
    """Where the best answer stood, and where it stands."""

    place = "rankings"
    TITLE = "leaderboard › rankings"
    ACTIONS = RANKINGS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(RANKINGS)]

    def __init__(self, test_set: str, base: Row, row: Row, changes: Sequence[QueryChange], index: int) -> None:
        super().__init__()
        self._test_set, self._base, self._row = test_set, base, row
        self._changes, self._index = changes, index
        self._right = True
        self._rankings: tuple[list[Ranked], list[Ranked]] = ([], [])

    def body(self) -> Iterable[Widget]:
        """Yield the query, both rankings, the passage."""
        yield Static(id="rankings-query", markup=False)
        with Horizontal(id="rankings"):
            for side in ("left", "right"):
                with Vertical(classes="side"):
                    yield Static(id=f"{side}-title", markup=False)
                    yield LineList(id=f"{side}-places")
        with VerticalScroll(id="rankings-scroll", can_focus=False):
            yield Static(id="rankings-passage", markup=False)

    def on_mount(self) -> None:
        """Show the query that was chosen."""
        self._show()

    @property
    def _change(self) -> QueryChange:
        return self._changes[self._index]

    def _side(self, right: bool) -> LineList:
        return self.query_one("#right-places" if right else "#left-places", LineList)

    def _show(self) -> None:
        change = self._change
        self._rankings = (
            results.ranking(self.studio.db, self._base.row_id, change.query_id),
            results.ranking(self.studio.db, self._row.row_id, change.query_id),
        )
        self.query_one("#rankings-query", Static).update(view.question(change, self._index + 1, len(self._changes)))
        self.query_one("#left-title", Static).update(view.title(self._base.name, change.before))
        self.query_one("#right-title", Static).update(view.title(self._row.name, change.after))
        for right, ranking in enumerate(self._rankings):
            self._side(bool(right)).show(len(ranking), self._draw(ranking), index=0)
        self._read()

    @staticmethod
    def _draw(ranking: list[Ranked]) -> Draw:
        return lambda index, width: view.place_line(ranking[index], width)

    def _read(self) -> None:
        for right in (False, True):
            self._side(right).hold(keys=right is self._right)
        ranking, places = self._rankings[self._right], self._side(self._right)
        text = passage_text(self._change.text, ranking[places.index].text) if ranking else ""
        self.query_one("#rankings-passage", Static).update(text)
        self.query_one("#rankings-scroll", VerticalScroll).scroll_home(animate=False)

    def on_line_list_moved(self) -> None:
        """Show the passage that is selected now."""
        self._read()

    def action_next(self) -> None:
        """Next place."""
        self._side(self._right).move(1)

    def action_previous(self) -> None:
        """Place before."""
        self._side(self._right).move(-1)

    def action_side(self) -> None:
        """Go to the other ranking."""
        self._right = not self._right
        self._read()

    def action_next_query(self) -> None:
        """Open the next query."""
        self._index = min(self._index + 1, len(self._changes) - 1)
        self._show()

    def action_previous_query(self) -> None:
        """Open the query before."""
        self._index = max(self._index - 1, 0)
        self._show()

    def action_page_down(self) -> None:
        """Scroll the passage down."""
        self.query_one("#rankings-scroll", VerticalScroll).scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll the passage up."""
        self.query_one("#rankings-scroll", VerticalScroll).scroll_page_up(animate=False)

    def action_pairs(self) -> None:
        """Review the pairs behind this query."""
        self.studio.review_pairs(results.pairs_behind(self.studio.db, self._test_set, self._change.query_id))
