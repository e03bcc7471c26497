"""The screens' ear for jobs: polls the newest job's folder, lands what has ended, tells the screen on top.

It starts no job and reads no output; `studio.workflow` does both.
"""

import asyncio
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.jobs import supervisor
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobState
from studio.workflow import landing

if TYPE_CHECKING:
    from studio.ui.app import StudioApp

__all__ = ["JobWatch"]

INTERVAL = 0.5
"""Seconds between two looks."""


class JobWatch:
    """Looks at the project's jobs in a thread, so that no key waits for a disk."""

    def __init__(self, app: "StudioApp") -> None:
        self._app = app
        self._busy = False
        self.active: list[JobFolder] = []
        self.last: JobFolder | None = None

    def start(self) -> None:
        """Look once now, then twice a second."""
        self._app.set_interval(INTERVAL, self._tick)
        self._app.call_later(self._tick)

    async def _tick(self) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            changed = await asyncio.to_thread(self._look)
        except StudioError as error:
            self._app.say_error(error)
            changed = True
        finally:
            self._busy = False
        if changed or self.active:
            self.tell()

    def _look(self) -> bool:
        before = [job.spec.job_id for job in self.active]
        jobs = supervisor.jobs(self._app.project.jobs)
        self.last = jobs[-1] if jobs else None
        self.active = [j for j in jobs if j.state() in (JobState.RUNNING, JobState.QUEUED, JobState.PAUSED)]
        landed = landing.land_finished(self._app.project, self._app.db)
        return bool(landed) or before != [job.spec.job_id for job in self.active]

    def tell(self) -> None:
        """Let the screen on top draw the news."""
        changed = getattr(self._app.screen, "jobs_changed", None)
        if changed is not None:
            changed()
