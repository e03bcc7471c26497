"""Cards that were taken by name: disagreements, an audit's sample, pairs like one."""

import asyncio

import pytest

from studio.domain.audit import AuditKind
from studio.domain.decisions import Action
from studio.storage import audits
from studio.ui.review.advising import Advising
from studio.ui.widgets.dialogs import Confirm
from tests.storage import build
from tests.ui.review.conftest import Desk, Sit


def differ(desk: Desk, *places: int) -> None:
    for place in places:
        pair = desk.pair(place)
        build.decide(desk.db, Action.ACCEPT, pair.pair_id, reviewer="bob")
        build.decide(desk.db, Action.REJECT, pair.pair_id)


async def test_a_pair_to_settle_says_that_reviewers_differ_on_it_and_how_many_there_are(sit: Sit) -> None:
    async with sit((80, 24)) as desk:
        differ(desk, 4, 5)
        await desk.press("S")
        assert "shown because: reviewers differ on it" in desk.card
        assert "ada rejected, bob accepted   card 1 of 2" in desk.bar


@pytest.mark.parametrize("of", ["disagreements", "audit"])
async def test_other_kinds_of_cards_wait_until_these_are_left(sit: Sit, of: str) -> None:
    async with sit((200, 50)) as desk:
        if of == "audit":
            audits.begin(desk.db, AuditKind.PAIRS, "ada", 3)
            await desk.press("A", "enter")
        else:
            differ(desk, 4)
            await desk.press("S")
        before = list(desk.screen.session.numbers)
        await desk.press("w")
        assert list(desk.screen.session.numbers) == before
        assert "esc leaves these cards first" in desk.bar


async def test_what_was_looked_for_does_not_come_under_a_question_that_was_asked_meanwhile(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asyncio.Event()

    async def like(_advising: Advising, pair_no: int) -> list[int]:
        await found.wait()
        return [pair_no, pair_no + 1]

    monkeypatch.setattr(Advising, "like", like)
    async with sit() as desk:
        await desk.pilot.press("m", "B", "enter")
        assert isinstance(desk.app.screen, Confirm)
        found.set()
        await desk.app.workers.wait_for_complete()
        await desk.press("y")
        assert desk.screen.session.line == ""
        assert desk.screen.session.counts.accepted == 12


async def test_a_negative_s_line_in_the_list_names_its_passage(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("w")
        rows = desk.screen._rows(desk.screen.session.numbers[:2])
        negatives = desk.pair().negatives[:2]
        assert [row.query for row in rows] == [desk.pair().query] * 2
        assert [row.beginning for row in rows] == [negative.text[:200] for negative in negatives]
        assert [row.heading_path for row in rows] == [negative.heading_path for negative in negatives]
        assert desk.screen.session.row() == rows[0]
