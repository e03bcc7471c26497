"""One project, several names: what a share of pairs looks like to who has not answered yet."""

import random

from studio.domain.blind import Blind
from studio.domain.decisions import Action
from studio.domain.filters import parse
from studio.domain.pairs import Status
from studio.domain.queue import Sort
from studio.storage import agreement, decisions, lines, pairs, queue
from studio.storage.blind import blinded, judged_by_all
from studio.storage.database import Database
from studio.storage.names import numbers
from studio.storage.ordering import Known, ordered
from tests.storage import build

ADA, BOB = Blind("ada", 1.0), Blind("bob", 1.0)
SAID = (
    Action.ACCEPT,
    Action.REJECT,
    Action.SKIP,
    Action.CANT_TELL,
    Action.DUPLICATE,
    Action.ACCEPT_UNSEEN,
    Action.REOPEN,
    Action.COMMENT,
    Action.FLAG,
)


def chosen(db: Database, line: str, hides: Blind | None) -> list[str]:
    return [row.pair_id for row in lines.rows(db, queue.ids(db, parse(line), Sort.DOCUMENT, hides=hides))]


def test_anothers_answer_is_nowhere_until_who_looks_has_answered(db: Database, names: list[str]) -> None:
    build.decide(db, Action.COMMENT, names[0], text="no such tool")
    build.decide(db, Action.REJECT, names[0], text="bad query")
    number = numbers(db, "pair", names[:1])[names[0]]
    everything = len(names)
    for line in ("status:rejected", "status:reviewed", "reviewer:ada", "fault:query", "comment:tool"):
        assert chosen(db, line, ADA) == chosen(db, line, None) == [names[0]], line
        assert chosen(db, line, BOB) == [], line
    assert names[0] in chosen(db, "status:undecided", BOB)
    assert names[0] not in chosen(db, "status:undecided", ADA)
    assert queue.counts(db, hides=BOB).rejected == queue.counts_of(db, [number], BOB).rejected == 0
    assert queue.counts(db, parse("-status:skipped"), hides=BOB).undecided == everything
    assert list(queue.said(db, (), 10, BOB).decided) == []
    assert [row.status for row in lines.rows(db, [number], BOB)] == [Status.UNDECIDED]
    assert [row.status for row in lines.rows(db, [number], ADA)] == [Status.REJECTED]
    card = pairs.card(db, names[0], BOB)
    assert (card.status, card.fault, card.comment, card.blind) == (Status.UNDECIDED, "", "", True)
    assert pairs.card(db, names[0]).status is Status.REJECTED

    build.decide(db, Action.ACCEPT, names[0], reviewer="bob")
    assert chosen(db, "reviewer:bob", BOB) == chosen(db, "status:accepted", ADA) == [names[0]]
    assert queue.counts(db, hides=BOB) == queue.counts(db)
    assert not pairs.card(db, names[0], BOB).blind
    assert agreement.disagreements(db) == [number]


def test_what_is_taken_back_is_hidden_again(db: Database, names: list[str]) -> None:
    build.decide(db, Action.REJECT, names[0])
    build.decide(db, Action.ACCEPT, names[0], reviewer="bob")
    decisions.undo(db, "bob")
    assert pairs.card(db, names[0], BOB).blind
    assert queue.counts(db, hides=BOB).rejected == 0
    decisions.redo(db, "bob")
    assert queue.counts(db, hides=BOB).accepted == 1


def test_card_row_and_filter_hide_the_same_pairs(db: Database, names: list[str]) -> None:
    half = Blind("bob", 0.5)
    build.decide(db, Action.SKIP, names[0], reviewer="bob")
    build.decide(db, Action.ACCEPT, names[1], reviewer="bob")
    build.decide(db, Action.ACCEPT, names[2], reviewer="bob")
    decisions.undo(db, "bob")
    for name in names[:-2]:
        build.decide(db, Action.REJECT, name)
    build.decide(db, Action.REOPEN, names[3])
    build.decide(db, Action.ACCEPT_UNSEEN, names[4], text="at most 2% bad")
    hidden = {name for name in names if pairs.card(db, name, half).blind}
    assert 0 < len(hidden) < len(names) - 4
    found = numbers(db, "pair", names)
    for name in names:
        status = pairs.card(db, name, half).status
        assert [row.status for row in lines.rows(db, [found[name]], half)] == [status]
        assert name in chosen(db, f"status:{status.value}", half)
    assert queue.counts(db, hides=half).undecided == len(chosen(db, "status:undecided", half))
    assert hidden <= set(chosen(db, "status:undecided", half))


def test_events_and_tables_hide_the_same_whatever_was_decided(db: Database, names: list[str]) -> None:
    chance = random.Random(7)
    for _ in range(200):
        who, name = chance.choice(("ada", "bob", "cem")), chance.choice(names)
        turn = chance.choice((decisions.undo, decisions.redo, *[None] * 8))
        if turn is not None:
            turn(db, who)
        else:
            build.decide(db, chance.choice(SAID), name, reviewer=who, text=names[0])
    found = numbers(db, "pair", names)
    for hides in (Blind("ada", 1.0), Blind("bob", 0.6), Blind("new", 0.6)):
        cards = [pairs.card(db, name, hides) for name in names]
        listed = lines.rows(db, [found[name] for name in names], hides)
        assert [row.status for row in listed] == [card.status for card in cards]
        assert 0 < sum(card.blind for card in cards) < len(names)


def test_every_order_hands_out_what_others_decided(db: Database, names: list[str]) -> None:
    for name in names:
        build.decide(db, Action.ACCEPT, name)
    for sort in Sort:
        assert len(ordered(db, parse("status:undecided"), sort, 100, Known(), hides=BOB).placed) == len(names)
        assert ordered(db, parse("status:undecided"), sort, 100, Known()).placed == []


def test_a_smaller_share_is_part_of_a_larger_one_and_of_none_nothing_is_hidden(db: Database, names: list[str]) -> None:
    found = numbers(db, "pair", names).values()
    few, many = ({number for number in found if judged_by_all(db, number, share)} for share in (0.3, 0.7))
    assert few < many < set(found)
    assert blinded(db, "bob", 0.5) is None
    build.decide(db, Action.ACCEPT, names[0])
    assert blinded(db, "bob", 0.5) == Blind("bob", 0.5)
    assert blinded(db, "ada", 0.5) is None
    assert blinded(db, "bob", 0.0) is None
