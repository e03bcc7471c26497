"""Decisions: appended, never changed. Undo and redo append too.

What a decision means is said in `studio.domain.decisions` alone; what stands is derived in `studio.storage.derived`,
after the event is written: a decision is one statement and one commit, and no key waits for the disk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from studio.domain.decisions import Action, Decision, new_id, stacks
from studio.domain.records import Change
from studio.domain.wording import said
from studio.storage import lines, offshoots
from studio.storage.database import Database, UnknownNameError
from studio.storage.derived import fold_again, read_ahead, to_decision, travels
from studio.storage.names import numbers, pair_number
from studio.storage.values import after, columns, from_time, now, to_time

__all__ = [
    "decide",
    "events",
    "merge",
    "merged_into",
    "next_redo",
    "next_undo",
    "read_ahead",
    "redo",
    "since",
    "undo",
]

_COLUMNS = (
    "event_id",
    "batch_id",
    "made_at",
    "reviewer",
    "action",
    "pair_no",
    "pair_id",
    "passage_id",
    "text",
    "target",
    "pair_hash",
    "shown",
)
_SMALL = 100
"""Events of a batch up to which it is followed in memory; what a larger one changes is read again."""
_KEPT = 1_000
_Stacks = tuple[list[str], list[str]]
_Said = tuple[str, str, str]
"""Action, pair and negative of one event of a batch."""
_Travel = Literal[Action.UNDO, Action.REDO]


def decide(db: Database, decisions: Sequence[Decision]) -> None:
    """Append decisions: all of them or none.

    Times are moved forward where needed, so that events stand in the order in which they were appended. A batch is
    given whole, under an id of its own. Undo and redo have functions of their own.
    """
    if not decisions:
        return
    if any(decision.action in (Action.UNDO, Action.REDO) for decision in decisions):
        raise ValueError("undo and redo are not decided but called")
    pair_nos = numbers(db, "pair", {decision.pair_id for decision in decisions})
    for decision in decisions:
        if decision.pair_id not in pair_nos:
            raise UnknownNameError(f"There is no pair {decision.pair_id} in this project.")
    stamped, writes = _stamped(db, decisions), db.writes
    splitting = any(decision.action is offshoots.ACTION for decision in stamped)
    _write(db, stamped, pair_nos, splitting=splitting)
    _follow(db, stamped, pair_nos)
    if not splitting:
        lines.follow(db, writes, pair_nos.values())
    for reviewer in {decision.reviewer for decision in stamped}:
        if (known := _known_stacks(db).get(reviewer)) is not None:
            done, taken_back = known
            taken_back.clear()
            done.extend(dict.fromkeys(d.batch_id for d in stamped if d.reviewer == reviewer))


def undo(db: Database, reviewer: str) -> Change | None:
    """Take back the reviewer's last batch that stands; None where nothing is left."""
    return _travel(db, reviewer, Action.UNDO)


def redo(db: Database, reviewer: str) -> Change | None:
    """Restore the batch that the reviewer took back last; None where a new decision came between."""
    return _travel(db, reviewer, Action.REDO)


def next_undo(db: Database, reviewer: str) -> Change | None:
    """Return what undo would take back."""
    return _next(db, reviewer, Action.UNDO)


def next_redo(db: Database, reviewer: str) -> Change | None:
    """Return what redo would restore."""
    return _next(db, reviewer, Action.REDO)


def events(db: Database, pair_id: str) -> list[Decision]:
    """Return a pair's events, oldest first, with the undo and redo events of their batches."""
    return [to_decision(row) for row in db.all("pair_events", pair_nos=[pair_number(db, pair_id)])]


def merged_into(db: Database, pair_id: str) -> list[Decision]:
    """Return the events by which others were merged into a pair, oldest first, with undo and redo of their batches.

    The text of each is the other's query.
    """
    return [to_decision(row) for row in db.all("merged_into", pair_id=pair_id)]


def since(db: Database, reviewer: str, moment: datetime) -> list[Decision]:
    """Return a reviewer's events from a moment on, oldest first, undo and redo included."""
    return [to_decision(row) for row in db.all("events_since", reviewer=reviewer, since=to_time(moment))]


def merge(db: Database, decisions: Sequence[Decision]) -> int:
    """Add events from elsewhere that are not here yet; return how many were new.

    Events of pairs that are not here are kept and count from when their pair comes.
    """
    with db.transaction():
        known = {row[0] for row in db.all("known_events", event_ids=[decision.event_id for decision in decisions])}
        fresh = list({d.event_id: d for d in decisions if d.event_id not in known}.values())
        if fresh:
            _append(db, fresh, numbers(db, "pair", {decision.pair_id for decision in fresh}))
            offshoots.settle(db)
            fold_again(db)
    for kept in ("stacks", "last time", "events", "travels"):
        db.memory.pop(kept, None)
    return len(fresh)


