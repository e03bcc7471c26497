"""What the queue holds and in which order: filters, kept views, orders, kinds of cards."""

from textual.widgets import Input

from studio.domain.queue import Cards
from studio.ui.widgets.dialogs import AskText, Choose
from tests.ui.review.conftest import Sit


async def test_a_filter_narrows_the_queue_and_escape_clears_it(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("a", "slash", *"status:accepted", "enter")
        assert len(desk.screen.session.numbers) == 1
        await desk.press("escape")
        assert len(desk.screen.session.numbers) == 12


async def test_a_bad_filter_says_where_it_is_wrong_and_keeps_the_queue(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("slash", *"status:nonsense", "enter")
        assert "status:nonsense is none of" in desk.text("filter-said")
        assert isinstance(desk.app.focused, Input)
        await desk.press("escape")
        assert len(desk.screen.session.numbers) == 12


async def test_a_word_of_the_filter_is_completed(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("slash", *"sta")
        await desk.until(lambda: "tab: status:" in desk.text("filter-said"))
        await desk.press("tab", *"acc")
        await desk.until(lambda: "tab: accepted" in desk.text("filter-said"))
        await desk.press("tab")
        assert desk.screen.query_one("#filter", Input).value == "status:accepted"


async def test_a_filter_stays_until_the_next_sitting_and_counts_follow_decisions(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("slash", *"text:additives", "enter")
        assert desk.screen.session.counts.undecided == 4
        await desk.press("a")
    async with sit() as desk:
        assert desk.screen.session.line == "text:additives"
        assert (desk.screen.session.counts.undecided, desk.screen.session.counts.accepted) == (3, 1)
        await desk.press("escape")
        assert desk.screen.session.line == ""


async def test_a_view_is_kept_under_a_name_opened_and_forgotten(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("slash", *"text:additives", "enter", "V", "enter", "ctrl+u", *"mine", "enter")
        await desk.press("escape")
        assert len(desk.screen.session.numbers) == 12
        await desk.press("V", "enter")
        assert len(desk.screen.session.numbers) == 4
        await desk.press("V", "j", "j", "enter", "enter", "V")
        assert isinstance(desk.app.screen, Choose)
        await desk.press("enter")
        assert isinstance(desk.app.screen, AskText)


async def test_typing_into_the_filter_decides_nothing(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("slash", *"axt 1pd")
        await desk.press("escape")
        assert desk.screen.session.counts.undecided == 12


async def test_the_order_is_chosen_from_a_list(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("s")
        assert isinstance(desk.app.screen, Choose)
        await desk.press(*["j"] * 9, "enter")
        assert desk.screen.session.view.sort == "document"


async def test_both_kinds_of_cards_come_by_turns(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("w", "w")
        assert desk.screen.session.view.cards is Cards.BOTH
        asked = []
        for _ in range(6):
            await desk.press("l")
            asked.append(desk.screen.session.asking_negative)
        assert asked in ([True, False] * 3, [False, True] * 3)
