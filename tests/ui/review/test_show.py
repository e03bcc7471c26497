"""What the card and the screen show on request; none of it decides."""

from studio.storage import corpus
from studio.ui.screens.review import ReviewScreen
from studio.ui.widgets.card_text import CardText
from studio.ui.widgets.pair_card import PairCard
from studio.ui.widgets.reading import ReadMarkdown
from tests.ui.review.conftest import Sit


async def test_what_the_machine_measured_is_shown_on_request(sit: Sit) -> None:
    async with sit() as desk:
        assert "BM25 rank" not in desk.card
        await desk.press("b")
        assert "BM25 rank" in desk.card


async def test_panels_come_and_go(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("left_square_bracket")
        assert not desk.listed.display
        await desk.press("left_square_bracket", "j")
        alone = desk.card
        before, after = corpus.neighbours(desk.db, desk.pair().passage_id)
        await desk.press("right_square_bracket")
        assert any(passage.text[:40] in desk.card for passage in (*before, *after))
        await desk.press("right_square_bracket")
        assert desk.card == alone


async def test_a_card_is_painted_whole_at_a_new_width(sit: Sit) -> None:
    async with sit(size=(200, 50)) as desk:
        for _ in range(3):
            await desk.press("left_square_bracket")
            card = desk.screen.query_one(CardText)
            painted = [card.render_line(y) for y in range(card.size.height)]
            assert {strip.cell_length for strip in painted} == {card.size.width}
            shown = [strip.text.rstrip("▐ ") for strip in painted]
            assert [line.strip() for line in shown if line] == [line.strip() for line in desk.card.splitlines() if line]


async def test_focus_moves_between_list_and_negatives(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("tab", "j")
        assert (desk.position, desk.screen.session.selected) == (0, 1)
        await desk.press("shift+tab", "j")
        assert (desk.position, desk.screen.session.selected) == (1, 0)


async def test_guidelines_are_shown(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("g")
        assert isinstance(desk.app.screen, ReadMarkdown)
        await desk.press("escape")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_query_and_passage_are_copied(sit: Sit) -> None:
    async with sit() as desk:
        pair = desk.pair()
        await desk.press("y")
        assert pair.query in desk.app.clipboard
        assert pair.text in desk.app.clipboard


async def test_the_list_goes_on_narrow_screens(sit: Sit) -> None:
    async with sit(size=(80, 24)) as desk:
        assert not desk.listed.display
        assert desk.screen.query_one(PairCard).size.width >= 76
