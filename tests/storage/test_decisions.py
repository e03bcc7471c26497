"""Decisions: appended, undone, redone, merged, and sent to other reviewers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.domain.decisions import Action, Decision, new_id
from studio.domain.pairs import Status
from studio.storage import database, decisions, pairs, queue
from studio.storage.database import Database, UnknownNameError
from tests.storage import build
from tests.storage.folded import derived


def test_a_decision_is_one_row_and_the_pair_follows(db: Database, names: list[str]) -> None:
    made = build.decide(db, Action.ACCEPT, names[0], pair_hash="abc")
    assert pairs.card(db, names[0]).status is Status.ACCEPTED
    assert pairs.card(db, names[1]).status is Status.UNDECIDED
    assert decisions.events(db, names[0]) == [made]


def test_a_decision_waits_for_no_disk_until_the_tables_follow_it(
    db: Database, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits() -> bool:
        return db.query("SELECT current_setting('fsync_mode')") == [("STANDARD",)]

    made = build.decide(db, Action.ACCEPT, names[0])
    assert decisions.events(db, names[0])[-1] == made
    assert not waits()
    db.catch_up()
    assert waits()
    monkeypatch.setattr(database, "_LOG", -1)
    build.decide(db, Action.FLAG, names[0])
    assert waits()


def test_undo_takes_back_batch_by_batch_and_redo_restores(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.FLAG, names[0])
    undone = decisions.undo(db, "ada")
    assert undone is not None
    assert (undone.pair_ids, undone.said) == ((names[0],), "flagged 1 pair")
    assert not pairs.card(db, names[0]).flagged
    assert decisions.undo(db, "ada")
    assert pairs.card(db, names[0]).status is Status.UNDECIDED
    assert decisions.undo(db, "ada") is None
    assert decisions.redo(db, "ada")
    assert decisions.redo(db, "ada")
    assert decisions.redo(db, "ada") is None
    card = pairs.card(db, names[0])
    assert (card.status, card.flagged) == (Status.ACCEPTED, True)
    assert len(decisions.events(db, names[0])) == 6  # nothing was ever taken out


def test_a_new_decision_ends_what_could_be_redone(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    decisions.undo(db, "ada")
    build.decide(db, Action.REJECT, names[1])
    assert decisions.redo(db, "ada") is None


def test_undo_reaches_across_restarts(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    build.decide(db, Action.REJECT, names[1])
    decisions.undo(db, "ada")
    db.memory.clear()  # what a restart forgets
    assert decisions.redo(db, "ada")
    db.memory.clear()
    undone = [decisions.undo(db, "ada") for _ in range(3)]
    assert [change.pair_ids if change else None for change in undone] == [(names[1],), (names[0],), None]


def test_each_reviewer_undoes_their_own(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0], reviewer="ada")
    build.decide(db, Action.REJECT, names[1], reviewer="bob")
    undone = decisions.undo(db, "ada")
    assert undone is not None
    assert undone.pair_ids == (names[0],)
    assert pairs.card(db, names[1]).status is Status.REJECTED


def test_a_bulk_decision_is_one_batch(db: Database, names: list[str]) -> None:
    batch = new_id()
    decisions.decide(db, [build.event(Action.ACCEPT, name, batch_id=batch) for name in names])
    assert queue.counts(db).accepted == len(names)
    undone = decisions.undo(db, "ada")
    assert undone is not None
    assert undone.said == f"accepted {len(names)} pairs"
    assert queue.counts(db).accepted == 0
    decisions.redo(db, "ada")
    assert queue.counts(db).accepted == len(names)


def test_events_stand_in_the_order_in_which_they_were_made_whatever_the_clock_says(
    db: Database, names: list[str]
) -> None:
    late = datetime.now(UTC) + timedelta(hours=1)
    build.decide(db, Action.ACCEPT, names[0], at=late)
    build.decide(db, Action.REJECT, names[0])
    assert pairs.card(db, names[0]).status is Status.REJECTED
    same = datetime.now(UTC)
    batch = new_id()
    both = [build.event(a, names[1], batch_id=batch, at=same) for a in (Action.REJECT, Action.ACCEPT)]
    decisions.decide(db, both)
    assert pairs.card(db, names[1]).status is Status.ACCEPTED


def test_an_unknown_pair_is_told_and_nothing_is_appended(db: Database, names: list[str]) -> None:
    batch = new_id()
    with pytest.raises(UnknownNameError, match="no pair zzz"):
        decisions.decide(db, [build.event(Action.ACCEPT, name, batch_id=batch) for name in (names[0], "zzz")])
    assert decisions.events(db, names[0]) == []
    assert queue.counts(db).accepted == 0


def test_undo_is_called_not_decided(db: Database, names: list[str]) -> None:
    with pytest.raises(ValueError, match="not decided"):
        decisions.decide(db, [build.event(Action.UNDO, names[0])])


def test_no_decision_is_no_event(db: Database) -> None:
    decisions.decide(db, [])
    assert decisions.undo(db, "ada") is None


def test_two_reviewers_files_merge_to_the_same_state_in_any_order(tmp_path: Path) -> None:
    of = build.simple()
    states = []
    ada = [("accept", 0), ("reject", 1), ("flag", 0)]
    bob = [("reject", 0), ("accept", 2)]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made: dict[str, list[Decision]] = {"ada": [], "bob": []}
    for order in (("ada", "bob"), ("bob", "ada")):
        folder = tmp_path / "-".join(order)
        folder.mkdir()
        with Database.open(folder / "studio.duckdb", create=True) as db:
            build.ingest(db, folder, of)
            names = build.one_query_each(db, folder, of)
            if not made["ada"]:
                made["ada"] = [_at(a, names[p], "ada", start, 2 * i) for i, (a, p) in enumerate(ada)]
                made["bob"] = [_at(a, names[p], "bob", start, 2 * i + 1) for i, (a, p) in enumerate(bob)]
            for who in order:
                assert decisions.merge(db, made[who]) == len(made[who])
                assert decisions.merge(db, made[who]) == 0
            states.append(derived(db))
    assert states[0] == states[1]
    assert states[0][0]


def _at(action: str, pair: str, reviewer: str, start: datetime, minutes: int) -> Decision:
    return build.event(Action(action), pair, reviewer=reviewer, at=start + timedelta(minutes=minutes))


def test_events_merged_before_their_pair_count_once_it_is_there(db: Database, tmp_path: Path) -> None:
    from studio.domain.identity import pair_id

    of = build.simple()
    build.ingest(db, tmp_path, of)
    passage = of.passage("doc-00.md", 0)
    early = build.event(Action.ACCEPT, pair_id("a later query", passage))
    assert decisions.merge(db, [early]) == 1
    [name] = build.generate(db, tmp_path, [("a later query", passage)])
    assert pairs.card(db, name).status is Status.ACCEPTED


def test_a_sitting_is_one_reviewers_events_since_it_began(db: Database, names: list[str]) -> None:
    build.decide(db, Action.ACCEPT, names[0])
    begun = datetime.now(UTC)
    build.decide(db, Action.REJECT, names[1])
    build.decide(db, Action.ACCEPT, names[2], reviewer="bob")
    decisions.undo(db, "ada")
    assert [made.action for made in decisions.since(db, "ada", begun)] == [Action.REJECT, Action.UNDO]
