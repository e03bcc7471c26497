"""Moving in the queue, where a sitting opens, and decisions on many cards at once."""

import numpy as np
import pytest

from studio.domain.pairs import Status, Verdict
from studio.engine.retrieval.vectors import VectorCache, text_keys
from studio.ui.widgets.dialogs import Confirm
from tests.ui.review.conftest import Sit


async def test_a_new_sitting_opens_at_the_first_undecided_pair(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("a", "x")
        decided = [desk.pair(i).pair_id for i in (0, 1)]
    async with sit() as desk:
        assert [desk.pair(i).pair_id for i in (0, 1)] == decided
        assert (desk.position, desk.pair().status) == (2, Status.UNDECIDED)


async def test_a_pair_that_was_put_off_comes_back_at_the_end(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("space")
        put_off = desk.pair(0).pair_id
    async with sit() as desk:
        assert desk.position == 0
        assert desk.pair(11).pair_id == put_off


async def test_every_card_says_why_it_is_shown_and_every_pair_is_there(sit: Sit) -> None:
    async with sit() as desk:
        whys = []
        for _ in range(12):
            whys.append(desk.card.partition("shown because: ")[2].splitlines()[0].strip())
            await desk.press("l")
        assert all(whys)
        assert {"a negative scores higher", "random check"} <= set(whys)
        assert len(set(desk.screen.session.numbers)) == 12


async def test_moving_decides_nothing(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("j", "j", "k", "l", "h", "down", "up", "right", "left", "end", "home")
        assert desk.position == 0
        assert desk.screen.session.counts.undecided == 12


async def test_end_stands_on_the_last_card_of_a_queue_that_was_not_read_yet(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.ui.review.deck._STEPS", (2, 4, 6))
    async with sit() as desk:
        await desk.press("end")
        await desk.app.workers.wait_for_complete()
        await desk.pilot.pause()
        assert desk.position == 11
        assert len(set(desk.screen.session.numbers)) == 12


async def test_a_range_is_decided_as_one_and_undone_as_one(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("v", "j", "j", "a")
        assert [desk.pair(i).status for i in range(4)] == [Status.ACCEPTED] * 3 + [Status.UNDECIDED]
        assert desk.position == 3
        await desk.press("u")
        assert desk.screen.session.counts.undecided == 12


async def test_all_of_a_filter_is_decided_after_a_preview(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("B")
        await desk.press("j", "enter")
        assert isinstance(desk.app.screen, Confirm)
        await desk.press("y")
        assert desk.screen.session.counts.rejected == 12
        await desk.press("u")
        assert desk.screen.session.counts.undecided == 12


async def test_pairs_like_this_one_are_shown_to_be_decided_together(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("m")
        assert any("no vectors" in said for said in desk.app.said)
        queries = [desk.pair(i).query for i in range(12)]
        vectors = np.eye(12, dtype=np.float32) + np.float32(0.1)
        VectorCache(desk.app.project.path / "index", "abcd").write(text_keys(queries), vectors)
        first = desk.pair().pair_id
        await desk.press("m")
        await desk.app.workers.wait_for_complete()
        await desk.pilot.pause()
        assert desk.screen.session.line.startswith("like ")
        assert desk.pair(0).pair_id == first
        await desk.press("escape")
        assert desk.screen.session.line == ""


async def test_a_bulk_decision_can_be_declined(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("B", "enter", "n")
        assert desk.screen.session.counts.undecided == 12


async def test_a_range_of_negatives_is_judged_as_one(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("w", "v", "j", "x")
        assert [n.verdict for n in desk.pair(0).negatives[:2]] == [Verdict.HARD, Verdict.HARD]
        await desk.press("u")
        assert all(n.verdict is Verdict.UNJUDGED for n in desk.pair(0).negatives)


async def test_scrolling_keys_decide_nothing(sit: Sit) -> None:
    async with sit(size=(80, 24)) as desk:
        await desk.press("pagedown", "pageup")
        assert desk.screen.session.counts.undecided == 12
