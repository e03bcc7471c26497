"""Two pairs made of one, and one of two."""

import asyncio

import pytest

from studio.domain.pairs import Status
from studio.ui.review.advising import Advising
from studio.ui.screens.review import ReviewScreen
from studio.ui.widgets.dialogs import Choose, Confirm
from studio.ui.widgets.splitting import AskSplit
from tests.ui.review.conftest import Sit


async def test_a_query_that_asks_two_things_becomes_two_pairs(sit: Sit) -> None:
    async with sit() as desk:
        before = desk.pair()
        await desk.press("vertical_line")
        assert isinstance(desk.app.screen, AskSplit)
        await desk.press(*"who waives it?", "shift+tab", "end", "backspace", "enter", "enter")
        assert desk.pair().query == before.query[:-1]
        assert desk.screen.session.counts.total == 13
        await desk.press("l")
        second = desk.pair()
        assert (second.query, second.passage_id, second.source) == ("who waives it?", before.passage_id, "human")
        await desk.press("a", "u", "u")
        assert (desk.pair().query, desk.screen.session.counts.total) == (before.query, 12)
        assert len(desk.screen.session.numbers) == 12
        await desk.press("ctrl+r", "l")
        assert desk.pair().query == "who waives it?"
        assert "who waives it?" in desk.card


async def test_a_pair_that_is_there_is_not_made_again_and_typing_a_split_decides_nothing(sit: Sit) -> None:
    async with sit() as desk:
        query = desk.pair().query
        await desk.press("vertical_line", *"ax", "escape")
        assert desk.screen.session.counts.undecided == 12
        await desk.press("vertical_line", *query, "enter")
        assert desk.screen.session.counts.total == 12
        assert "that pair is here already" in desk.bar


async def test_two_pairs_that_ask_the_same_are_merged_and_one_undo_takes_it_back(sit: Sit) -> None:
    async with sit() as desk:
        kept, other = desk.pair(0), desk.pair(1)
        await desk.press("l")
        desk.screen.session.edit(query=kept.query)
        await desk.press("h", "ampersand")
        assert isinstance(desk.app.screen, Choose)
        await desk.press("enter")
        assert isinstance(desk.app.screen, Confirm)
        await desk.press("n")
        assert desk.pair(1).status is Status.UNDECIDED
        await desk.press("ampersand", "enter", "y")
        assert (desk.pair(1).status, desk.pair(1).fault) == (Status.REJECTED, "duplicate")
        assert desk.pair(0).promoted == (other.passage_id,)
        assert (desk.pair(0).status, desk.position) == (Status.UNDECIDED, 0)
        assert desk.screen.session.counts.rejected == 1
        await desk.press("l", "ampersand")
        assert any("go to the one that stays" in said for said in desk.app.said)
        await desk.press("u")
        assert (desk.pair(1).status, desk.pair(0).promoted) == (Status.UNDECIDED, ())


async def test_a_pair_that_nothing_repeats_says_so(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("ampersand")
        await desk.until(lambda: any("No other pair asks the same" in said for said in desk.app.said))


async def test_escape_gives_up_looking_for_pairs_that_ask_the_same(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_advising: Advising, _pair_no: int) -> list[int]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(Advising, "like", never)
    async with sit() as desk:
        await desk.press("ampersand")
        assert "looking for" in desk.bar
        await desk.press("escape")
        assert isinstance(desk.app.screen, ReviewScreen)
        assert "looking for" not in desk.bar
