"""The asking end of search as a person types: a client of `studio.jobs.searcher` for asyncio.

It never blocks and never raises: where the searcher is cold, gone or without an index, the answer is None and words
alone have to do. It loads no model; that happens in the other process.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from studio.jobs.process import environment

__all__ = ["SEARCHER", "Hit", "Searcher"]

SEARCHER: Sequence[str] = (sys.executable, "-P", "-m", "studio.jobs.searcher")
"""The command that answers; the project's folder is appended."""

_REST = 10.0
"""Seconds before a searcher that ended is started again."""


class Hit(NamedTuple):
    """A passage that was found, and its score for ordering."""

    passage_id: str
    score: float


class Searcher:
    """One project's searcher. `start` warms it up, `search` asks it, `close` ends it; all within one event loop."""

    def __init__(self, project: Path, *, command: Sequence[str] = SEARCHER) -> None:
        self._project, self._command = project, command
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._asked: dict[int, asyncio.Future[list[Hit] | None]] = {}
        self._starting = asyncio.Lock()
        self._last = 0
        self._again = 0.0

    @property
    def pid(self) -> int | None:
        """Number of the other process, None while there is none."""
        return None if self._process is None else self._process.pid

    async def start(self) -> None:
        """Start the other process, unless it runs; it loads the model by itself."""
        async with self._starting:
            if self._process is None and time.monotonic() >= self._again:
                self._again = time.monotonic() + _REST
                await self._spawn()

    async def search(self, text: str, count: int = 20, *, patience: float = 2.0) -> list[Hit] | None:
        """Return the nearest passages, or None: no index, a cold or lost searcher, or a newer question meanwhile."""
        await self.start()
        for older in self._asked.values():
            if not older.done():
                older.set_result(None)
        answer = self._ask(text, count)
        if answer is None:
            return None
        with suppress(TimeoutError):
            return await asyncio.wait_for(answer, patience)
        return None

    async def close(self) -> None:
        """End the other process."""
        process, self._process = self._process, None
        self._again = float("inf")
        if process is not None and process.stdin is not None:
            process.stdin.close()
            with suppress(ProcessLookupError):
                process.kill()
        if self._reading is not None:
            await self._reading

    async def _spawn(self) -> None:
        with suppress(OSError):
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                str(self._project),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=environment(),
                start_new_session=True,
                limit=1 << 22,
            )
            self._reading = asyncio.create_task(self._read(self._process))
            self._ask("", 1)

    def _ask(self, text: str, count: int) -> "asyncio.Future[list[Hit] | None] | None":
        if self._process is None or self._process.stdin is None or self._process.stdin.is_closing():
            return None
        self._last += 1
        answer: asyncio.Future[list[Hit] | None] = asyncio.get_running_loop().create_future()
        self._asked[self._last] = answer
        request = {"id": self._last, "text": text, "count": count}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        return answer

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        while process.stdout is not None and (line := await process.stdout.readline()):
            said = json.loads(line)
            answer = self._asked.pop(said["id"], None)
            if answer is not None and not answer.done():
                hits = said["hits"]
                answer.set_result(None if hits is None else [Hit(name, score) for name, score in hits])
        if self._process is process:
            self._process = None
        for answer in self._asked.values():
            if not answer.done():
                answer.set_result(None)
        self._asked.clear()
        await process.wait()
