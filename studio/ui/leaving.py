"""Leaving when the terminal or the system asks: tidily where that works, and in any case soon.

A terminal that is gone can block the last writes of a screen for ever, and the project would stay locked.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["leave_on_signals"]

PATIENCE = 3.0
"""Seconds that a tidy end is given. Decisions are in the database before they are drawn, so nothing is lost after."""


def leave_on_signals(leave: Callable[[], None]) -> Callable[[], None]:
    """Call `leave` in the running loop on SIGTERM and SIGHUP; end the process where it is still here a little later.

    Python's own handlers are used: they run even while the loop is blocked. The function that is returned puts the
    handlers of before back, for the end of the loop.
    """
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {}

    def asked(number: int, _frame: FrameType | None) -> None:
        last = threading.Timer(PATIENCE, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(leave)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            before[number] = signal.signal(number, asked)

    def put_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    return put_back
