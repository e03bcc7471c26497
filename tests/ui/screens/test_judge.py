"""Judging by key: every key in every state, blind, safe, and on disk before the next passage."""

from pathlib import Path

import pytest

from studio.domain.judging import BY_HAND
from studio.jobs.spec import JobKind
from studio.storage import judging
from studio.ui.actions.judge import ACTIONS, QUERIES
from studio.ui.screens.find import FindScreen
from studio.ui.screens.judge import JudgeScreen
from studio.ui.screens.queries import QueriesScreen
from studio.ui.widgets.bars import FooterBar
from tests.ui import fake_jobs as fake
from tests.ui.conftest import Place, Starts
from tests.ui.judged import ask, pool


def grades(place: Place) -> list[int]:
    return [row[0] for row in place.db.query("SELECT grade FROM qrels WHERE test_set = 'tickets' ORDER BY grade")]


@pytest.fixture
def pooled(mined: Place, tmp_path: Path) -> Place:
    """Two queries with three passages each; the second is hostile."""
    ask(mined, "why cobalt liners", "[/i] how [b]long[/b]")
    pool(mined, tmp_path / "pool-1")
    return mined


@pytest.mark.parametrize(("screen", "actions"), [(JudgeScreen, ACTIONS), (QueriesScreen, QUERIES)])
def test_every_action_is_handled(screen: type[JudgeScreen], actions: tuple[object, ...]) -> None:
    assert actions == screen.ACTIONS
    for action in screen.ACTIONS:
        assert hasattr(screen, f"action_{action.method.partition('(')[0]}"), action.id


async def test_without_queries_it_says_why_and_how_and_every_key_is_safe(mined: Place) -> None:
    async with mined.open("judge") as person:
        assert "Generated queries tell whether a model learned" in person.text(".nothing")
        assert "a paste queries  f from a file" in str(person.app.screen.query_one(FooterBar).render())
        await person.press(
            "0", "3", "space", "u", "ctrl+r", "j", "k", "n", "p", "slash", "b", "y", "P", "pagedown", "pageup"
        )
        assert person.place == "judge"
        assert "There is no passage to grade" in person.said
        assert "There are no queries to judge" in person.said


async def test_pasted_queries_become_a_test_set_and_a_pool_job(mined: Place, starts: Starts) -> None:
    async with mined.open("judge") as person:
        await person.press("a")
        await person.type("why copper")
        await person.press("enter")
        await person.type("[/i] two")
        await person.press("f2")
        assert [query.text for query in judging.asked(mined.db, "people")] == ["why copper", "[/i] two"]
        assert [job.spec.kind for job in starts.started] == [JobKind.POOL]
        assert "people: 2 new queries." in person.said
        assert "people: 2 queries" in person.text(".nothing")


async def test_pasting_nothing_is_one_sentence_and_esc_brings_nothing(mined: Place, starts: Starts) -> None:
    async with mined.open("judge") as person:
        await person.press("a", "f2")
        assert "What was pasted holds no query" in person.said
        await person.press("a", "escape")
        assert (person.place, starts.started, judging.asked_sets(mined.db)) == ("judge", [], [])


async def test_a_log_is_taken_from_a_file(mined: Place, tmp_path: Path, starts: Starts) -> None:
    file = tmp_path / "log.csv"
    file.write_text("term,count\nwhy copper,9\nhow long,3\n")
    async with mined.open("judge") as person:
        await person.press("f")
        await person.type(str(file))
        await person.press("enter", "s")
        assert "has no column text or query; its columns: term, count" in person.said
        await person.press("j", "enter")
        await person.type("term")
        await person.press("enter", "s")
        assert [(q.text, q.times) for q in judging.asked(mined.db, "log")] == [("why copper", 9), ("how long", 3)]
        assert [job.spec.kind for job in starts.started] == [JobKind.POOL]
        assert person.place == "judge"


async def test_a_grade_is_stored_and_the_next_passage_shown(pooled: Place) -> None:
    async with pooled.open("judge") as person:
        assert "why cobalt liners" in person.text("#judge-query")
        await person.press("3")
        assert grades(pooled) == [3]
        assert person.lines("#pooled")[0].split()[0] == "3"
        assert "1 of 3 passages judged, 1 relevant" in person.text("#judge-query")
        await person.press("j", "1", "k", "0")
        assert grades(pooled) == [0, 1, 3]
        assert "[/i] how [b]long[/b]" in person.text("#judge-query")


async def test_a_passage_s_document_is_named_where_there_is_room_again(pooled: Place) -> None:
    async with pooled.open("judge", size=(80, 24)) as person:
        await person.pilot.resize_terminal(140, 40)
        await person.settle()
        assert person.text("#judge-where").endswith(".md")


async def test_undo_goes_back_to_what_was_judged_and_redo_forward(pooled: Place) -> None:
    async with pooled.open("judge") as person:
        await person.press("3", "2", "u")
        assert grades(pooled) == [3]
        await person.press("backspace", "u")
        assert grades(pooled) == []
        assert "Nothing is left to undo" in person.said
        await person.press("ctrl+r", "ctrl+r", "ctrl+r")
        assert grades(pooled) == [2, 3]
        assert "Nothing is left to redo" in person.said


