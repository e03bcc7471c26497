"""The test sets: which there are, and importing one with people's judgments."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.leaderboard import TestSet
from studio.errors import StudioError
from studio.jobs.folder import JobFolder
from studio.storage import test_sets
from studio.ui.actions import bindings
from studio.ui.actions.lists import TESTS
from studio.ui.screens.leaderboard import LeaderboardScreen
from studio.ui.screens.lists import ListKeys
from studio.ui.views import testsets as view
from studio.ui.widgets.dialogs import AskText
from studio.ui.widgets.line_list import LineList
from studio.workflow import evaluate, tests

__all__ = ["TestSetsScreen"]


class TestSetsScreen(ListKeys):
    """What the leaderboard stands on."""

    __test__ = False
    place = "tests"
    TITLE = "test sets"
    ACTIONS = TESTS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TESTS)]

    def __init__(self) -> None:
        super().__init__()
        self._sets: list[TestSet] = []

    def body(self) -> Iterable[Widget]:
        """Yield why, and the list."""
        yield Static(view.explanation(), id="about", markup=False)
        yield LineList(id="test-sets")

    def jobs_changed(self) -> None:
        """Read them again."""
        self._sets = test_sets.test_sets(self.studio.db)
        self.lines.show(len(self._sets), lambda index, width: view.set_line(self._sets[index], width))

    def action_add(self) -> None:
        """Ask for a folder, then import it."""
        hint = "a folder with queries.jsonl and qrels/test.tsv · enter imports · esc goes back"
        self.app.push_screen(AskText("import a test set", hint=hint), self._import)

    def _import(self, path: str | None) -> None:
        if path and path.strip():
            self.run_worker(self._take(Path(path.strip()).expanduser()), group="import", exit_on_error=False)

    async def _take(self, folder: Path) -> None:
        try:
            done = await asyncio.to_thread(tests.import_beir, self.studio.db, folder)
        except StudioError as error:
            self.studio.say_error(error)
            return
        words = view.imported_words(
            done.test_set.title, done.test_set.queries, done.judgments, len(done.unmatched), done.without_relevant
        )
        self.notify(words, timeout=8, markup=False)
        self.jobs_changed()

    def action_open(self) -> None:
        """Show the leaderboard on the selected one."""
        if self._sets:
            self.app.push_screen(LeaderboardScreen(self._sets[self.lines.index].test_set))

    def action_evaluate(self) -> None:
        """Measure everything on every test set."""
        self.begin(self._prepare)

    def _prepare(self) -> JobFolder:
        return evaluate.prepare(self.studio.project, self.studio.db, self.studio.settings())
