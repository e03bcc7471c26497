"""How fast a person decides, and whether that can be reading at all. Knows no screen and no database."""

from collections import deque
from collections.abc import Callable
from statistics import median

from studio.domain.pace import gaps

__all__ = ["Pace"]

BURST = 4
"""Decisions within `BURST_SECONDS` that look like typing into the wrong pane."""
BURST_SECONDS = 1.0


class Pace:
    """Times of the decisions of this sitting. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=60)
        self._run = 0

    def decided(self) -> bool:
        """Note a decision; return True where it ends a burst that nobody can have read."""
        now = self._clock()
        self._run = self._run + 1 if self._times and now - self._times[-1] <= BURST_SECONDS else 1
        self._times.append(now)
        recent = list(self._times)[-min(self._run, BURST) :]
        if len(recent) == BURST and recent[-1] - recent[0] <= BURST_SECONDS:
            self._run = 0
            return True
        return False

    def per_minute(self) -> float | None:
        """Return decisions a minute by the median time between the last ones, None before the third."""
        between = gaps(self._times)
        if len(between) < 2:
            return None
        return 60 / max(median(between), 0.05)
