"""Runs work in threads and hands results back in the order of the work, as far ahead as there are threads.

Threads are daemons: one that hangs in a request delays neither the end of a job nor that of the process.
"""

import queue
import threading
import time
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

__all__ = ["in_order"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_POLL = 0.1
"""Seconds between two looks at whether to stop."""


def in_order(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    threads: int,
    stopping: Callable[[], bool],
    *,
    grace: float = 30.0,
) -> Generator[Result]:
    """Give `work(item)` for each item, in order. An exception in `work` is raised in its turn and ends the rest.

    Once `stopping` says so, nothing new is begun, what is under way has `grace` seconds to finish, and the results
    end early. The same holds where the caller stops listening.
    """
    waiting: queue.SimpleQueue[tuple[int, Item]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, Result | BaseException]] = queue.SimpleQueue()
    halt = threading.Event()

    def serve() -> None:
        while not halt.is_set():
            try:
                number, item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((number, work(item)))
            except BaseException as error:  # a thread's edge: it is raised again in the thread of the caller
                halt.set()
                done.put((number, error))

    for entry in enumerate(items):
        waiting.put(entry)
    served = [threading.Thread(target=serve, daemon=True) for _ in range(min(threads, len(items)))]
    for thread in served:
        thread.start()
    try:
        yield from _sorted_results(done, len(items), stopping)
    finally:
        halt.set()
        until = time.monotonic() + grace
        for thread in served:
            thread.join(max(0.0, until - time.monotonic()))


def _sorted_results(
    done: "queue.SimpleQueue[tuple[int, Result | BaseException]]", total: int, stopping: Callable[[], bool]
) -> Generator[Result]:
    held: dict[int, Result | BaseException] = {}
    turn = 0
    while turn < total:
        if stopping():
            return
        try:
            number, result = done.get(timeout=_POLL)
        except queue.Empty:
            continue
        held[number] = result
        while turn in held:
            following = held.pop(turn)
            if isinstance(following, BaseException):
                raise following
            turn += 1
            yield following
