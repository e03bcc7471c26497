"""One tab of a browser: what its page sends, the studio that it shows, and sentences where it shows none.

Knows the messages of textual-serve's page: JSON lists such as ["stdin", "a"] come in, bytes for its terminal go out.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress

from aiohttp import WSMsgType, web

from studio.browser.sitting import Sitting

__all__ = ["Tab"]

_RESET = "\x1bc"


class Tab:
    """Shows the studio while it has its turn, for the project is one process's at a time. Sizes are in cells."""

    def __init__(self, socket: web.WebSocketResponse, turn: asyncio.Lock, *, width: int, height: int) -> None:
        self._socket, self._turn = socket, turn
        self._width, self._height = width, height
        self._sitting: Sitting | None = None
        self._again = asyncio.Event()

    async def serve(self, command: Sequence[str]) -> None:
        """Show what `command` opens until the tab is closed, as often as the person wants."""
        showing = asyncio.create_task(self._show(command))
        listening = asyncio.create_task(self._listen())
        try:
            ended, _ = await asyncio.wait({showing, listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            showing.cancel()
            listening.cancel()
            await asyncio.gather(showing, listening, return_exceptions=True)
        with suppress(ConnectionError):  # the tab was closed while something was on its way to it
            for task in ended:
                task.result()

    async def _show(self, command: Sequence[str]) -> None:
        while True:
            if self._turn.locked():
                await self._say("The studio is open in another tab or window. It opens here once that one is closed.")
            async with self._turn:
                said = await self._sit(command)
            await self._say(f"{said or 'You left the studio.'}\n\nPress enter to open it again.")
            self._again.clear()
            await self._again.wait()

    async def _sit(self, command: Sequence[str]) -> str:
        self._sitting = sitting = await Sitting.begin(command, width=self._width, height=self._height)
        try:
            await sitting.paint(self._socket.send_bytes)
        finally:
            self._sitting = None
            said = await sitting.end()
        return said

    async def _say(self, text: str) -> None:
        shown = "".join(letter for letter in text if letter.isprintable() or letter == "\n")
        await self._socket.send_bytes((_RESET + shown.replace("\n", "\r\n")).encode())

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                await self._take(json.loads(message.data))

    async def _take(self, sent: object) -> None:
        match sent:
            case ["stdin", str(keys)]:
                if self._sitting:
                    await self._sitting.type(keys)
                elif "\r" in keys:
                    self._again.set()
            case ["resize", {"width": int(width), "height": int(height)}]:
                self._width, self._height = width, height
                if self._sitting:
                    await self._sitting.resize(width, height)
            case ["ping", answer]:
                await self._socket.send_json(["pong", answer])
            case _:
                pass
