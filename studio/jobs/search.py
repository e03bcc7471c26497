"""The asking end of search as a person types: a client of `studio.jobs.searcher` for asyncio.

It never blocks and never raises: where the searcher is cold, gone or without an index, the answer is None and words
alone have to do. It loads no model; that happens in the other process.
"""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from studio.jobs.beside import SideProcess

__all__ = ["SEARCHER", "Hit", "Searcher", "mined"]

SEARCHER: Sequence[str] = (sys.executable, "-P", "-m", "studio.jobs.searcher")
"""The command that answers; the project's folder is appended."""


def mined(project: Path) -> Path | None:
    """Return the passages that the last mining searched, None where nothing was mined: there is no index to ask."""
    done = sorted(project.glob("jobs/*-mine-*/outputs"))
    return done[-1].with_name("inputs") / "passages.parquet" if done else None


class Hit(NamedTuple):
    """A passage that was found, and its score for ordering."""

    passage_id: str
    score: float


class Searcher:
    """One project's searcher. `start` warms it up, `search` asks it, `close` ends it; all within one event loop."""

    def __init__(self, project: Path, *, command: Sequence[str] = SEARCHER) -> None:
        self._beside = SideProcess(project, command, said=self._answered, gone=self._lost)
        self._asked: dict[int, asyncio.Future[list[Hit] | None]] = {}
        self._last = 0

    @property
    def pid(self) -> int | None:
        """Number of the other process, None while there is none."""
        return self._beside.pid

    async def start(self) -> None:
        """Start the other process, unless it runs; it loads the model by itself."""
        if await self._beside.start():
            self._ask("", 1)

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
        await self._beside.close()

    def _ask(self, text: str, count: int) -> "asyncio.Future[list[Hit] | None] | None":
        self._last += 1
        if not self._beside.send({"id": self._last, "text": text, "count": count}):
            return None
        answer: asyncio.Future[list[Hit] | None] = asyncio.get_running_loop().create_future()
        self._asked[self._last] = answer
        return answer

    def _answered(self, said: dict[str, Any]) -> None:
        answer = self._asked.pop(said["id"], None)
        if answer is not None and not answer.done():
            hits = said["hits"]
            answer.set_result(None if hits is None else [Hit(name, score) for name, score in hits])

    def _lost(self) -> None:
        for answer in self._asked.values():
            if not answer.done():
                answer.set_result(None)
        self._asked.clear()
