"""The run that is being trained, on one line: how far it is, and its dev figure so far. It starts and stops nothing."""

import asyncio

from textual import work
from textual.widgets import Static

from studio.ui.shelf import JobView
from studio.ui.tail import Tail
from studio.ui.views import training

__all__ = ["RunLine"]


class RunLine(Static):
    """Follows one job at a time; it is not there while none is followed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(markup=False, id=id)
        self._tail: Tail | None = None

    @work(exclusive=True, group="tail", exit_on_error=False)
    async def follow(self, run: JobView | None) -> None:
        """Draw a run as it stands now; its events are read in a thread, each once."""
        self.display = run is not None
        if run is None:
            return
        if self._tail is None or self._tail.job.path != run.folder.path:
            self._tail = Tail(run.folder)
        await asyncio.to_thread(self._tail.more)
        self.update(training.dev_line(run, training.curves(self._tail.events), max(20, self.size.width)))
