from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ui.review.card import Card, Shown, compose
from tests.ui.review.cards import pair as made

PAIR = made()
SHOWN = Shown(PAIR)


def lines(card: Card) -> list[str]:
    return [row.text.plain for row in card.rows]


@given(
    st.integers(40, 200),
    st.integers(6, 60),
    st.booleans(),
    st.booleans(),
    st.integers(0, 20),
    st.integers(0, 9),
)
def test_a_card_fits_its_room_whatever_it_shows(
    width: int, height: int, machine: bool, asking: bool, selected: int, negatives: int
) -> None:
    pair = replace(PAIR, negatives=(PAIR.negatives * 9)[:negatives])
    card = compose(Shown(pair, selected=selected, machine=machine, asking=asking), width, height)
    assert len(card.rows) <= height
    assert all(row.text.cell_len <= width for row in card.rows if row.text.no_wrap is not True)


@pytest.mark.parametrize("height", [22, 38, 48])
def test_the_query_the_passage_and_every_negative_are_in_view(height: int) -> None:
    text = "\n".join(lines(compose(SHOWN, 100, height)))
    assert PAIR.query in text
    assert PAIR.text[:30] in text
    assert text.count("\n") == height - 1


def test_a_passage_scrolls_to_its_end_and_no_further() -> None:
    pair = replace(PAIR, text="\n".join(f"line {i}" for i in range(80)))
    card = compose(Shown(pair), 80, 30, passage_at=10_000)
    assert "line 79" in lines(card)
    assert card.passage.offset == 80 - card.passage.height


def test_neighbours_stand_around_the_passage_which_stays_in_view() -> None:
    before, after = "\n".join(f"before {i}" for i in range(50)), "after it"
    shown = lines(compose(Shown(replace(PAIR, text="the passage"), before=before, after=after), 80, 40))
    assert shown.index("before 49") < shown.index("the passage") < shown.index("after it")


def test_the_selected_negative_is_listed_even_where_not_all_of_them_fit() -> None:
    pair = replace(PAIR, negatives=PAIR.negatives * 5)
    for selected in range(len(pair.negatives)):
        shown = lines(compose(Shown(pair, selected=selected), 80, 18))
        assert any(line.startswith(f"▸{selected + 1} ") for line in shown)


def test_parts_stay_where_they_are_from_card_to_card() -> None:
    short, long = (replace(PAIR, text=text) for text in ("short", "long " * 400))
    one, other = (compose(Shown(pair), 100, 38) for pair in (short, long))
    assert (one.passage.top, one.negative.top) == (other.passage.top, other.negative.top)


def test_among_the_negatives_the_selected_one_has_the_rows_that_the_passage_leaves() -> None:
    pair = replace(PAIR, text="short", negatives=(replace(PAIR.negatives[0], text="word " * 900),))
    at_rest, within = (compose(Shown(pair, in_negatives=inside), 80, 38) for inside in (False, True))
    assert within.negative.height > at_rest.negative.height
    assert "short" in lines(within)


def test_a_short_terminal_shows_the_passage_before_a_long_list_and_says_that_there_is_more_of_it() -> None:
    pair = replace(PAIR, negatives=PAIR.negatives[:1] * 7)
    card = compose(Shown(pair), 80, 22)
    assert card.passage.height >= 7
    assert any(line.startswith("hard negatives   1 to ") and "of 7" in line for line in lines(card))


def test_below_the_best_sentence_of_a_negative_stands_the_passage_as_far_as_there_is_room() -> None:
    passage = "Nothing of it here. " + "; ".join(f"part {i}" for i in range(300)) + ". Copper may wait two hours."
    pair = replace(PAIR, query="how long may copper wait", negatives=(replace(PAIR.negatives[0], text=passage),))
    shown = lines(compose(Shown(pair, asking=True), 80, 38))
    assert shown.index("Copper may wait two hours.") < next(i for i, line in enumerate(shown) if "Nothing of" in line)
    assert any(line.endswith(" …") for line in shown)


def test_a_negative_whose_passage_is_in_view_does_not_offer_to_show_it() -> None:
    def noted(passage: str) -> str:
        pair = replace(PAIR, query="how long may copper wait", negatives=(replace(PAIR.negatives[0], text=passage),))
        return next(line for line in lines(compose(Shown(pair, asking=True), 80, 38)) if "terms" in line).strip()

    assert noted("Copper may wait two hours.").endswith("terms")
    assert noted("Copper may wait two hours. Then it oxidises.").endswith("the whole passage below")
    assert noted("Copper may wait two hours. " + "It oxidises. " * 300).endswith("enter shows the whole passage")


def test_on_a_tall_screen_a_negative_and_its_pair_s_own_passage_stay_near_each_other() -> None:
    shown = lines(compose(Shown(PAIR, asking=True), 140, 48))
    asked = next(place for place, line in enumerate(shown) if line.startswith("does this passage"))
    own = next(place for place, line in enumerate(shown) if PAIR.heading_path[-1] in line and place > asked + 2)
    assert own - asked < 26


def test_what_a_person_wrote_on_the_pair_has_a_line_of_its_own() -> None:
    assert "“ask again”" in lines(compose(Shown(replace(PAIR, comment="ask again")), 80, 38))


def test_while_the_passage_is_edited_only_what_stands_above_it_is_shown() -> None:
    shown = lines(compose(replace(SHOWN, editing="passage"), 80, 8))
    assert PAIR.query in shown
    assert "f2 or ctrl+s saves" in shown[-1]
