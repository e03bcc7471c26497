"""What every full screen shares: a title bar, a footer made of its actions, and news of jobs.

It holds no data; screens ask storage and start work through workflow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from studio.errors import StudioError
from studio.ui import work
from studio.ui.actions import Action, everywhere, worded
from studio.ui.widgets.bars import FooterBar, TitleBar
from studio.ui.widgets.drawn import Room

if TYPE_CHECKING:
    from studio.ui.app import StudioApp
    from studio.ui.shelf import JobView

__all__ = ["StudioScreen"]

NARROW = 100
"""Columns under which side panels go."""
SHORT = 30
"""Rows under which lists become one line an entry."""


class StudioScreen(Screen[None]):
    """A full screen. Subclasses set `place`, TITLE, ACTIONS and BINDINGS, and yield their widgets in `body`."""

    place: ClassVar[str] = ""
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012 - Textual declares these as instance variables
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-tall")]  # noqa: RUF012 - as above

    @property
    def studio(self) -> "StudioApp":
        """Return the app with its project and database."""
        from studio.ui.app import StudioApp  # noqa: PLC0415 - the app imports the screens

        assert isinstance(self.app, StudioApp)  # noqa: S101 - narrows the type; no other app shows these screens
        return self.app

    def compose(self) -> ComposeResult:
        """Yield bar, body, bar."""
        yield TitleBar(self.title_left())
        with Room(id="body"):
            yield from self.body()
        yield FooterBar(self.footer_actions(), self.studio.keymap)

    def title_left(self) -> str:
        """Return where the person is."""
        return f"{self.studio.project.name} › {self.TITLE}" if self.TITLE else self.studio.project.name

    def footer_actions(self) -> Sequence[Action]:
        """Return the actions for the line below, the most important first."""
        return self.ACTIONS

    def body(self) -> Iterable[Widget]:
        """Yield the screen's own widgets."""
        return ()

    def name_keys(self, words: Mapping[str, str]) -> None:
        """Name other keys in the line below, by their actions; none brings back the screen's own."""
        self.query_one(FooterBar).show(worded((*self.ACTIONS, *everywhere.ACTIONS), words, self.studio.keymap))

    def titlebar(self) -> TitleBar:
        """Return the bar above."""
        return self.query_one(TitleBar)

    def jobs_changed(self) -> None:
        """React to news of jobs: called about twice a second while one runs, and when one has landed."""

    def live_changed(self) -> None:
        """React to a live row that moved."""

    def on_live_changed(self) -> None:
        """Take news of live rows, in this screen's own turn."""
        self.live_changed()

    def on_jobs_changed(self) -> None:
        """Take the news."""
        self.jobs_changed()

    def on_screen_resume(self) -> None:
        """Draw what changed while another screen was on top."""
        self.jobs_changed()

    def action_models(self) -> None:
        """Go to the base models."""
        self.studio.go("models")

    def action_runs(self) -> None:
        """Go to the runs."""
        self.studio.go("runs")

    def action_back(self) -> None:
        """Go back to the screen before."""
        self.studio.go_back()

    def begin(self, prepare: work.Prepare, then: Callable[[], None] | None = None) -> None:
        """Prepare and start a job without making keys wait; `then` follows where it started and the screen still is."""

        async def started() -> None:
            if await work.begin(self.studio, prepare) is not None and then is not None:
                self.call_later(then)

        self.run_worker(started(), group="begin", exclusive=True, exit_on_error=False)

    def pause_or_resume(self, view: "JobView | None") -> None:
        """Pause or resume a job; without one, say so."""
        if view is None:
            self.notify("There is no job to pause or resume.", timeout=3, markup=False)
        else:
            self.run_worker(work.pause_or_resume(self.studio, view), group="jobs", exit_on_error=False)

    def cancel(self, view: "JobView | None", kept: str = "What it finished is kept, and p resumes it.") -> None:
        """Cancel a job once the person has confirmed it; without one that can be, say so."""
        if view is None or view.ended:
            self.notify("There is no job to cancel.", timeout=3, markup=False)
            return

        from studio.ui.widgets.dialogs import Confirm  # noqa: PLC0415 - start-up of the screens

        def confirmed(yes: bool | None) -> None:
            if yes:
                self.run_worker(work.cancel(self.studio, view), group="jobs", exit_on_error=False)

        self.app.push_screen(Confirm(f"Cancel this job?\n{view.spec.title}\n\n{kept}", "cancel it"), confirmed)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something unforeseen ended a worker: it must neither be lost nor end the app."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.studio.say_error(StudioError(f"Unexpected error ({type(error).__name__}: {error})."))