def _next(db: Database, reviewer: str, action: _Travel) -> Change | None:
    source, _ = _from_and_to(db, reviewer, action)
    if not source:
        return None
    taken = _batches(db).get(source[-1])
    if taken is None:
        taken = [(row[0], row[1], row[2]) for row in db.all("batch_events", batch_id=source[-1])]
        if len(taken) <= _SMALL:
            _batches(db)[source[-1]] = taken
    return Change(
        batch_id=source[-1],
        pair_ids=tuple(dict.fromkeys(pair_id for _, pair_id, _ in taken)),
        said=said(Action(name) for name, _, _ in taken),
        passage_id=taken[-1][2] if taken else "",
        splits=any(name == offshoots.ACTION for name, _, _ in taken),
    )


def _from_and_to(db: Database, reviewer: str, action: _Travel) -> _Stacks:
    """Return the stack that undo or redo takes from, and the one that it puts to."""
    done, taken_back = _stacks(db, reviewer)
    return (done, taken_back) if action is Action.UNDO else (taken_back, done)


def _travel(db: Database, reviewer: str, action: _Travel) -> Change | None:
    change = _next(db, reviewer, action)
    if change is None:
        return None
    source, goal = _from_and_to(db, reviewer, action)
    event = Decision(
        event_id=new_id(),
        batch_id=new_id(),
        at=from_time(now()),
        reviewer=reviewer,
        action=action,
        target=change.batch_id,
    )
    [stamped] = _stamped(db, [event])
    travelled, writes = travels(db), db.writes
    _write(db, [stamped], {}, splitting=change.splits)
    travelled.setdefault(event.target, []).append(stamped)
    if not change.splits:
        lines.follow(db, writes, numbers(db, "pair", change.pair_ids).values())
    goal.append(source.pop())
    return change


def _follow(db: Database, fresh: Sequence[Decision], pair_nos: Mapping[str, int]) -> None:
    """Keep up what was read of pairs' events, and of this sitting's batches."""
    if len(fresh) > _SMALL:
        db.memory.pop("events", None)
        return
    known: dict[int, list[Decision]] = db.memory.get("events", {})
    batches = _batches(db)
    for decision in fresh:
        pair_no = pair_nos[decision.pair_id]
        if pair_no in known:
            known[pair_no].append(decision)
        batches.setdefault(decision.batch_id, []).append((decision.action.value, decision.pair_id, decision.passage_id))


def _batches(db: Database) -> dict[str, list[_Said]]:
    """Return the small batches of this sitting and those that undo or redo came to: what they did is read once."""
    known: dict[str, list[_Said]] = db.memory.setdefault("batches", {})
    if len(known) > _KEPT:
        known.clear()
    return known


def _stacks(db: Database, reviewer: str) -> _Stacks:
    known = _known_stacks(db)
    if reviewer not in known:
        known[reviewer] = stacks([to_decision(row) for row in db.all("reviewer_events", reviewer=reviewer)], reviewer)
    return known[reviewer]


def _known_stacks(db: Database) -> dict[str, _Stacks]:
    """Return the stacks that were read since the database was opened: a reviewer's events are read once."""
    known: dict[str, _Stacks] = db.memory.setdefault("stacks", {})
    return known


def _stamped(db: Database, decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions whose times follow the last event's, one after the other."""
    last: datetime | None = db.memory.get("last time")
    if last is None:
        row = db.one("last_time")
        last = from_time(row[0]) if row and row[0] else None
    stamped = []
    for decision in decisions:
        last = after(decision.at, last)
        stamped.append(replace(decision, at=last))
    db.memory["last time"] = last
    return stamped


def _write(db: Database, decisions: Sequence[Decision], pair_nos: dict[str, int], *, splitting: bool) -> None:
    """Append; where pairs are made or taken back by it, they come and go in the same transaction."""
    if not splitting:
        _append(db, decisions, pair_nos)
        return
    with db.transaction():
        _append(db, decisions, pair_nos)
        offshoots.follow(db)


def _append(db: Database, decisions: Sequence[Decision], pair_nos: dict[str, int]) -> None:
    rows = [
        (
            d.event_id,
            d.batch_id,
            to_time(d.at),
            d.reviewer,
            d.action.value,
            pair_nos.get(d.pair_id),
            d.pair_id,
            d.passage_id,
            d.text,
            d.target,
            d.pair_hash,
            d.shown,
        )
        for d in decisions
    ]
    if len(rows) == 1:
        db.do_at_once("append_decision", **dict(zip(_COLUMNS, rows[0], strict=True)))
    elif len(rows) <= _SMALL:
        db.do_at_once("append_decisions", **columns(rows, _COLUMNS))
    else:
        db.do("append_decisions", **columns(rows, _COLUMNS))
