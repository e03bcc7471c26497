"""A training run, live: how far, its curves, its figures, what it said last. Draws what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from studio.ui.shelf import JobView
from studio.ui.views import training as view
from studio.ui.widgets.curve import Curve, Line
from studio.ui.widgets.nothing import Nothing

if TYPE_CHECKING:
    from studio.jobs.events import Event

__all__ = ["OtherRun", "RunPanel"]


@dataclass(frozen=True, slots=True)
class OtherRun:
    """Another run, whose curves are drawn over those of the one that is shown."""

    name: str
    events: "Sequence[Event]"


class RunPanel(Vertical):
    """A run, or what to do where there is none; `starts` where another one can be started from here."""

    def __init__(self, *, starts: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._starts = starts
        self._shown: tuple[JobView, Sequence[Event], OtherRun | None] | None = None

    def compose(self) -> ComposeResult:
        """Yield the parts, top to bottom."""
        yield Nothing(id="run-nothing")
        yield Static(id="run-head", markup=False)
        yield Static(id="run-figures", markup=False)
        with Horizontal(id="run-curves"):
            yield Curve("loss", id="run-loss")
            yield Curve("dev NDCG@10", id="run-dev")
        with Horizontal(id="run-more"):
            yield Curve("gradient norm", id="run-gradient")
            yield Curve("learning rate", id="run-rate")
        yield Static(id="run-legend", markup=False)
        yield Static(id="run-result", markup=False)
        yield Static(id="run-log", markup=False)

    def on_resize(self) -> None:
        """Draw again: the head and the log depend on the room."""
        if self._shown is not None:
            self.show(*self._shown)

    def show_nothing(self, sentence: str) -> None:
        """Say that there is no run."""
        self.add_class("-empty")
        self.query_one(Nothing).say(sentence)

    def turn(self) -> None:
        """Show the other two plots where there is room for two alone."""
        self.toggle_class("-more")

    def show(self, job: JobView, events: "Sequence[Event]", beside: OtherRun | None = None) -> None:
        """Draw a run as it stands, and over its curves those of another one."""
        self._shown = (job, events, beside)
        self.remove_class("-empty")
        seen, other = view.curves(events), view.curves(beside.events) if beside else None
        end = max(view.last_step(events), view.last_step(beside.events) if beside else 0)
        self.query_one("#run-head", Static).update(view.head(job, max(20, self.size.width - 2)))
        self.query_one("#run-figures", Static).update(view.figures_line(job, seen))
        for name in ("loss", "gradient", "rate", "dev"):
            lines = [Line("this run", getattr(seen, name), "success" if name == "dev" else "primary")]
            if name == "dev":
                lines.append(Line("128 dims", seen.small, "accent", "•"))
            if beside and other:
                lines.append(Line(beside.name, getattr(other, name), "warning", "×"))
            alike = other is not None and view.alike(getattr(seen, name), getattr(other, name))
            plot = self.query_one(f"#run-{name}", Curve)
            plot.show(lines, end=end, level=seen.base if name == "dev" else None, note="alike" if alike else "")
        self.query_one("#run-legend", Static).update(view.legend(seen, beside.name if beside else "", other))
        result = view.result_line(job, starts=self._starts)
        self.query_one("#run-result", Static).set_class(not result.plain, "-silent")
        self.query_one("#run-result", Static).update(result)
        self.query_one("#run-log", Static).update(view.log_lines(events, 4 if self.size.height > 24 else 2))
