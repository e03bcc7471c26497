"""Every key of the review screen, pressed by a pilot on a real project."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input, OptionList, Static

from studio.domain.pairs import Status, Verdict
from studio.domain.queue import Cards
from studio.domain.records import Found
from studio.engine.retrieval.vectors import VectorCache, text_keys
from studio.project import Project
from studio.storage import corpus
from studio.storage.database import Database
from studio.ui.actions.review import ACTIONS
from studio.ui.app import StudioApp
from studio.ui.review.advising import Advising
from studio.ui.screens.find import FindScreen
from studio.ui.screens.help import HelpScreen
from studio.ui.screens.review import ReviewScreen
from studio.ui.widgets.dialogs import AskText, Choose, Confirm
from studio.ui.widgets.editors import PassageEditor, QueryEditor
from studio.ui.widgets.pair_card import PairCard
from studio.ui.widgets.reading import ReadMarkdown
from studio.ui.widgets.splitting import AskSplit
from tests.ui.review.conftest import Desk, Listening, Sit
from tests.ui.review.deck import REVIEWER


def test_every_action_is_handled() -> None:
    for action in ACTIONS:
        assert hasattr(ReviewScreen, f"action_{action.method.partition('(')[0]}"), action.id


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


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ((), "a accept"),
        (("tab",), "o hard negative"),
        (("w",), "a yes  x no"),
        (("e",), "enter save"),
        (("E",), "f2 save"),
        (("slash",), "enter filter"),
    ],
)
async def test_the_line_below_names_the_keys_of_what_one_is_at(sit: Sit, keys: tuple[str, ...], named: str) -> None:
    async with sit() as desk:
        own = desk.below
        await desk.press(*keys)
        assert named in desk.below
        if keys:
            await desk.press("escape")
            assert desk.below == own


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


async def test_a_further_positive_is_found_shown_and_taken_back(sit: Sit) -> None:
    async with sit() as desk:
        known = {n.passage_id for n in desk.pair().negatives} | {desk.pair().passage_id}
        await desk.press("plus")
        assert isinstance(desk.app.screen, FindScreen)
        await desk.press("ctrl+a", "ctrl+k", *"plating additives")
        await desk.settle()
        await desk.press("enter")
        [added] = desk.pair().promoted
        assert added not in known
        assert "1 further positive below" in desk.card
        assert "a positive too" in desk.card
        await desk.press("u")
        assert desk.pair().promoted == ()
        await desk.press("ctrl+r", "tab", "j", "j", "j", "j", "p")
        assert desk.pair().promoted == ()


async def test_what_is_found_by_meaning_joins_what_words_found(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit() as desk:
        others = [n.passage_id for n in desk.pair().negatives]
        near = corpus.named(desk.db, others, "")
        answers = iter([None, near])
        knows = asyncio.Event()

        async def meaning(_: str) -> list[Found] | None:
            await knows.wait()
            return next(answers)

        monkeypatch.setattr(desk.app, "search_by_meaning", meaning)
        await desk.press("plus", "ctrl+a", "ctrl+k", *"cobalt")
        find = desk.app.screen
        assert isinstance(find, FindScreen)
        await desk.until(lambda: len(find._found) == 3)
        await desk.press("down")
        chosen = find._found[1].passage_id
        knows.set()
        await desk.until(lambda: len(find._found) > 3)
        assert {hit.passage_id for hit in find._found} > set(others)
        await desk.press("enter")
        assert desk.pair().promoted == (chosen,)


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
        assert any("n finds a negative by hand" in said for said in desk.app.said)


async def test_a_negative_is_found_by_hand_while_typing(sit: Sit) -> None:
    async with sit() as desk:
        own = desk.pair()
        known = {n.passage_id for n in own.negatives} | {own.passage_id}
        await desk.press("n")
        assert isinstance(desk.app.screen, FindScreen)
        await desk.press("ctrl+a", "ctrl+k", *"plating additives")
        await desk.settle()
        await desk.press("enter")
        added = [n for n in desk.pair().negatives if n.passage_id not in known]
        assert not added or added[0].verdict is Verdict.HARD
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_a_hand_search_says_which_passages_the_pair_has_already_and_keeps_the_question_in_sight(sit: Sit) -> None:
    async with sit() as desk:
        pair = desk.pair()
        await desk.press("n", "ctrl+a", "ctrl+k")
        await desk.settle()
        await desk.press(*"additives")
        await desk.settle()
        hits = desk.app.screen.query_one(OptionList)
        lines = [str(hits.get_option_at_index(i).prompt) for i in range(hits.option_count)]
        assert sum(line.startswith("the pair's own · ") for line in lines) == 1
        assert any(line.startswith("negative 2 · ") for line in lines)
        assert max(map(len, lines)) > 60
        assert pair.query in "\n".join(str(said.render()) for said in desk.app.screen.query(Static))


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


async def test_both_kinds_of_cards_come_by_turns(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("w", "w")
        assert desk.screen.session.view.cards is Cards.BOTH
        asked = []
        for _ in range(6):
            await desk.press("l")
            asked.append(desk.screen.session.asking_negative)
        assert asked in ([True, False] * 3, [False, True] * 3)


async def test_a_range_of_negatives_is_judged_as_one(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("w", "v", "j", "x")
        assert [n.verdict for n in desk.pair(0).negatives[:2]] == [Verdict.HARD, Verdict.HARD]
        await desk.press("u")
        assert all(n.verdict is Verdict.UNJUDGED for n in desk.pair(0).negatives)


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


async def test_help_lists_every_key(sit: Sit) -> None:
    async with sit(size=(120, 80)) as desk:
        await desk.press("question_mark")
        assert isinstance(desk.app.screen, HelpScreen)


async def test_escape_goes_home_from_a_plain_queue(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("escape")
        assert not isinstance(desk.app.screen, ReviewScreen)


async def test_four_decisions_within_a_second_pause_and_one_key_takes_them_back(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("a", "a", "a", "a")
        assert isinstance(desk.app.screen, Confirm)
        await desk.press("y")
        assert desk.screen.session.counts.undecided == 12


async def test_scrolling_keys_decide_nothing(sit: Sit) -> None:
    async with sit(size=(80, 24)) as desk:
        await desk.press("pagedown", "pageup")
        assert desk.screen.session.counts.undecided == 12


async def test_the_list_goes_on_narrow_screens(sit: Sit) -> None:
    async with sit(size=(80, 24)) as desk:
        assert not desk.listed.display
        assert desk.screen.query_one(PairCard).size.width >= 76


async def test_keys_can_be_remapped_by_id(deck: tuple[Project, Database]) -> None:
    project, db = deck
    options = type(REVIEWER)(reviewer="ada", keymap={"review.accept": "z"})
    app = StudioApp(project, db, options, first="review")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("z")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.counts.accepted == 1


@pytest.mark.parametrize(
    "key", ["a", "x", "space", "t", "1", "p", "d", "r", "o", "n", "e", "E", "f", "c", "w", "B", "y"]
)
async def test_no_key_fails_on_an_empty_queue(sit: Sit, key: str) -> None:
    async with sit() as desk:
        await desk.press("slash", *"status:accepted", "enter")
        assert "esc clears it" in desk.text("empty")
        await desk.press(key)
        assert isinstance(desk.app.screen, ReviewScreen)
