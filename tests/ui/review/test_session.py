from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.decisions import SHOWN_RANDOM, Action
from studio.domain.learning import FEATURES
from studio.domain.queue import Cards, Sort
from studio.domain.views import View
from studio.storage import card, decisions, lines, queue
from studio.storage.database import Database
from studio.storage.ordering import Known, ordered
from studio.ui.review.session import Session
from tests.ui.review.deck import build


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    _, made = build(tmp_path)
    yield made
    made.close()


@pytest.fixture
def session(db: Database) -> Session:
    made = Session(db, "ada")
    made.open(View(sort=Sort.SUSPICIOUS))
    return made


@pytest.mark.parametrize(
    "action",
    [Action.ACCEPT, Action.REJECT, Action.SKIP, Action.CANT_TELL, Action.FLAG, Action.UNFLAG, Action.COMMENT],
)
def test_what_is_known_of_a_pair_after_a_decision_is_what_the_database_says(
    session: Session, db: Database, action: Action
) -> None:
    session.decide(action, "why" if action is Action.COMMENT else "")
    number = session.numbers[session.position]
    assert session.pair == card.card(db, number)
    assert [session.row()] == lines.rows(db, [number])


def test_cards_read_ahead_and_left_behind_are_those_of_the_database(session: Session, db: Database) -> None:
    for step in (1, 1, -1, 1, 1, -1, -1):
        list(session.read_ahead())
        session.flag()
        assert session.go(session.position + step)
        assert session.pair == card.card(db, session.numbers[session.position])


def test_undo_far_away_comes_back_to_its_pair_as_it_was(session: Session, db: Database) -> None:
    session.decide(Action.ACCEPT)
    session.go(10)
    list(session.read_ahead())
    change = session.undo()
    assert change is not None
    assert session.position == 0
    assert session.pair == card.card(db, session.numbers[0])
    assert session.counts == queue.counts(db)


def test_a_range_is_read_again_as_it_was_decided(session: Session, db: Database) -> None:
    list(session.read_ahead())
    session.anchor = 0
    session.go(2)
    session.decide(Action.REJECT)
    for position in range(3):
        session.go(position)
        assert session.pair == card.card(db, session.numbers[position])


def test_undo_of_a_pair_that_the_queue_does_not_hold_shows_it_and_counts_stay_right(db: Database) -> None:
    session = Session(db, "ada")
    session.open(View(line="text:additives"))
    session.decide(Action.ACCEPT)
    decided = session.numbers[session.position]
    session.open(View(line="text:rework"))
    assert decided not in session.numbers
    assert session.undo() is not None
    assert session.numbers[session.position] == decided
    assert session.counts == queue.counts(db, session.terms)


@pytest.mark.parametrize("together", [True, False])
def test_counts_of_a_filtered_queue_follow_a_range_and_its_undo_as_they_follow_single_decisions(
    db: Database, together: bool
) -> None:
    session = Session(db, "ada")
    session.open(View(line="status:undecided"))
    before = session.counts
    if together:
        session.anchor = 0
        session.go(2)
        session.decide(Action.REJECT)
    else:
        for position in range(3):
            session.go(position)
            session.decide(Action.REJECT)
    assert (session.counts.rejected, session.counts.undecided) == (3, before.undecided - 3)
    for _ in range(1 if together else 3):
        session.undo()
    assert session.counts == before
    session.redo()
    assert session.counts.total == before.total
    assert session.counts.rejected == (3 if together else 1)


def test_a_decision_on_a_card_drawn_at_random_says_so_and_no_other_does(db: Database) -> None:
    session = Session(db, "ada")
    session.open(View())
    drawn = []
    for _ in range(8):
        before = session.pair
        assert before is not None
        drawn.append(session.drawn_at_random)
        session.decide(Action.ACCEPT)
        [event] = decisions.events(db, before.pair_id)
        assert (event.shown == SHOWN_RANDOM) is drawn[-1]
        session.go(session.position + 1)
    assert set(drawn) == {True, False}


def test_the_rest_is_put_into_another_order_behind_the_next_card(db: Database) -> None:
    session = Session(db, "ada")
    session.open(View(sort=Sort.DIVERSE))
    stay = list(session.numbers[:2])
    spread = tuple(session.numbers[:1:-1])
    session.deck.learn(Known(spread=spread))
    session.read_on(session.deck.more())
    assert list(session.numbers) == [*stay, *spread]


def test_a_queue_opens_without_what_was_learned_and_is_then_put_into_its_order(db: Database) -> None:
    weights = tuple(float(n) for n in range(len(FEATURES)))
    learned = [number for number, sort in ordered(db, (), Sort.MIXED, 50, Known(weights)).placed]
    session = Session(db, "ada")
    session.open(View())
    session.known = Known(weights)
    session.open(View(line="-style:none"))
    opened = list(session.numbers)
    session.read_on(session.deck.more())
    assert list(session.numbers[:2]) == opened[:2]
    assert list(session.numbers[2:]) == [number for number in learned if number not in opened[:2]]
    assert not session.deck.wants_more


def test_steps_of_a_long_queue_bring_every_card_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.ui.review.deck._STEPS", (2, 4, 6))
    for cards in Cards:
        session = Session(db, "ada")
        session.open(View(cards=cards))
        while not session.deck.complete:
            session.read_on(session.deck.more())
        everything = list(session.numbers)
        assert len(set(everything)) == len(everything)
        monkeypatch.setattr("studio.ui.review.deck._STEPS", (500,))
        session.open(View(cards=cards))
        assert set(session.numbers) == set(everything)
        monkeypatch.setattr("studio.ui.review.deck._STEPS", (2, 4, 6))


def test_negatives_of_the_pair_come_first_and_the_way_back_leads_to_it(session: Session) -> None:
    session.go(3)
    pair = session.pair
    assert pair is not None
    session.switch(Cards.NEGATIVES)
    assert session.pair == pair
    for place in (1, 2):
        assert session.go(place)
        assert (session.pair, session.selected) == (pair, place)
    session.switch(Cards.PAIRS)
    assert session.position == 3
