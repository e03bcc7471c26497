"""A project in which nothing was done yet: every screen says what is missing and which key leads on."""

import pytest

from studio.ui.widgets.bars import FooterBar
from tests.ui.conftest import Place

LEADS_ON = {
    "review": ("There are no pairs yet", "esc  goes home"),
    "leaderboard": ("There is no test set yet", "J  makes one"),
    "train": ("There is no pair to train on yet", "esc  goes home"),
    "judge": ("Judge what your users ask", "a  pastes queries"),
    "runs": ("No run yet", "T  trains one"),
    "tests": ("There is no test set yet", "i  imports"),
    "problems": ("Nothing was read yet", "esc  goes home"),
}


@pytest.mark.parametrize("first", LEADS_ON)
async def test_a_screen_with_nothing_on_it_names_the_key_that_leads_on(empty: Place, first: str) -> None:
    lack, key = LEADS_ON[first]
    async with empty.open(first) as person:
        said = person.text("#run-nothing" if first == "train" else ".nothing")
        assert lack in said
        assert key in said


@pytest.mark.parametrize(
    ("first", "useless", "useful"),
    [
        ("review", "accept", "esc back"),
        ("leaderboard", "slices", "J judge queries"),
        ("runs", "rename", "T train"),
        ("tests", "measure", "a paste queries"),
    ],
)
async def test_the_line_below_names_only_keys_that_do_something_there(
    empty: Place, first: str, useless: str, useful: str
) -> None:
    async with empty.open(first) as person:
        below = str(person.app.screen.query_one(FooterBar).render())
        assert useless not in below
        assert useful in below


async def test_training_without_pairs_says_so_where_only_the_settings_have_room(empty: Place) -> None:
    async with empty.open("train", size=(80, 24)) as person:
        assert "without pairs yet: esc, then enter does the next step" in person.text("#train-head")


async def test_a_search_of_an_empty_corpus_says_what_comes_first(empty: Place) -> None:
    async with empty.open() as person:
        await person.press("slash")
        assert person.said == "The corpus is empty. First I on the home screen: Read documents into passages."
        assert person.place == "home"
