from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.domain.decisions import Action
from studio.domain.queue import Sort
from studio.domain.views import View
from studio.storage import card, queue
from studio.storage.database import Database
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
    assert [session.row()] == queue.rows(db, [number])


def test_cards_read_ahead_and_left_behind_are_those_of_the_database(session: Session, db: Database) -> None:
    for step in (1, 1, -1, 1, 1, -1, -1):
        session.read_ahead()
        session.flag()
        assert session.go(session.position + step)
        assert session.pair == card.card(db, session.numbers[session.position])


def test_undo_far_away_comes_back_to_its_pair_as_it_was(session: Session, db: Database) -> None:
    session.decide(Action.ACCEPT)
    session.go(10)
    session.read_ahead()
    change = session.undo()
    assert change is not None
    assert session.position == 0
    assert session.pair == card.card(db, session.numbers[0])
    assert session.counts == queue.counts(db)


def test_a_range_is_read_again_as_it_was_decided(session: Session, db: Database) -> None:
    session.read_ahead()
    session.anchor = 0
    session.go(2)
    session.decide(Action.REJECT)
    for position in range(3):
        session.go(position)
        assert session.pair == card.card(db, session.numbers[position])
