"""A process of ours beside the studio that is talked to in lines of JSON, from asyncio.

It never raises for what the other process does: where that cannot start or has died, nothing is sent and nothing comes.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.jobs.process import environment

__all__ = ["MEASURER", "SideProcess"]

MEASURER: Sequence[str] = (sys.executable, "-P", "-m", "studio.jobs.measurer")
"""The command that measures as a person decides; the project's folder is appended."""

_REST = 10.0
"""Seconds before a process that ended is started again."""


class SideProcess:
    """One process for one project. `said` takes each of its lines, `gone` is called when it ends."""

    def __init__(
        self,
        project: Path,
        command: Sequence[str],
        *,
        said: Callable[[dict[str, Any]], None],
        gone: Callable[[], None],
    ) -> None:
        self._project, self._command, self._said, self._gone = project, command, said, gone
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._again = 0.0

    @property
    def pid(self) -> int | None:
        """Number of the other process, None while there is none."""
        return None if self._process is None else self._process.pid

    @property
    def resting(self) -> bool:
        """Say whether `start` would do nothing: the process ended a moment ago."""
        return self._process is None and time.monotonic() < self._again

    async def start(self) -> bool:
        """Start the other process, unless it runs or ended just now; return True where this call started it."""
        async with self._starting:
            if self._process is not None or self.resting:
                return False
            self._again = time.monotonic() + _REST
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
            return self._process is not None

    def send(self, message: Mapping[str, Any]) -> bool:
        """Say something; return False where nobody is there."""
        if self._process is None or self._process.stdin is None or self._process.stdin.is_closing():
            return False
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        return True

    async def close(self) -> None:
        """End the other process, for good."""
        process, self._process = self._process, None
        self._again = float("inf")
        if process is not None and process.stdin is not None:
            process.stdin.close()
            with suppress(ProcessLookupError):
                process.kill()
        if self._reading is not None:
            await self._reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        while process.stdout is not None and (line := await process.stdout.readline()):
            self._said(json.loads(line))
        if self._process is process:
            self._process = None
        self._gone()
        await process.wait()
