"""Verdicts on the negatives beside a pair, and negatives asked one at a time."""

import pytest

from studio.domain.pairs import Status, Verdict
from tests.ui.review.conftest import Sit


@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_a_digit_says_that_a_negative_is_relevant_and_takes_it_back(sit: Sit, number: int) -> None:
    async with sit() as desk:
        await desk.press(str(number))
        assert desk.pair().negatives[number - 1].verdict is Verdict.FALSE
        await desk.press(str(number))
        assert desk.pair().negatives[number - 1].verdict is Verdict.UNJUDGED


async def test_a_digit_without_a_negative_changes_nothing(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("9")
        assert all(n.verdict is Verdict.UNJUDGED for n in desk.pair().negatives)
        assert "no such negative" in desk.bar


@pytest.mark.parametrize(("key", "verdict"), [("o", Verdict.HARD), ("p", Verdict.PROMOTED), ("d", Verdict.DROPPED)])
async def test_the_selected_negative_gets_the_key_s_verdict(sit: Sit, key: str, verdict: Verdict) -> None:
    async with sit() as desk:
        await desk.press("tab", "j", key)
        pair = desk.pair()
        verdicts = {n.passage_id: n.verdict for n in pair.negatives}
        assert verdict in verdicts.values() or pair.promoted
        assert desk.position == 0


async def test_a_promoted_negative_is_a_positive_of_the_pair(sit: Sit) -> None:
    async with sit() as desk:
        chosen = desk.pair().negatives[0].passage_id
        await desk.press("p")
        assert chosen in desk.pair().promoted


async def test_a_negative_is_replaced_from_the_pool(sit: Sit) -> None:
    async with sit() as desk:
        before = [n.passage_id for n in desk.pair().negatives]
        await desk.press("r")
        after = [n.passage_id for n in desk.pair().negatives if n.verdict is not Verdict.DROPPED]
        assert before[0] not in after
        assert len(set(after) - set(before)) == 1
        await desk.press("u")
        assert [n.passage_id for n in desk.pair().negatives] == before


async def test_an_empty_pool_says_what_to_do(sit: Sit) -> None:
    async with sit() as desk:
        for _ in range(4):
            await desk.press("r")
        assert "the pool is empty: n finds one by hand" in desk.bar


async def test_a_verdict_on_a_suspect_selects_the_next_one_and_undo_comes_back_to_it(sit: Sit) -> None:
    async with sit() as desk:
        session = desk.screen.session
        suspects = [i for i, negative in enumerate(desk.pair().negatives) if negative.suspect]
        assert suspects
        session.selected = suspects[0]
        await desk.press("o")
        assert session.selected == (suspects[1] if suspects[1:] else suspects[0])
        await desk.press("home", "u")
        assert session.selected == suspects[0]


async def test_among_the_negatives_page_down_reads_on_in_the_selected_one(sit: Sit) -> None:
    async with sit(size=(80, 16)) as desk:
        await desk.press("tab")
        before = desk.card
        await desk.press("pagedown")
        after = desk.card
        assert before != after
        top = before.index("hard negatives")
        assert before[:top] == after[:top]
        await desk.press("pageup")
        assert desk.card == before


async def test_negative_cards_ask_one_negative_at_a_time(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("w", "a", "x")
        verdicts = [n.verdict for n in desk.pair(0).negatives]
        assert verdicts[:2] == [Verdict.FALSE, Verdict.HARD]
        assert desk.pair(0).status is Status.UNDECIDED
        await desk.press("t")
        assert [n.verdict for n in desk.pair(0).negatives[2:4]] == [Verdict.CANT_TELL, Verdict.UNJUDGED]
        await desk.press("u")
        assert (desk.position, desk.pair(0).negatives[2].verdict) == (2, Verdict.UNJUDGED)
        await desk.press("escape")
        assert not desk.screen.session.asking_negative
        assert desk.position == 0


async def test_a_negative_card_shows_its_best_sentence_first_and_enter_the_passage_alone(sit: Sit) -> None:
    def texts(card: str) -> tuple[str, str]:
        above, _, below = card.partition(" in its best sentence")
        return above, below

    async with sit() as desk:
        await desk.press("w")
        assert "does this passage answer it too?" in desk.card
        above, below = texts(desk.card)
        assert "Detail" not in above
        assert below.count("Detail") > 5
        await desk.press("enter")
        above, below = texts(desk.card)
        assert above.count("Detail") > 5
        assert not below
        await desk.press("enter")
        assert "Detail" not in texts(desk.card)[0]


async def test_accepting_a_pair_says_nothing_of_its_negatives(sit: Sit) -> None:
    async with sit() as desk:
        before = desk.pair(0).negatives
        await desk.press("a")
        assert desk.pair(0).negatives == before
        assert not any(n.trainable for n in desk.pair(0).negatives if n.suspect)


async def test_among_the_negatives_the_line_below_names_the_digit_of_the_selected_one(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("tab")
        assert "1 is relevant" in desk.below
        await desk.press("j")
        assert "2 is relevant" in desk.below
