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


def test_while_the_passage_is_edited_only_what_stands_above_it_is_shown() -> None:
    shown = lines(compose(replace(SHOWN, editing="passage"), 80, 8))
    assert PAIR.query in shown
    assert "f2 or ctrl+s saves" in shown[-1]
