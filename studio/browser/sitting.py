"""The studio as a child process whose screen is in a browser: keys and sizes go in, what is painted comes out.

Speaks the packets of Textual's web driver: a letter (D for data, M for JSON), four bytes of length, the payload.
textual-serve's own bridge starts its app through a shell, waits for its end without a limit, and keeps from the browser
what the app says on stderr; this one does not. It knows no socket.
"""

import asyncio
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import IO

__all__ = ["Sitting"]

_READY = b"__GANGLION__\n"
"""What the driver writes before its first packet."""
_PATIENCE = 5.0
"""Seconds that each way of asking for an end is given."""
_DRIVER = {
    "TEXTUAL_DRIVER": "studio.browser.driver:BrowserDriver",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
}


class Sitting:
    """One run of the studio. Begun by `begin`; whoever began it awaits `end`."""

    def __init__(self, process: asyncio.subprocess.Process, said: IO[bytes]) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a sitting needs a process with pipes")
        self._process, self._said = process, said
        self._entry, self._painted = process.stdin, process.stdout

    @classmethod
    async def begin(cls, command: Sequence[str], *, width: int, height: int) -> "Sitting":
        """Start the command for a screen of so many cells."""
        said = tempfile.TemporaryFile()  # noqa: SIM115 - `end` closes it
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, **_DRIVER, "COLUMNS": str(width), "ROWS": str(height)},
            start_new_session=True,  # Ctrl-C is the server's, which then ends this
        )
        return cls(process, said)

    async def paint(self, write: Callable[[bytes], Awaitable[None]]) -> None:
        """Hand on what is painted, until the studio ends by itself."""
        painted = self._painted
        with suppress(asyncio.IncompleteReadError):
            await painted.readuntil(_READY)
            while True:
                kind = await painted.readexactly(1)
                payload = await painted.readexactly(int.from_bytes(await painted.readexactly(4), "big"))
                if kind == b"D":
                    await write(payload)

    async def type(self, text: str) -> None:
        """Hand keys in."""
        await self._send(b"D", text.encode())

    async def resize(self, width: int, height: int) -> None:
        """Tell the new size in cells."""
        await self._send(b"M", json.dumps({"type": "resize", "width": width, "height": height}).encode())

    async def end(self) -> str:
        """End the studio, kindly first, if it has not ended; return what it said on stderr."""
        drained = asyncio.ensure_future(self._painted.read())  # a full pipe would keep it from ending
        for ask in (self._quit, self._terminate, self._kill):
            await ask()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _PATIENCE)
                break
        drained.cancel()
        with self._said:
            self._said.seek(0)
            return self._said.read().decode("utf-8", "replace").strip()

    async def _quit(self) -> None:
        await self._send(b"M", b'{"type": "quit"}')

    async def _terminate(self) -> None:
        with suppress(ProcessLookupError):
            self._process.terminate()

    async def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def _send(self, kind: bytes, payload: bytes) -> None:
        with suppress(ConnectionError):  # it has just ended
            self._entry.write(kind + len(payload).to_bytes(4, "big") + payload)
            await self._entry.drain()
