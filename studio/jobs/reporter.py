"""Turns what a step says into events, few enough to write and to read, with the time that is left.

Owns the pace of progress events and the answer to `stopping`; knows nothing of steps.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from studio.jobs.events import Log, Metric, Progress
from studio.jobs.folder import JobFolder
from studio.jobs.journal import Journal

__all__ = ["JobReporter"]

_EVERY = 0.2
"""Seconds between two progress events of a stage."""
_WINDOW = 30.0
"""Seconds of work by which the time left is told."""


class JobReporter:
    """The worker's `Reporter`. `clock` counts seconds and is replaced in tests."""

    def __init__(self, folder: JobFolder, journal: Journal, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._journal, self._clock = folder, journal, clock
        self._terminated = False
        self._stage = ""
        self._written = float("-inf")
        self._seen: deque[tuple[float, int]] = deque()

    def terminate(self) -> None:
        """Note that the process was asked to end."""
        self._terminated = True

    def progress(self, stage: str, done: int, total: int, unit: str) -> None:
        """Write a progress event: at most five a second, and always the first and the last of a stage."""
        now = self._clock()
        if stage != self._stage:
            self._stage, self._written = stage, float("-inf")
            self._seen.clear()
        if now - self._written < _EVERY and done < total:
            return
        self._written = now
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        self._journal.append(
            Progress(at=time.time(), stage=stage, done=done, total=total, unit=unit, eta=self._eta(done, total))
        )

    def metric(self, step: int, values: dict[str, float]) -> None:
        """Write figures of a step."""
        self._journal.append(Metric(at=time.time(), step=step, values=values))

    def log(self, message: str, level: Literal["info", "warning"] = "info") -> None:
        """Write a line for a person."""
        self._journal.append(Log(at=time.time(), message=message, level=level))

    def stopping(self) -> bool:
        """Return True once the job was cancelled or asked to pause."""
        return self.cancelled() or self._folder.pause_file.exists()

    def cancelled(self) -> bool:
        """Return True once the job was cancelled."""
        return self._terminated or self._folder.cancel_file.exists()

    def _eta(self, done: int, total: int) -> float | None:
        began, first = self._seen[0]
        elapsed, finished = self._clock() - began, done - first
        if elapsed <= 0 or finished <= 0:
            return None
        return round(elapsed / finished * (total - done), 1)
