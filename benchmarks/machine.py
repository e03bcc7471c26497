"""How fast the machine is in this minute: without it, figures of a shared machine cannot be compared."""

import time

__all__ = ["loop_ms"]


def loop_ms() -> float:
    """Return milliseconds that three million steps of plain Python take, the best of three."""
    return round(1000 * min(_once() for _ in range(3)), 1)


def _once() -> float:
    begun, total = time.perf_counter(), 0
    for number in range(3_000_000):
        total += number * number
    return time.perf_counter() - begun
