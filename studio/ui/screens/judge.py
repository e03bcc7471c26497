"""The judging screen: one query, its passages, one key a passage. It says nothing of what found them.

Keys are forwarded to the session; the screen draws what the session says.
"""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from studio.jobs.spec import JobKind
from studio.storage import judging, test_sets
from studio.ui.actions import bindings
from studio.ui.actions.judge import ACTIONS, BRINGING
from studio.ui.judging import view
from studio.ui.judging.session import JudgingSession
from studio.ui.later import once_laid_out
from studio.ui.review.pace import Pace
from studio.ui.screens.bring import BringKeys
from studio.ui.screens.find import FindScreen
from studio.ui.views import jobs as jobs_view
from studio.ui.widgets.dialogs import Confirm
from studio.ui.widgets.judged_passage import JudgedPassage
from studio.ui.widgets.line_list import LineList
from studio.ui.widgets.nothing import Nothing
from studio.ui.widgets.reading import ReadMarkdown

__all__ = ["JudgeScreen"]

_NO_GUIDELINES = "# No guidelines yet\n\nWrite into `{path}` what makes a passage fully, partly or not an answer here."


class JudgeScreen(BringKeys):
    """All keys of judging on one screen."""

    place = "judge"
    TITLE = "judge"
    AUTO_FOCUS = ""
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(self) -> None:
        super().__init__()
        self._session: JudgingSession | None = None
        self._title = ""
        self._pace = Pace(time.monotonic)
        self._revealed = False
        self._changes = -1

    def body(self) -> Iterable[Widget]:
        """Yield the query, the passages, the one passage, what grades mean."""
        yield Nothing()
        yield Vertical(
            Static(id="judge-query", markup=False),
            Container(
                LineList(id="pooled"),
                JudgedPassage(id="judge-passage"),
                id="judge-body",
            ),
            Static(id="judge-found", markup=False),
            Static(id="judge-legend", markup=False),
            id="judge",
        )

    def on_screen_resume(self) -> None:
        """Take the test set up, or read it again."""
        self._read()

    def on_resize(self) -> None:
        """Draw at the new size, once the parts have theirs."""
        once_laid_out(self, self._draw)

    def jobs_changed(self) -> None:
        """Read again where a job landed; move the words of a pool job."""
        if self.studio.jobs.changes != self._changes:
            self._read()
        elif self._session is None or not self._session.progress.pooled:
            self._draw()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Show the passage that was clicked."""
        if self._session is not None and event.index != self._session.selected:
            self._session.stand(event.index)
            self._draw()

    def action_grade(self, grade: int) -> None:
        """Grade the passage; the next one."""
        session = self._session
        if session is None or not session.grade(grade):
            self._say("There is no passage to grade: a and f bring queries, P pools passages.")
            return
        burst = self._pace.decided()
        self._draw()
        if not session.progress.left:
            self.notify(view.finished(session.progress), timeout=10, markup=False)
        if burst:
            self._pause()

    def action_skip(self) -> None:
        """Next passage without a grade."""
        if self._session is None or not self._session.advance():
            self._say("Nothing else is left to judge.")
        self._draw()

    def action_undo(self) -> None:
        """Take back."""
        if self._session is None or not self._session.undo():
            self._say("Nothing is left to undo.")
        self._draw()

    def action_redo(self) -> None:
        """Do again."""
        if self._session is None or not self._session.redo():
            self._say("Nothing is left to redo.")
        self._draw()

    def action_next(self) -> None:
        """Next passage."""
        self._move(1)

    def action_previous(self) -> None:
        """Passage before."""
        self._move(-1)

    def action_next_query(self) -> None:
        """Next query."""
        self._go(1)

    def action_previous_query(self) -> None:
        """Query before."""
        self._go(-1)

    def action_page_down(self) -> None:
        """Scroll the passage down."""
        self.query_one(JudgedPassage).page(1)

    def action_page_up(self) -> None:
        """Scroll the passage up."""
        self.query_one(JudgedPassage).page(-1)

    def action_find(self) -> None:
        """Find a passage by hand."""
        session = self._session
        if session is None or session.query is None:
            self._say("There is no query to find a passage for.")
            return

        def take(passage_id: str | None) -> None:
            if passage_id is not None:
                session.add(passage_id)
            self._draw()

        title, words, taken = "find a passage for this query", session.query.text, "adds it, to be graded"
        find = FindScreen(title, self.studio.search, self.studio.search_by_meaning, words, taken=taken)
        self.app.push_screen(find, take)

    def action_reveal(self) -> None:
        """Show or hide what found the passages of a finished query."""
        self._revealed = not self._revealed
        self._draw()

    def action_pool(self) -> None:
        """Pool again."""
        from studio.workflow import pool  # noqa: PLC0415 - needed here alone

        app, name = self.studio, self._session.test_set if self._session else ""
        self.begin(lambda: pool.prepare(app.project, app.db, app.settings(), test_set=name), self._draw)

    def action_evaluate(self) -> None:
        """Measure everything on this test set."""
        from studio.workflow import evaluate  # noqa: PLC0415 - as above

        app, names = self.studio, [self._session.test_set] if self._session else None
        self.begin(lambda: evaluate.prepare(app.project, app.db, app.settings(), test_sets=names))

    def action_tests(self) -> None:
        """Show the test sets."""
        self.studio.go("tests")

    def action_guidelines(self) -> None:
        """Show the project's guidelines."""
        path: Path = self.studio.guidelines
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        self.app.push_screen(ReadMarkdown(text or _NO_GUIDELINES.format(path=path.name)))

    def action_copy(self) -> None:
        """Copy query and passage."""
        session = self._session
        if session and session.query and session.passage:
            self.app.copy_to_clipboard(f"{session.query.text}\n\n{session.passage.text}\n")
            self._say("copied")

    def brought_in(self) -> None:
        """Take up the test set that queries were added to."""
        self._session = None
        self.studio.test_set = ""
        self._read()

    def _move(self, step: int) -> None:
        if self._session is not None:
            self._session.move(step)
            self._draw()

    def _go(self, step: int) -> None:
        if self._session is None or not self._session.go(step):
            self._say("There is no further query.")
        self._draw()

    def _pause(self) -> None:
        question = "Four judgments within a second: was that typing?\n\ny takes all four back, n keeps them."

        def answer(back: bool | None) -> None:
            for _ in range(4 if back and self._session else 0):
                self.action_undo()

        self.app.push_screen(Confirm(question, "take them back"), answer)

    def _read(self) -> None:
        self._changes = self.studio.jobs.changes
        known = judging.asked_sets(self.studio.db)
        if self._session is not None:
            self._session.refresh()
        elif known:
            wanted = self.studio.test_set
            self._session = JudgingSession(
                self.studio.db, self.studio.reviewer, wanted if wanted in known else known[0]
            )
        if self._session is not None:
            name = self._session.test_set
            sets = {found.test_set: found for found in test_sets.test_sets(self.studio.db)}
            self._title = sets[name].title
            self.bring_name = name
        self._draw()

    def _draw(self) -> None:
        session = self._session
        ready = session is not None and session.progress.pooled > 0
        judging = self.query_one("#judge")
        if ready and not judging.display:  # its parts have no size yet
            once_laid_out(self, self._draw)
        judging.display = ready
        empty = self.query_one(Nothing)
        empty.display = not ready
        self.name_keys({} if ready else BRINGING)
        if session is None:
            empty.say(view.nothing())
        elif not ready:
            empty.say(view.unpooled(self._title, session.progress.queries, self._pool_words()))
        else:
            self._draw_query(session)
            self._draw_passage(session)

    def _draw_query(self, session: JudgingSession) -> None:
        query, passages = session.query, session.passages
        if query is None:
            return
        width = self.size.width
        bar, pace = self.titlebar(), self._pace.per_minute()
        bar.show(right=view.bar(self._title, session.position, session.progress, pace, bar.room))
        self.query_one("#judge-query", Static).update(view.query_head(query, width - 4))
        self.query_one("#judge-legend", Static).update(view.legend(width - 4))
        self.query_one("#pooled", LineList).show(
            len(passages), lambda index, room: view.passage_line(passages[index], room), index=session.selected
        )

    def _draw_passage(self, session: JudgingSession) -> None:
        query, passage, found = session.query, session.passage, self.query_one("#judge-found", Static)
        found.display = self._revealed and passage is not None
        self.query_one(JudgedPassage).show(query.text if query else "", passage)
        if query is not None and passage is not None:
            found.update(view.found_by(query, passage))

    def _pool_words(self) -> str:
        job = next((job for job in self.studio.jobs.active if job.spec.kind is JobKind.POOL), None)
        return jobs_view.job_line(job, max(20, self.size.width - 8)).plain.strip() if job else ""

    def _say(self, words: str) -> None:
        self.notify(words, timeout=3, markup=False)
