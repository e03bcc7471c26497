from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from studio.domain.options import ReviewOptions
from studio.domain.pairs import Pair
from studio.domain.queue import Ask
from studio.project import Project
from studio.storage import card
from studio.storage.database import Database
from studio.ui.app import StudioApp
from studio.ui.screens.review import ReviewScreen
from studio.ui.widgets.bars import FooterBar
from studio.ui.widgets.card_text import CardText
from studio.ui.widgets.queue_list import QueueList
from tests.ui.review.deck import REVIEWER, build
from tests.ui.waiting import workers_done


class Listening(StudioApp):
    """The app, keeping what it said to the person."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.said: list[str] = []

    def notify(self, message: str, **options: Any) -> None:
        self.said = [*self.said, message]
        super().notify(message, **options)


@dataclass
class Desk:
    """A reviewer at the review screen: presses keys, and looks into the database."""

    app: Listening
    pilot: Pilot[Any]
    db: Database

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def settle(self) -> None:
        """Wait for the workers that run."""
        await workers_done(self.pilot)

    async def until(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        """Wait for what a worker or a timer brings."""
        for _ in range(round(seconds / 0.05)):
            if holds():
                return
            await self.pilot.pause(0.05)
        raise AssertionError(f"not within {seconds} s")

    @property
    def screen(self) -> ReviewScreen:
        screen = self.app.screen
        assert isinstance(screen, ReviewScreen)
        return screen

    @property
    def position(self) -> int:
        return self.screen.session.position

    def pair(self, position: int | None = None) -> Pair:
        numbers = self.screen.session.numbers
        return card.card(self.db, Ask.of(numbers[self.position if position is None else position]).pair_no)

    def text(self, name: str) -> str:
        return str(self.app.screen.query_one(f"#{name}").render())

    @property
    def bar(self) -> str:
        return str(self.screen.titlebar().render())

    @property
    def below(self) -> str:
        return str(self.screen.query_one(FooterBar).render())

    @property
    def card(self) -> str:
        return self.screen.query_one(CardText).plain

    @property
    def listed(self) -> QueueList:
        return self.screen.query_one(QueueList)


Sit = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def deck(tmp_path: Path) -> Iterator[tuple[Project, Database]]:
    project, db = build(tmp_path)
    yield project, db
    db.close()


@pytest.fixture
def sit(deck: tuple[Project, Database]) -> Sit:
    project, db = deck

    @asynccontextmanager
    async def sitting(
        size: tuple[int, int] = (120, 40), first: str = "review", review: ReviewOptions = REVIEWER
    ) -> AsyncIterator[Desk]:
        app = Listening(project, db, review, first=first)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Desk(app, pilot, db)

    return sitting
