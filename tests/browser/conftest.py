"""A server on a real project in a process of its own, and a tab without a browser."""

import asyncio
import json
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from studio.project import Project
from studio.storage.database import Database
from studio.storage.opening import ProjectLockedError
from tests.ui.review.deck import build

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


@dataclass(frozen=True)
class Serving:
    """A running `studio serve`."""

    project: Project
    process: subprocess.Popen[str]
    link: str

    @property
    def without_token(self) -> str:
        return self.link.rsplit("/", 2)[0]


class Tab:
    """What a page would do: keys in, paint out."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._seen = ""

    async def until(self, words: str, seconds: float = 30.0) -> None:
        """Read until the words were painted since the last call."""
        try:
            async with asyncio.timeout(seconds):
                while words not in self._seen:
                    message = await self._socket.receive()
                    assert message.type is aiohttp.WSMsgType.BINARY, (message.type, self._seen[-2000:])
                    self._seen += _ESCAPES.sub("", message.data.decode())
        except TimeoutError:
            pytest.fail(f"{words!r} was not painted within {seconds} s: {self._seen[-2000:]}")
        self._seen = self._seen.partition(words)[2]

    async def type(self, keys: str) -> None:
        await self._socket.send_str(json.dumps(["stdin", keys]))


@asynccontextmanager
async def tab(link: str) -> AsyncIterator[Tab]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{link}ws?width=120&height=40", timeout=aiohttp.ClientWSTimeout(ws_close=10)) as socket,
    ):
        yield Tab(socket)


def opened(project: Project, seconds: float = 20.0) -> Database:
    """Open the project once the studio in the browser has let go of it."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return Database.open(project.database)
        except ProjectLockedError:
            assert time.monotonic() < deadline, "the project stays locked"
            time.sleep(0.1)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made, db = build(tmp_path)
    db.close()
    return made


@pytest.fixture
def serving(project: Project) -> Iterator[Serving]:
    process = subprocess.Popen(
        [sys.executable, "-m", "studio.cli", "serve", "--project", str(project.path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], 60)
        assert ready, "no link was printed"
        found = re.search(r"http\S+", process.stdout.readline())
        assert found is not None
        yield Serving(project, process, found[0])
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()
