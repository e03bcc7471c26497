"""A job's events as they come: each is read once, and what is only progress is kept as far as it tells something.

Reads the journal of one job; it knows no screen.
"""

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.jobs.events import Event
    from studio.jobs.folder import JobFolder

__all__ = ["Tail"]


class Tail:
    """The events of one job so far; of progress in one stage the newest alone."""

    def __init__(self, job: "JobFolder") -> None:
        self.job = job
        self.events: list[Event] = []
        self._offset = 0
        self._reading = threading.Lock()

    def more(self) -> bool:
        """Read what was written since; return True where there was something. Meant for threads."""
        from studio.jobs import folder as folders  # noqa: PLC0415 - start-up of the screens

        with self._reading:
            found, self._offset = folders.events(self.job, self._offset)
            kept = list(self.events)
            for event in found:
                if kept and _supersedes(event, kept[-1]):
                    kept[-1] = event
                else:
                    kept.append(event)
            self.events = kept
        return bool(found)


def _supersedes(event: "Event", before: "Event") -> bool:
    return event.event == before.event == "progress" and event.stage == before.stage
