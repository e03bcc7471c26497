"""Orders in turn: nothing is lost, nothing twice, the best of each early."""

from hypothesis import given
from hypothesis import strategies as st

from studio.domain.mixing import LAST, alternated, mixed, pays, why
from studio.domain.queue import RANDOM_CHECK, Sort
from tests.ui.review.cards import pair

_CARDS = st.lists(st.integers(1, 60), unique=True)


@given(_CARDS, _CARDS, _CARDS)
def test_every_card_comes_once_whatever_the_orders_hold(first: list[int], second: list[int], third: list[int]) -> None:
    orders = {Sort.SUSPICIOUS: first, Sort.UNCERTAIN: second, Sort.RANDOM: third}
    cards = [card for card, _ in mixed(orders)]
    assert len(cards) == len(set(cards))
    assert set(cards) == {*first, *second, *third}


def test_each_order_is_heard_early_and_in_its_own_order() -> None:
    orders = {Sort.SUSPICIOUS: range(100, 200), Sort.UNCERTAIN: range(200, 300), Sort.RANDOM: range(300, 400)}
    cards = list(mixed(orders))[:24]
    for sort, order in orders.items():
        taken = [card for card, source in cards if source is sort]
        assert taken == list(order)[: len(taken)]
        assert len(taken) >= 4


@given(_CARDS, _CARDS, st.integers(1, 20))
def test_the_beginning_follows_from_the_beginnings(first: list[int], second: list[int], limit: int) -> None:
    whole = list(mixed({Sort.SUSPICIOUS: first, Sort.RANDOM: second}))
    cut = list(mixed({Sort.SUSPICIOUS: first[:limit], Sort.RANDOM: second[:limit]}))
    assert cut[: min(limit, len(whole))] == whole[:limit]


def test_while_searching_all_but_the_random_cards_look_for_what_is_wrong_until_there_is_none_left() -> None:
    orders = {
        Sort.SUSPICIOUS: range(100, 120),
        Sort.LEARNED: range(90, 130),
        Sort.UNCERTAIN: range(200, 260),
        Sort.DIVERSE: range(300, 360),
        Sort.RANDOM: range(400, 460),
    }
    sources = [sort for _, sort in mixed(orders, searching=True)]
    assert sources[:24].count(Sort.RANDOM) == 4
    assert set(sources[:24]) == {Sort.SUSPICIOUS, Sort.LEARNED, Sort.RANDOM}
    assert len(sources) == 40 + 3 * 60
    settled = [sort for _, sort in mixed(orders)][:24]
    assert settled.count(Sort.RANDOM) >= 4
    assert {Sort.UNCERTAIN, Sort.DIVERSE} <= set(settled)


def test_searching_pays_while_a_quarter_of_the_last_decisions_find_something() -> None:
    assert pays(0, 0)
    assert pays(LAST - 1, 0)
    assert pays(LAST, LAST // 4)
    assert not pays(LAST, LAST // 4 - 1)


def test_two_queues_alternate_until_one_ends() -> None:
    assert list(alternated([1, 2, 3], [10])) == [1, 10, 2, 3]
    assert list(alternated([], [10, 11])) == [10, 11]


def test_a_card_drawn_at_random_says_only_that() -> None:
    assert why(Sort.RANDOM, pair()) == RANDOM_CHECK
    assert why(Sort.SUSPICIOUS, pair()) == "a negative scores higher"
    assert why(Sort.UNCERTAIN, pair()) == "hard to call; a negative scores higher"
    assert why(Sort.UNCERTAIN, pair(reason=RANDOM_CHECK)) == "hard to call: a negative scores close"


def test_a_card_that_everybody_judges_says_so_first() -> None:
    assert why(Sort.SUSPICIOUS, pair(blind=True)) == "judged by everybody, blind; a negative scores higher"
