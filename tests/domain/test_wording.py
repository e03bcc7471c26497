"""Numbers, times and what decisions did, in a few words."""

import pytest

from studio.domain.decisions import Action
from studio.domain.wording import clock, plural, said


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ([Action.ACCEPT] * 25, "accepted 25 pairs"),
        ([Action.EDIT_QUERY], "edited the query of 1 pair"),
        ([Action.NEGATIVE_DROP, Action.NEGATIVE_TAKE], "took 1 negative from the pool"),
        ([Action.NEGATIVE_FALSE], "marked 1 negative false"),
        ([Action.UNDO] * 3, "took back 3 decisions"),
        ([Action.REDO], "restored 1 decision"),
        ([], "nothing"),
    ],
)
def test_a_batch_is_told_by_what_it_did(actions: list[Action], words: str) -> None:
    assert said(actions) == words


def test_every_action_has_words() -> None:
    assert all(said([action]) for action in Action)


def test_numbers_have_commas_and_words_their_plural() -> None:
    assert (plural(1, "pair"), plural(1293, "pair")) == ("1 pair", "1,293 pairs")
    assert plural(2, "pair that is", "pairs that are") == "2 pairs that are"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (65, "1:05"), (7203, "2:00:03"), (-3, "0:00")])
def test_a_clock_grows_hours_when_it_needs_them(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
