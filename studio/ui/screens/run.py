"""One run: what is known of it on the left, its curves on the right, another run's over them."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from studio.ui.actions import bindings
from studio.ui.actions.runs import RUN
from studio.ui.later import once_laid_out
from studio.ui.screens.curves import CurveKeys
from studio.ui.shelf import JobView
from studio.ui.views import runs as view
from studio.ui.widgets.run_panel import RunPanel
from studio.workflow import repeat, runs

__all__ = ["RunScreen"]


class RunScreen(CurveKeys):
    """All of one run, named by its id."""

    place = "run"
    ACTIONS = RUN
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(RUN)]

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id
        self._command = ""

    def title_left(self) -> str:
        """Return where the person is."""
        return f"{self.studio.project.name} › runs › {self._run_id}"

    def body(self) -> Iterable[Widget]:
        """Yield what is known, and the curves."""
        known = VerticalScroll(Static(id="run-known", markup=False), id="settings", can_focus=False)
        yield Horizontal(known, RunPanel(id="run"), id="train")

    @property
    def run(self) -> JobView | None:
        """The run's job; None where it was deleted."""
        jobs = (job for job in self.studio.jobs.views if job.spec.arguments.get("run_id") == self._run_id)
        return next(jobs, None)

    def on_resize(self) -> None:
        """Draw what is known at the new width."""
        once_laid_out(self, self.jobs_changed)

    def jobs_changed(self) -> None:
        """Read on."""
        found = runs.record(self.studio.project, self.studio.db, self._run_id)
        self._command = repeat.command(found.run, self.studio.settings())
        known = self.query_one("#run-known", Static)
        known.update(view.about(found, self._command, known.size.width))
        if self.run is None:
            self.query_one(RunPanel).show_nothing("Its curves are gone: the job's folder was deleted.")
        else:
            self.follow(self.run)

    def action_copy(self) -> None:
        """Copy the line that trains it again."""
        self.app.copy_to_clipboard(self._command)
        self.notify("copied", timeout=1, markup=False)

    def action_side(self) -> None:
        """Switch between what is known and the curves."""
        self.toggle_class("-running")

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one("#settings", VerticalScroll).scroll_relative(y=3, animate=False)

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one("#settings", VerticalScroll).scroll_relative(y=-3, animate=False)
