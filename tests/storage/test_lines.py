"""Lines of the list: what is known of them is what the tables say, whatever was decided since it was read."""

import random
from pathlib import Path

import pytest

from studio.domain.decisions import Action
from studio.domain.queue import Ask
from studio.storage import decisions, lines
from studio.storage.database import Database
from studio.storage.names import numbers
from tests.storage import build

SAID = (
    Action.ACCEPT,
    Action.REJECT,
    Action.SKIP,
    Action.CANT_TELL,
    Action.REOPEN,
    Action.FLAG,
    Action.UNFLAG,
    Action.COMMENT,
    Action.EDIT_QUERY,
)
OF_NEGATIVES = (
    Action.NEGATIVE_HARD,
    Action.NEGATIVE_FALSE,
    Action.NEGATIVE_DROP,
    Action.NEGATIVE_PROMOTE,
    Action.NEGATIVE_CLEAR,
    Action.NEGATIVE_ADD,
)


@pytest.fixture
def cards(db: Database, tmp_path: Path, of: build.Corpus, names: list[str]) -> list[Ask]:
    """Every pair's card, and those of three mined negatives of each."""
    passages = [row["passage_id"] for row in of.passages()]
    rows = [
        build.negative(name, passages[(place + step) % len(passages)], step)
        for place, name in enumerate(names)
        for step in (1, 2, 3)
    ]
    build.mine(db, tmp_path, rows)
    pair_nos, passage_nos = numbers(db, "pair", names), numbers(db, "passage", passages)
    asked = [Ask(pair_nos[row["pair_id"]], passage_nos[row["passage_id"]]) for row in rows]
    return [*(Ask(number) for number in pair_nos.values()), *asked]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_known_is_what_the_tables_say(db: Database, names: list[str], cards: list[Ask], seed: int) -> None:
    chance = random.Random(seed)
    passages = {number: name for name, number in db.memory["numbers of passage"].items()}
    pairs = {number: name for name, number in numbers(db, "pair", names).items()}
    asked = [card.number for card in cards]
    for _ in range(60):
        card = chance.choice(cards)
        turn = chance.choice((decisions.undo, decisions.redo, *[None] * 4))
        if turn is not None:
            turn(db, "ada")
        elif card.passage_no:
            said = chance.choice(OF_NEGATIVES)
            build.decide(db, said, pairs[card.pair_no], passage_id=passages[card.passage_no])
        else:
            build.decide(db, chance.choice(SAID), pairs[card.pair_no], text="another query")
        known = lines.rows(db, chance.sample(asked, 20))
        del db.memory["list"]
        read = {row.number: row for row in lines.rows(db, asked)}
        assert known == [read[row.number] for row in known]
        if chance.random() < 0.7:
            lines.rows(db, asked)


def test_a_decision_leaves_nothing_to_read_but_its_own_events(
    db: Database, names: list[str], cards: list[Ask], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [card.number for card in cards]
    lines.rows(db, asked)
    build.decide(db, Action.REJECT, names[0])
    monkeypatch.setattr(db, "catch_up", lambda: pytest.fail("a key waited until decisions were folded"))
    assert [row.pair_id for row in lines.rows(db, asked[: len(names)]) if row.status == "rejected"] == names[:1]


def test_what_others_wrote_is_read_again(db: Database, names: list[str], cards: list[Ask]) -> None:
    asked = [card.number for card in cards[: len(names)]]
    lines.rows(db, asked)
    decisions.merge(db, [build.event(Action.ACCEPT, names[0], reviewer="bob")])
    assert [row.pair_id for row in lines.rows(db, asked) if row.status == "accepted"] == names[:1]
