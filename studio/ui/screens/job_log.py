"""All that one job said, as it says it: the list follows its end until the person moves up."""

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.jobs.folder import JobFolder
from studio.ui.actions import bindings
from studio.ui.actions.lists import LOG
from studio.ui.screens.lists import ListKeys
from studio.ui.shelf import JobView
from studio.ui.tail import Tail
from studio.ui.views import jobs as jobs_view
from studio.ui.views import log as view
from studio.ui.widgets.line_list import LineList

__all__ = ["JobLogScreen"]


class JobLogScreen(ListKeys):
    """The log of a job."""

    place = "log"
    TITLE = "job log"
    ACTIONS = LOG
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LOG)]

    def __init__(self, job: JobFolder) -> None:
        super().__init__()
        self._job = job
        self._tail = Tail(job)

    def body(self) -> Iterable[Widget]:
        """Yield how the job stands, and the lines."""
        yield Static(id="log-head", markup=False)
        yield LineList(id="log", follow=True)

    def on_mount(self) -> None:
        """Read it from the start."""
        self.titlebar().show(right=self._job.spec.job_id)

    def jobs_changed(self) -> None:
        """Read on."""
        self._read()

    @work(exclusive=True, group="tail", exit_on_error=False)
    async def _read(self) -> None:
        await asyncio.to_thread(self._tail.more)
        job = self._view
        self.query_one("#log-head", Static).update(jobs_view.heading(job) if job else self._job.spec.title)
        events = self._tail.events
        self.lines.show(len(events), lambda index, _width: view.line(events[index]))

    @property
    def _view(self) -> JobView | None:
        return next((job for job in self.studio.jobs.views if job.folder.path == self._job.path), None)

    def action_pause(self) -> None:
        """Pause or resume it."""
        self.pause_or_resume(self._view)

    def action_cancel(self) -> None:
        """Cancel it."""
        self.cancel(self._view)

    def action_copy(self) -> None:
        """Copy the log."""
        self.app.copy_to_clipboard(view.as_text(self._tail.events))
        self.notify("copied", timeout=1, markup=False)
