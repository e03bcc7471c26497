"""Ways of asking from the best to the plainest, and which of them an endpoint has been found to take.

Gateways refuse what they do not know with a 400; the first plainer way that works is kept. Knows no API.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

__all__ = ["Ladder"]

Way = TypeVar("Way")
Result = TypeVar("Result")


@dataclass
class Ladder(Generic[Way]):
    """The ways, best first. Threads may climb down at the same time."""

    ways: tuple[Way, ...]
    _at: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ask(self, ask: Callable[[Way], Result], refused: type[Exception] | tuple[type[Exception], ...]) -> Result:
        """Ask in the best way known to work; where it is `refused`, in the plainer ones, and keep what works."""
        start = self._at
        for number in range(start, len(self.ways)):
            try:
                result = ask(self.ways[number])
            except refused:
                if number == len(self.ways) - 1:
                    raise
            else:
                with self._lock:
                    self._at = max(self._at, number)
                return result
        raise AssertionError("a ladder has ways")  # pragma: no cover
