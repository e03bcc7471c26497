"""The screens' ear for jobs: looks at their folders in a thread, lands what has ended, tells the screen on top.

It starts no job and reads no output; `studio.ui.work` and `studio.workflow` do.
"""

import asyncio
import traceback
from typing import TYPE_CHECKING

from textual.message import Message

from studio.domain.wording import plural
from studio.errors import StudioError
from studio.jobs.spec import JobKind
from studio.ui.shelf import JobShelf, JobView, newest

if TYPE_CHECKING:
    from studio.ui.app import StudioApp

__all__ = ["JobWatch", "JobsChanged"]

INTERVAL = 0.5
"""Seconds between two looks."""


class JobsChanged(Message, bubble=False):
    """There is news of jobs. A newer one takes the place of one that still waits."""

    def can_replace(self, message: Message) -> bool:
        """Say that one of them is enough."""
        return isinstance(message, JobsChanged)


class JobWatch:
    """The project's jobs, for every screen."""

    def __init__(self, app: "StudioApp") -> None:
        self._app = app
        self._shelf = JobShelf(app.project.jobs)
        self._busy = False
        self._fault = self._said = ""
        self._left_out = 0
        self.changes = 0
        """How often a job came, went, changed its state or landed: screens read the database again when it grows."""

    @property
    def views(self) -> tuple[JobView, ...]:
        """Every job as it was last seen, oldest first."""
        return self._shelf.views

    @property
    def active(self) -> tuple[JobView, ...]:
        """Jobs that run or wait, oldest first."""
        return tuple(view for view in self.views if view.active)

    def newest(self, kind: JobKind | None = None) -> JobView | None:
        """Return the job created last, of one kind where it is given."""
        return newest(self.views, kind)

    def start(self) -> None:
        """Look once when the first screen is painted, then twice a second."""
        self._app.call_after_refresh(self.look)
        self._app.set_interval(INTERVAL, self.look)

    async def look(self) -> None:
        """Look now, unless a look is under way; tell the screen on top where there is news."""
        if self._busy:
            return
        self._busy = True
        try:
            changed = await asyncio.to_thread(self._look)
        finally:
            self._busy = False
        if self._fault and self._fault != self._said:
            self._app.say_error(StudioError(self._fault))
        self._said = self._fault
        if self._left_out:
            rows = plural(self._left_out, "row was", "rows were")
            self._app.notify(f"{rows} left out: trained on what the test set asks.", timeout=12, markup=False)
            self._left_out = 0
        if changed or self.active:
            self.tell()

    def tell(self) -> None:
        """Let the screen on top draw the news in its own turn: once it is composed, and not when it is taken down."""
        for screen in self._app.screen_stack[-1:]:
            screen.post_message(JobsChanged())

    def _look(self) -> bool:
        if not self._shelf.look() and self.changes:
            return False
        try:
            self._land()
        except StudioError as error:
            self._fault = str(error)
        except Exception as error:  # the edge of a thread: a bug in landing must not end a review
            log = self._app.project.jobs / "landing.log"
            log.write_text(traceback.format_exc(), encoding="utf-8")
            self._fault = f"A finished job could not be taken over ({type(error).__name__}); details in {log}."
        else:
            self._fault = ""
        self.changes += 1
        return True

    def _land(self) -> None:
        from studio.workflow import landing  # noqa: PLC0415 - start-up of the screens

        landed = landing.land_finished(self._app.project, self._app.db)
        self._left_out = sum(job.counts.get("left out", 0) for job in landed)
