"""Repairs in place: the query, the passage, a flag, a comment; the original is kept and typing decides nothing."""

import pytest
from textual.geometry import Region
from textual.strip import Strip

from studio.domain.pairs import Status
from studio.ui.widgets.dialogs import AskText
from studio.ui.widgets.editors import PassageEditor, QueryEditor
from tests.ui.review.conftest import Sit


async def test_the_query_is_edited_in_place_and_the_original_kept(sit: Sit) -> None:
    async with sit() as desk:
        before = desk.pair().query
        await desk.press("e")
        assert isinstance(desk.app.focused, QueryEditor)
        await desk.press("end", "x", "a", "enter")
        pair = desk.pair()
        assert (pair.query, pair.original_query) == (before + "xa", before)
        assert pair.status is Status.UNDECIDED
        await desk.press("u")
        assert desk.pair().query == before


async def test_escape_leaves_the_query_as_it_was(sit: Sit) -> None:
    async with sit() as desk:
        before = desk.pair().query
        await desk.press("e", "z", "escape")
        assert desk.pair().query == before
        await desk.press("a")
        assert desk.pair(0).status is Status.ACCEPTED


async def test_the_editor_of_a_query_longer_than_the_screen_opens_at_the_cursor(sit: Sit) -> None:
    async with sit(size=(80, 24)) as desk:
        desk.screen.session.edit(query="how long may copper wait " * 12)
        await desk.press("f", "e")
        editor = desk.screen.query_one(QueryEditor)
        assert editor.cursor_location == editor.document.end
        assert editor.region.contains_point(editor.cursor_screen_offset)


async def test_a_query_of_two_rows_is_edited_on_two_rows(sit: Sit) -> None:
    async with sit(size=(80, 24)) as desk:
        desk.screen.session.edit(query="how long may copper wait " * 5)
        await desk.press("f", "e")
        assert desk.screen.query_one(QueryEditor).region.height == 2
        await desk.press("home", "Z", "enter")
        assert desk.pair().query.count("Z") == 1
        assert "\n" not in desk.pair().query


@pytest.mark.parametrize(("key", "editor"), [("e", QueryEditor), ("E", PassageEditor)])
async def test_an_editor_that_was_left_may_still_be_drawn(
    sit: Sit, key: str, editor: type[QueryEditor | PassageEditor]
) -> None:
    async with sit() as desk:
        await desk.press(key)
        left = desk.screen.query_one(editor)
        await desk.press("escape")
        await desk.until(lambda: not left.is_running)
        assert left.render_lines(Region(0, 0, 20, 2)) == [Strip.blank(20)] * 2


async def test_keys_that_follow_e_at_once_are_typed_and_decide_nothing(sit: Sit) -> None:
    async with sit() as desk:
        before = desk.pair().query
        await desk.press("e", "a", "x", "enter")
        assert desk.pair().query == before + "ax"
        assert desk.screen.session.counts.undecided == 12


async def test_the_passage_is_edited_for_this_pair_alone_and_a_draft_waits(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("E")
        assert isinstance(desk.app.focused, PassageEditor)
        await desk.press("Q", "escape")
        assert "draft" in desk.card
        await desk.press("E", "f2")
        pair = desk.pair()
        assert pair.text == "Q" + pair.original_text
        others = [desk.pair(i) for i in range(1, 12)]
        assert all(p.text == p.original_text for p in others)


async def test_both_are_edited_in_the_editor(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit() as desk:
        await desk.press("ctrl+e")
        # a pilot's terminal cannot be given away: the screen says so and nothing is lost
        assert desk.pair().query == desk.pair().original_query
        await desk.press("a")
        assert desk.pair(0).status is Status.ACCEPTED


async def test_a_flag_goes_on_and_off(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("f")
        assert desk.pair().flagged
        assert desk.screen.session.counts.flagged == 1
        await desk.press("f")
        assert not desk.pair().flagged
        assert desk.position == 0


async def test_a_comment_is_written_and_shown(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("c")
        assert isinstance(desk.app.screen, AskText)
        await desk.press("h", "m", "enter")
        assert desk.pair().comment == "hm"
        assert "hm" in desk.card
