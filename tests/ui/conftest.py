"""A person at the studio: projects in every state, an app that keeps what it said, jobs that never really start."""

import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from studio.domain.options import ReviewOptions
from studio.jobs import supervisor
from studio.jobs.folder import JobFolder
from studio.project import Project
from studio.storage.database import Database
from studio.ui import device
from studio.ui.app import StudioApp
from studio.ui.widgets.line_list import LineList
from tests.ui import projects
from tests.ui.waiting import workers_done

REVIEWER = ReviewOptions(reviewer="ada")


class Listening(StudioApp):
    """The app, keeping what it said to the person."""

    def __init__(self, project: Project, db: Database, *, first: str = "home", theme: str = "studio-dark") -> None:
        super().__init__(project, db, replace(REVIEWER, theme=theme), first=first)
        self.said: list[str] = []

    def notify(self, message: str, **options: Any) -> None:
        self.said.append(message)
        super().notify(message, **options)


@dataclass
class Person:
    """Presses keys and looks at the screen."""

    app: Listening
    pilot: Pilot[Any]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*("full_stop" if key == "." else "slash" if key == "/" else key for key in text))

    async def settle(self) -> None:
        """Wait until what was begun is done: messages and workers, and what those workers began."""
        for _ in range(2):
            await workers_done(self.pilot)

    async def look(self) -> None:
        """Let the app look at its jobs now, instead of in half a second."""
        await self.app.jobs.look()
        await self.settle()

    @property
    def place(self) -> str:
        return str(getattr(self.app.screen, "place", type(self.app.screen).__name__))

    def text(self, selector: str) -> str:
        return str(self.app.screen.query_one(selector, Static).render())

    def lines(self, selector: str = "LineList") -> list[str]:
        found = self.app.screen.query_one(selector, LineList)
        return [
            "".join(s.text for s in found.render_line(y))[1:].rstrip()  # behind the column of the mark
            for y in range(min(found.count, found.size.height))
        ]

    def screen_text(self) -> str:
        """All that the statics of this screen say."""
        return "\n".join(str(part.render()) for part in self.app.screen.query(Static) if part.display)

    @property
    def said(self) -> str:
        return "\n".join(self.app.said)


Open = Callable[..., AbstractAsyncContextManager[Person]]
Sit = Callable[[Project, Database], Awaitable[None]]


@asynccontextmanager
async def person_at(
    project: Project, db: Database, *, first: str = "home", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Person]:
    app = Listening(project, db, first=first)
    async with app.run_test(size=size) as pilot:
        person = Person(app, pilot)
        await person.settle()
        await person.look()
        yield person


@dataclass
class Place:
    """A project and its database, and a way to open the studio on it."""

    project: Project
    db: Database

    def open(self, first: str = "home", size: tuple[int, int] = (120, 40)) -> AbstractAsyncContextManager[Person]:
        return person_at(self.project, self.db, first=first, size=size)


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let screens look the same on every machine."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(device, "cores", lambda: 2)
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Place]:
    project, db = projects.empty(tmp_path)
    yield Place(project, db)
    db.close()


@pytest.fixture
def mined(tmp_path: Path) -> Iterator[Place]:
    project, db = projects.mined(tmp_path)
    yield Place(project, db)
    db.close()


@pytest.fixture
def measured(tmp_path: Path) -> Iterator[Place]:
    project, db = projects.measured(tmp_path)
    yield Place(project, db)
    db.close()


@pytest.fixture
def baked(tmp_path: Path) -> Iterator[Place]:
    project, db = projects.baked(tmp_path)
    yield Place(project, db)
    db.close()


@dataclass
class Starts:
    """The jobs that would have been started or resumed."""

    started: list[JobFolder] = field(default_factory=list)
    resumed: list[JobFolder] = field(default_factory=list)


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> Starts:
    """Keep jobs from really starting, and remember which would have."""
    seen = Starts()
    monkeypatch.setattr(supervisor, "start", lambda job, **_: seen.started.append(job))
    monkeypatch.setattr(supervisor, "resume", seen.resumed.append)
    return seen


@pytest.fixture
def worker() -> Iterator[int]:
    """Return the number of a process that stands for a worker, and may be told to stop."""
    process = subprocess.Popen(["sleep", "600"])
    yield process.pid
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
