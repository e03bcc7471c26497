"""The test sets: bringing queries to judge, and importing what people have judged elsewhere."""

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.judging import Judging
from studio.domain.leaderboard import TestSet
from studio.errors import StudioError
from studio.storage import judging, results, test_sets
from studio.ui.actions import bindings
from studio.ui.actions.lists import NO_TESTS, TESTS
from studio.ui.forms import paths
from studio.ui.screens.bring import BringKeys
from studio.ui.screens.lists import ListKeys
from studio.ui.views import testsets as view
from studio.ui.widgets.dialogs import AskPath
from studio.ui.widgets.line_list import LineList
from studio.ui.widgets.nothing import Nothing

__all__ = ["TestSetsScreen"]


class TestSetsScreen(ListKeys, BringKeys):
    """What figures rest on."""

    place = "tests"
    TITLE = "test sets"
    ACTIONS = TESTS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TESTS)]

    def __init__(self) -> None:
        super().__init__()
        self._sets: list[TestSet] = []
        self._judgings: dict[str, Judging] = {}
        self._judged: dict[str, float] = {}

    def body(self) -> Iterable[Widget]:
        """Yield the list, the selected one's meaning, and what is said where there is none."""
        yield Nothing(view.nothing())
        yield Static(id="tests-head", markup=False)
        yield LineList(id="tests")
        yield Static(classes="detail", markup=False)

    def jobs_changed(self) -> None:
        """Read them again."""
        db = self.studio.db
        self._sets, self._judgings = test_sets.test_sets(db), judging.judgings(db)
        self._judged = results.judged_10(db)
        self.query_one(Nothing).display = not self._sets
        self.name_keys({} if self._sets else NO_TESTS)
        for part in ("#tests-head", "#tests", ".detail"):
            self.query_one(part).display = bool(self._sets)
        self.lines.show(len(self._sets), lambda index, width: view.set_line(self._sets[index], width))
        self._explain()

    def on_resize(self) -> None:
        """Draw the titles at the new width."""
        self.query_one("#tests-head", Static).update(view.header(self.lines.line_width))

    def on_line_list_moved(self) -> None:
        """Explain the selected one."""
        self._explain()

    def action_open(self) -> None:
        """Show the leaderboard on the selected test set."""
        from studio.ui.screens.leaderboard import LeaderboardScreen  # noqa: PLC0415 - opened from here alone

        if self._sets:
            self.app.push_screen(LeaderboardScreen(self._sets[self.lines.index].test_set))

    def action_judge(self) -> None:
        """Judge the queries of the selected one."""
        name = self._sets[self.lines.index].test_set if self._sets else ""
        if name in self._judgings or not self._sets:
            self.studio.judge(name)
        else:
            self.notify("It was judged elsewhere. a and f bring queries to judge here.", timeout=4, markup=False)

    def action_add(self) -> None:
        """Ask for a BEIR folder."""
        why = "A folder with queries.jsonl and qrels/test.tsv, judged on documents that were ingested."
        self.app.push_screen(AskPath("import a test set", why), self._bring)

    def action_evaluate(self) -> None:
        """Measure everything."""
        from studio.workflow import evaluate  # noqa: PLC0415 - needed here alone

        app = self.studio
        self.begin(lambda: evaluate.prepare(app.project, app.db, app.settings()))

    def _bring(self, path: str | None) -> None:
        if path is not None:
            self._import(path)

    @work(exclusive=True, group="import", exit_on_error=False)
    async def _import(self, path: str) -> None:
        from studio.workflow.tests import import_beir  # noqa: PLC0415 - needed here alone

        try:
            found = await asyncio.to_thread(import_beir, self.studio.db, paths.resolved(path))
        except StudioError as error:
            self.studio.say_error(error)
            return
        said = view.imported(found.test_set, found.judgments, len(found.unmatched), found.without_relevant)
        self.notify(said, timeout=10, markup=False)
        self.jobs_changed()

    def _explain(self) -> None:
        self.on_resize()
        if self._sets:
            found = self._sets[self.lines.index]
            self.bring_name = found.test_set if found.test_set in self._judgings else "people"
            told = view.detail(found, self._judgings.get(found.test_set), self._judged.get(found.test_set))
            self.query_one(".detail", Static).update(told)
