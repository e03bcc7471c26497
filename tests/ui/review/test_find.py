"""Passages found by hand while typing: a further positive, a negative, and what a pair has already."""

import asyncio

import pytest
from rich.text import Text
from textual.widgets import Input, OptionList, Static

from studio.domain.pairs import Verdict
from studio.domain.records import Found
from studio.storage import corpus
from studio.ui.screens.find import FindScreen
from studio.ui.screens.review import ReviewScreen
from tests.ui.review.conftest import Sit


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


async def test_what_is_typed_into_a_hand_search_takes_the_place_of_the_question(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("n", *"tungsten")
        assert desk.app.screen.query_one(Input).value == "tungsten"


async def test_hits_are_plain_lines_and_the_selected_one_says_below_where_it_stands(sit: Sit) -> None:
    async with sit() as desk:
        await desk.press("n", *"tungsten")
        await desk.settle()
        hits = desk.app.screen.query_one(OptionList)
        prompt = hits.get_option_at_index(0).prompt
        assert isinstance(prompt, Text)
        assert not [span for span in prompt.spans if "bold" in str(span.style)]
        below = str(desk.app.screen.query_one("#hit", Static).render())
        assert below.splitlines()[0].startswith(prompt.plain.removeprefix("▸ ").split(" · ")[-1][:20])
        assert below.count("\n") > 0


async def test_the_selected_hit_has_a_mark_that_moves_with_it(sit: Sit) -> None:
    def marked(hits: OptionList) -> list[int]:
        prompts = [str(hits.get_option_at_index(i).prompt) for i in range(hits.option_count)]
        return [place for place, prompt in enumerate(prompts) if prompt.startswith("▸ ")]

    async with sit() as desk:
        await desk.press("n")
        await desk.settle()
        hits = desk.app.screen.query_one(OptionList)
        await desk.until(lambda: hits.option_count > 3)
        assert marked(hits) == [0]
        await desk.press("down", "down")
        assert marked(hits) == [2]
        await desk.press("up")
        assert marked(hits) == [1]


async def test_a_hand_search_says_which_passages_the_pair_has_already_and_keeps_the_question_in_sight(sit: Sit) -> None:
    async with sit() as desk:
        pair = desk.pair()
        await desk.press("n", "ctrl+a", "ctrl+k")
        await desk.settle()
        await desk.press(*"additives")
        await desk.settle()
        hits = desk.app.screen.query_one(OptionList)
        lines = [str(hits.get_option_at_index(i).prompt)[2:] for i in range(hits.option_count)]
        assert sum(line.startswith("the pair's own · ") for line in lines) == 1
        assert any(line.startswith("negative 2 · ") for line in lines)
        assert pair.query in "\n".join(str(said.render()) for said in desk.app.screen.query(Static))
