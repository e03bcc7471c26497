"""Reading behind the keys: one thread, so that nothing is read twice at a time, and that gives way when a key reads.

What is read behind is read again once there is time: ended early, it raises GivenWayError. Draws and decides nothing.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from studio.storage.database import Database

__all__ = ["Behind"]

_T = TypeVar("_T")


class Behind:
    """The thread behind the keys of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._looking: Future[object] | None = None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="behind")

    async def read(self, function: Callable[..., _T], *args: object) -> _T:
        """Run what reads the database once all before it has ended. Raises GivenWayError where it was ended early."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, function, args)

    def look(self, function: Callable[..., object], *args: object) -> None:
        """Read what the next key may want, if there is time before it: nobody waits, and only the last asked is read.

        What is found is kept by whoever reads it; a failure is met again by the key.
        """
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._pool.submit(self._run, function, args)

    def close(self) -> None:
        """End what is read, and read nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._db.hurry()

    def _run(self, function: Callable[..., _T], args: tuple[object, ...]) -> _T:
        with self._db.behind():
            return function(*args)