async def test_nothing_tells_which_row_found_a_passage_until_the_query_is_finished(pooled: Place) -> None:
    async with pooled.open("judge") as person:
        await person.press("b")
        assert "base secret" not in person.screen_text()
        assert "told once the query is finished: 3 passages left" in person.text("#judge-found")
        await person.press("0", "1", "2", "p")
        assert person.text("#judge-found") == "found by: BM25, base secret"
        await person.press("b")
        assert "base secret" not in person.screen_text()


async def test_what_was_skipped_comes_again_and_the_end_says_so(pooled: Place) -> None:
    async with pooled.open("judge") as person:
        await person.press("space")
        assert grades(pooled) == []
        await person.press("0", "1")
        assert "[/i] how" in person.text("#judge-query")
        await person.press("n", "p", "p", "p", "h", "l", "left", "right")
        assert "There is no further query" in person.said
        for key in ("0", "0", "0"):
            await person.press(key)
            if person.place != "judge":
                await person.press("n")
        assert "cobalt" in person.text("#judge-query")
        await person.press("2")
        if person.place != "judge":
            await person.press("n")
        assert "Everything is judged: 2 queries, 6 passages. 1 have no relevant passage" in person.said
        assert len(grades(pooled)) == 6


async def test_four_grades_within_a_second_are_asked_about(pooled: Place) -> None:
    async with pooled.open("judge") as person:
        await person.press("3", "3", "3", "3")
        assert person.place == "Confirm"
        await person.press("y")
        assert grades(pooled) == []


async def test_a_passage_that_no_row_found_is_found_by_hand_and_graded(pooled: Place) -> None:
    async with pooled.open("judge") as person:
        await person.press("slash", "escape")
        assert len(person.lines("#pooled")) == 3
        there = {passage_id for (passage_id,) in pooled.db.query("SELECT passage_id FROM pools")}
        await person.press("slash")
        find = person.app.screen
        assert isinstance(find, FindScreen)
        outside = next(place for place, hit in enumerate(find._found) if hit.passage_id not in there)
        await person.press(*["down"] * outside, "enter")
        assert len(person.lines("#pooled")) == 4
        await person.press("3")
        assert grades(pooled) == [3]
        assert pooled.db.query("SELECT count(*) FROM pools WHERE list_contains(found_by, ?)", [BY_HAND]) == [(1,)]


async def test_another_pool_adds_passages_where_the_person_stands(pooled: Place, tmp_path: Path) -> None:
    async with pooled.open("judge") as person:
        await person.press("2")
        pool(pooled, tmp_path / "pool-2", most=6)
        fake.landed(pooled.db, fake.job(pooled.project, JobKind.POOL, "pool", [fake.started(), fake.done()]))
        await person.look()
        assert len(person.lines("#pooled")) == 6
        assert grades(pooled) == [2]


async def test_a_pool_job_is_watched_until_there_is_something_to_judge(mined: Place, worker: int) -> None:
    ask(mined, "why copper")
    said: list[fake.Event] = [fake.started(worker), fake.progress("encode passages with base", 3, 12, "texts")]
    fake.job(mined.project, JobKind.POOL, "pool", said, worker=worker)
    async with mined.open("judge") as person:
        assert "encode passages with base" in person.text(".nothing")
        assert "The passages appear here when it is done" in person.text(".nothing")


async def test_pooling_and_measuring_start_from_here(pooled: Place, starts: Starts) -> None:
    async with pooled.open("judge") as person:
        await person.press("V")
        assert "No query of tickets has a relevant passage yet" in person.said
        await person.press("3", "P", "V")
        assert [job.spec.kind for job in starts.started] == [JobKind.POOL, JobKind.EVALUATE]
        await person.press("g", "escape", "y", "pagedown", "pageup", "question_mark", "escape", "t")
        assert person.place == "tests"


async def test_the_test_sets_say_how_far_each_is_and_lead_back(pooled: Place) -> None:
    async with pooled.open("judge") as person:
        await person.press("2", "t")
        assert "0 of 2 queries judged, 1 passage judged, 5 unjudged." in person.text(".detail")
        await person.press("o")
        assert person.place == "judge"
        await person.press("escape")
        assert person.place == "home"


async def test_a_test_set_that_was_judged_elsewhere_is_not_judged_here(measured: Place) -> None:
    async with measured.open("tests") as person:
        await person.press("o")
        assert person.place == "tests"
        assert "It was judged elsewhere" in person.said


async def test_where_a_passage_stands_is_said_in_full_from_the_first_draw(pooled: Place) -> None:
    async with pooled.open("judge", size=(80, 24)) as person:
        screen = person.app.screen
        assert isinstance(screen, JudgeScreen)
        assert screen._session is not None
        passage = screen._session.passage
        assert passage is not None
        assert passage.title in person.text("#judge-where")
        assert "…" not in person.text("#judge-where")
