"""What could not be read or used, by name and reason."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.storage import corpus
from studio.ui.actions import bindings
from studio.ui.actions.lists import PROBLEMS
from studio.ui.screens.lists import ListKeys
from studio.ui.views import problems as view
from studio.ui.widgets.line_list import LineList
from studio.ui.widgets.nothing import Nothing

__all__ = ["ProblemsScreen"]


class ProblemsScreen(ListKeys):
    """Problems of the last jobs."""

    place = "problems"
    TITLE = "problems"
    ACTIONS = PROBLEMS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PROBLEMS)]

    def body(self) -> Iterable[Widget]:
        """Yield the list, the selected one in full, and what is said where there is none."""
        yield Nothing()
        yield LineList()
        yield Static(classes="detail", markup=False)

    def jobs_changed(self) -> None:
        """Read them again."""
        self._problems = corpus.problems(self.studio.db)
        self.titlebar().show(right=view.head(self._problems))
        nothing = self.query_one(Nothing)
        nothing.display = not self._problems
        nothing.say(view.nothing(corpus.sizes(self.studio.db).documents))
        for part in (self.lines, self.query_one(".detail")):
            part.display = bool(self._problems)
        self.lines.show(len(self._problems), lambda index, width: view.line(self._problems[index], width))
        self._explain()

    def on_line_list_moved(self) -> None:
        """Explain the selected one."""
        self._explain()

    def action_copy(self) -> None:
        """Copy all."""
        self.app.copy_to_clipboard(view.as_text(self._problems))
        self.notify("copied", timeout=1, markup=False)

    def _explain(self) -> None:
        if self._problems:
            self.query_one(".detail", Static).update(view.detail(self._problems[self.lines.index]))
