"""A hand search says at once what it knows, and what could help where it found nothing."""

import asyncio
from collections.abc import Callable

import pytest

from studio.domain.records import Found
from studio.ui.screens.find import FindScreen
from tests.ui.conftest import Person, Place


async def until(person: Person, holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await person.pilot.pause(0.02)


async def test_words_that_no_passage_has_are_said_to_be_looked_for_and_then_what_would_help(
    mined: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows = asyncio.Event()

    async def nothing(_: str) -> list[Found]:
        await knows.wait()
        return []

    async with mined.open() as person:
        monkeypatch.setattr(person.app, "search_by_meaning", nothing)
        await person.pilot.press("slash", *"zzz")
        assert isinstance(person.app.screen, FindScreen)
        await until(person, lambda: "looking for what they mean" in person.text("#hit"))
        knows.set()
        await until(person, lambda: "once M on the home screen has mined" in person.text("#hit"))
