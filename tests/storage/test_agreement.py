"""Several reviewers on the same pairs: what each says, where they differ, and what settles it."""

from pathlib import Path

from studio.domain.decisions import SHOWN_DISAGREEMENT, Action
from studio.domain.queue import Ask
from studio.storage import agreement, decisions, pairs
from studio.storage.database import Database
from studio.storage.names import numbers
from tests.storage import build


def test_the_last_answer_of_each_that_stands_counts(db: Database, names: list[str]) -> None:
    build.decide(db, Action.REJECT, names[0])
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.ACCEPT, names[0], reviewer="bob")
    build.decide(db, Action.ACCEPT, names[1])
    build.decide(db, Action.SKIP, names[1], reviewer="bob")
    build.decide(db, Action.REJECT, names[2])
    build.decide(db, Action.ACCEPT, names[2], reviewer="bob")
    decisions.undo(db, "bob")
    [pair] = agreement.answered(db)
    assert pair.said == {"ada": "accept", "bob": "accept"}
    assert pair.group == "doc-00.md"
    assert agreement.disagreements(db) == []


def test_a_disagreement_waits_until_it_is_settled_and_comes_again_with_a_new_answer(
    db: Database, names: list[str]
) -> None:
    number = numbers(db, "pair", names[:1])[names[0]]
    build.decide(db, Action.REJECT, names[0])
    build.decide(db, Action.ACCEPT, names[0], reviewer="bob")
    assert agreement.disagreements(db) == [number]
    build.decide(db, Action.REJECT, names[0], shown=SHOWN_DISAGREEMENT)
    assert agreement.disagreements(db) == []
    assert agreement.answered(db)[0].said == {"ada": "reject", "bob": "accept"}
    build.decide(db, Action.CANT_TELL, names[0], reviewer="cy")
    assert agreement.disagreements(db) == [number]
    decisions.undo(db, "cy")
    decisions.undo(db, "ada")
    assert agreement.disagreements(db) == [number]


def test_reviewers_differ_on_a_negative_by_what_its_verdict_answers(
    db: Database, tmp_path: Path, names: list[str]
) -> None:
    pair_no = numbers(db, "pair", names[:1])[names[0]]
    same, other, dropped = (pairs.card(db, name).passage_id for name in names[1:4])
    build.decide(db, Action.NEGATIVE_FALSE, names[0], passage_id=same)
    build.decide(db, Action.NEGATIVE_PROMOTE, names[0], passage_id=same, reviewer="bob")
    build.decide(db, Action.NEGATIVE_FALSE, names[0], passage_id=other)
    build.decide(db, Action.NEGATIVE_HARD, names[0], passage_id=other, reviewer="bob")
    build.decide(db, Action.NEGATIVE_FALSE, names[0], passage_id=dropped)
    build.decide(db, Action.NEGATIVE_DROP, names[0], passage_id=dropped, reviewer="bob")
    assert agreement.answered(db) == []
    found = {answer.passage_id: answer.said for answer in agreement.answered(db, agreement.NEGATIVES)}
    assert found == {
        same: {"ada": "answers", "bob": "answers"},
        other: {"ada": "answers", "bob": "does not"},
    }
    card = Ask(pair_no, numbers(db, "passage", [other])[other]).number
    assert agreement.disagreements(db) == [card]
    assert agreement.disagreements(db, agreement.PAIRS) == []
    build.decide(db, Action.NEGATIVE_HARD, names[0], passage_id=other, shown=SHOWN_DISAGREEMENT)
    assert agreement.disagreements(db) == []
