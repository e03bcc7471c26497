"""Keys of the screens that show a run's curves: another run drawn over them, the other plots, the log, a pause.

A screen says which run it shows; what is read and drawn is the same everywhere.
"""

import asyncio

from textual import work

from studio.jobs.spec import JobKind
from studio.ui.screens.base import StudioScreen
from studio.ui.shelf import JobView
from studio.ui.tail import Tail
from studio.ui.views import jobs as jobs_view
from studio.ui.widgets.dialogs import Choose
from studio.ui.widgets.run_panel import OtherRun, RunPanel

__all__ = ["CurveKeys"]

_NONE = ("no other run", "")


class CurveKeys(StudioScreen):
    """A screen with a `RunPanel`. Subclasses return the run that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self._tail: Tail | None = None
        self._other: Tail | None = None

    @property
    def run(self) -> JobView | None:
        """The run that is shown."""
        return None

    def action_pause(self) -> None:
        """Pause or resume the run."""
        self.pause_or_resume(self.run)

    def action_log(self) -> None:
        """Show all that the run said."""
        from studio.ui.screens.job_log import JobLogScreen  # noqa: PLC0415 - opened rarely

        if self.run is not None:
            self.app.push_screen(JobLogScreen(self.run.folder))

    def action_curves(self) -> None:
        """Show the other plots."""
        self.query_one(RunPanel).turn()

    def action_beside(self) -> None:
        """Ask which run to compare with; where there is but one other, draw it, or no longer."""
        shown = self.run
        others = [job for job in reversed(self.studio.jobs.views) if job.spec.kind is JobKind.TRAIN]
        choices = [(_called(job), job.spec.job_id) for job in others if shown is None or job.folder != shown.folder]
        if shown is None or not choices:
            self.notify("There is no other run to compare with.", timeout=3, markup=False)
            return
        current = self._other.job.spec.job_id if self._other else None
        if len(choices) == 1:
            self._compare("" if current else choices[0][1])
        else:
            self.app.push_screen(Choose("draw over these curves those of", [*choices, _NONE], current), self._compare)

    def _compare(self, job_id: str | None) -> None:
        if job_id is not None:
            chosen = next((job for job in self.studio.jobs.views if job.spec.job_id == job_id), None)
            self._other = Tail(chosen.folder) if chosen else None
            self.jobs_changed()

    @work(exclusive=True, group="tail", exit_on_error=False)
    async def follow(self, run: JobView) -> None:
        """Read on, and draw."""
        if self._tail is None or self._tail.job.path != run.folder.path:
            self._tail = Tail(run.folder)
        tail, other = self._tail, self._other
        await asyncio.to_thread(tail.more)
        beside = None
        if other is not None:
            await asyncio.to_thread(other.more)
            beside = OtherRun(str(other.job.spec.arguments.get("run_id", other.job.spec.job_id)), other.events)
        self.query_one(RunPanel).show(run, tail.events, beside)


def _called(job: JobView) -> str:
    return f"{jobs_view.name(job).removeprefix('train ')}  {jobs_view.STATE_GLYPHS[job.state][0]} {job.state}"
