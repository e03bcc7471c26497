"""Answers to a card, one key each, what takes them back, and how well a passage answers."""

from dataclasses import replace

import pytest

from studio.domain.pairs import Status
from studio.project import Project
from studio.storage.database import Database
from studio.ui.widgets.dialogs import Confirm
from tests.ui.review.conftest import Desk, Listening, Sit
from tests.ui.review.deck import REVIEWER


@pytest.mark.parametrize(
    ("key", "status"),
    [("a", Status.ACCEPTED), ("x", Status.REJECTED), ("space", Status.SKIPPED), ("t", Status.CANT_TELL)],
)
async def test_a_decision_is_kept_and_the_next_card_comes(sit: Sit, key: str, status: Status) -> None:
    async with sit() as desk:
        await desk.press(key)
        assert desk.pair(0).status is status
        assert desk.position == 1


async def test_undo_goes_back_to_the_card_and_redo_forward_again(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("a", "x")
        await desk.press("u")
        assert (desk.position, desk.pair(1).status) == (1, Status.UNDECIDED)
        await desk.press("backspace")
        assert (desk.position, desk.pair(0).status) == (0, Status.UNDECIDED)
        await desk.press("ctrl+r", "ctrl+r")
        assert [desk.pair(i).status for i in (0, 1)] == [Status.ACCEPTED, Status.REJECTED]


async def test_undo_reaches_decisions_of_an_earlier_sitting(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("a")
        first = desk.pair(0).pair_id
    async with sit() as desk:
        await desk.press("u")
        assert desk.pair().pair_id == first
        assert desk.pair().status is Status.UNDECIDED


@pytest.mark.parametrize(
    ("key", "fault"), [("Q", "bad query"), ("P", "bad passage"), ("N", "does not answer"), ("D", "duplicate")]
)
async def test_one_key_rejects_and_says_why(sit: Sit, key: str, fault: str) -> None:
    async with sit() as desk:
        await desk.press(key)
        assert (desk.pair(0).status, desk.pair(0).fault, desk.position) == (Status.REJECTED, fault, 1)
        await desk.press("h")
        assert f"rejected: {fault}" in desk.card
        await desk.press("a")
        assert (desk.pair(0).status, desk.pair(0).fault) == (Status.ACCEPTED, "")


async def test_the_guidelines_own_reasons_can_be_chosen(sit: Sit) -> None:
    async with sit() as desk:
        desk.app.guidelines.write_text("## Reject\n\n- names a customer\n\n## Else\n\n- no reason\n", "utf-8")
        await desk.press("Z", "j", "j", "j", "j", "enter")
        assert desk.pair(0).fault == "names a customer"
        await desk.press("slash", *"fault:customer", "enter")
        assert len(desk.screen.session.numbers) == 1


async def test_a_number_takes_its_choice_at_once_and_one_that_is_none_does_nothing(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("Z", "9", "2")
        assert desk.pair(0).status is Status.REJECTED
        assert desk.pair(0).fault == "bad passage"


async def test_grades_accept_with_how_well_and_nought_rejects_where_they_are_on(
    deck: tuple[Project, Database],
) -> None:
    project, db = deck
    app = Listening(project, db, replace(REVIEWER, grades=True), first="review")
    async with app.run_test(size=(120, 40)) as pilot:
        desk = Desk(app, pilot, db)
        await pilot.pause()
        await desk.press("f7", "f5", "h")
        assert (desk.pair(0).status, desk.pair(0).grade) == (Status.ACCEPTED, 2)
        assert (desk.pair(1).status, desk.pair(1).fault) == (Status.REJECTED, "does not answer")
        await desk.press("h")
        assert "accepted, grade 2" in desk.card
        await desk.press("slash", *"grade:>1", "enter")
        assert len(desk.screen.session.numbers) == 1
        await desk.press("a", "h")
        assert desk.pair(0).grade is None
        await desk.press("u")
        assert desk.pair(0).grade == 2


async def test_grades_that_are_off_decide_nothing_and_say_how_to_turn_them_on(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("f8")
        assert desk.screen.session.counts.undecided == 12
        assert "grades = true" in desk.app.said[-1]


async def test_four_decisions_within_a_second_pause_and_one_key_takes_them_back(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("a", "a", "a", "a")
        assert isinstance(desk.app.screen, Confirm)
        await desk.press("y")
        assert desk.screen.session.counts.undecided == 12
