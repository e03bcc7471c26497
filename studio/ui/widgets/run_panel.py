"""A training run, live: how far, its curves, its figures, what it said last. Draws what it is given."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from studio.ui.shelf import JobView
from studio.ui.views import training as view
from studio.ui.widgets.curve import Curve, Line

if TYPE_CHECKING:
    from studio.jobs.events import Event

__all__ = ["RunPanel"]


class RunPanel(Vertical):
    """The newest run, or what to do where there is none."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._shown: tuple[JobView, Sequence[Event]] | None = None

    def compose(self) -> ComposeResult:
        """Yield the parts, top to bottom."""
        yield Static(id="run-nothing", classes="nothing", markup=False)
        yield Static(id="run-head", markup=False)
        yield Static(id="run-figures", markup=False)
        with Horizontal(id="run-curves"):
            yield Curve("loss", id="run-loss")
            yield Curve("dev NDCG@10", id="run-dev")
        yield Static(id="run-legend", markup=False)
        yield Static(id="run-result", markup=False)
        yield Static(id="run-log", markup=False)

    def on_resize(self) -> None:
        """Draw again: the head and the log depend on the room."""
        if self._shown is not None:
            self.show(*self._shown)

    def show_nothing(self, sentence: str) -> None:
        """Say that there is no run."""
        self._switch(run=False)
        self.query_one("#run-nothing", Static).update(sentence)

    def show(self, job: JobView, events: "Sequence[Event]") -> None:
        """Draw a run as it stands."""
        self._shown = (job, events)
        self._switch(run=True)
        seen = view.curves(events)
        end = view.last_step(events)
        self.query_one("#run-head", Static).update(view.head(job, max(20, self.size.width - 2)))
        self.query_one("#run-figures", Static).update(view.figures_line(job, seen))
        self.query_one("#run-loss", Curve).show([Line("loss", seen.loss)], end=end)
        dev = [Line("full", seen.dev, "success"), Line("128 dims", seen.small, "accent")]
        self.query_one("#run-dev", Curve).show(dev, end=end, level=seen.base)
        self.query_one("#run-legend", Static).update(view.legend(seen))
        result = view.result_line(job)
        self.query_one("#run-result", Static).display = bool(result.plain)
        self.query_one("#run-result", Static).update(result)
        self.query_one("#run-log", Static).update(view.log_lines(events, 4 if self.size.height > 24 else 2))

    def _switch(self, *, run: bool) -> None:
        for child in self.children:
            child.display = run != (child.id == "run-nothing")
