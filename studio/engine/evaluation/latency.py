"""How long one query takes, alone, as a person who searches would wait for it.

Measured on this machine with whatever else it is doing; the product with the passages' vectors is not in it.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["Latency", "measure_latency", "one_after_the_other"]

QUERIES = 50
"""Queries that are timed, one after the other."""
_WARM_UP = 3
"""Queries that are asked before: the first ones load what later ones find."""


class Latency(NamedTuple):
    """Milliseconds a query: the median, and what one in twenty exceeds."""

    p50: float
    p95: float


def measure_latency(
    call: Callable[[str], object], queries: Sequence[str], *, clock: Callable[[], float] = time.perf_counter
) -> Latency | None:
    """Call with each of up to 50 queries and return the p50 and p95; None without queries."""
    chosen = queries[:QUERIES]
    if not chosen:
        return None
    for query in chosen[:_WARM_UP]:
        call(query)
    taken = []
    for query in chosen:
        began = clock()
        call(query)
        taken.append((clock() - began) * 1000)
    p50, p95 = np.percentile(taken, [50, 95])
    return Latency(float(p50), float(p95))


def one_after_the_other(first: Latency | None, second: Latency | None) -> Latency | None:
    """Return the latency of two steps that every query takes; None where one was not measured."""
    if first is None or second is None:
        return None
    return Latency(first.p50 + second.p50, first.p95 + second.p95)
