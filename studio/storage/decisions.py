"""Decisions: appended, never changed. Undo and redo append too.

What a decision means is said in `studio.domain.decisions` alone; what stands is derived in `studio.storage.derived`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from studio.domain.decisions import Action, Decision, new_id
from studio.domain.records import Change
from studio.domain.wording import said
from studio.storage.card import number
from studio.storage.database import Database, UnknownNameError
from studio.storage.derived import microseconds, rebuild, refresh, to_decision
from studio.storage.values import columns, from_time, now, to_time

__all__ = ["decide", "events", "export", "merge", "rebuild", "redo", "undo"]

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
)


def decide(db: Database, decisions: Sequence[Decision]) -> None:
    """Append decisions and refresh what they say of their pairs, in one transaction.

    Times are moved forward where needed, so that events stand in the order in which they were appended. A batch is
    given whole: its id must be new. Undo and redo have functions of their own.
    """
    if not decisions:
        return
    if any(decision.action in (Action.UNDO, Action.REDO) for decision in decisions):
        raise ValueError("undo and redo are not decided but called")
    with db.transaction():
        numbers = _numbers(db, {decision.pair_id for decision in decisions})
        stamped = _stamped(db, decisions)
        _append(db, stamped, numbers)
        for reviewer in dict.fromkeys(decision.reviewer for decision in stamped):
            db.do("forget_undone", reviewer=reviewer)
        for batch_id, last in {decision.batch_id: decision for decision in stamped}.items():
            _stand(db, batch_id, last, "done")
        refresh(db, sorted(set(numbers.values())))


def undo(db: Database, reviewer: str) -> Change | None:
    """Take back the reviewer's last batch that stands; None where nothing is left."""
    return _travel(db, reviewer, Action.UNDO)


def redo(db: Database, reviewer: str) -> Change | None:
    """Restore the batch that the reviewer took back last; None where a new decision came between."""
    return _travel(db, reviewer, Action.REDO)


def events(db: Database, pair_id: str) -> list[Decision]:
    """Return a pair's events, oldest first, with the undo and redo events of their batches."""
    return [to_decision(row) for row in db.all("pair_events", pair_nos=[number(db, pair_id)])]


def export(db: Database, path: Path) -> int:
    """Write every event for another reviewer to merge; return the number."""
    return db.do("export_decisions", path=str(path))


def merge(db: Database, decisions: Sequence[Decision]) -> int:
    """Add events from elsewhere that are not here yet, and rebuild; return how many were new.

    Events of pairs that are not here are kept and count from when their pair comes.
    """
    with db.transaction():
        known = {row[0] for row in db.all("known_events", event_ids=[decision.event_id for decision in decisions])}
        fresh = list({d.event_id: d for d in decisions if d.event_id not in known}.values())
        numbers: dict[str, int] = dict(db.all("pair_numbers", pair_ids=list({decision.pair_id for decision in fresh})))
        if fresh:
            _append(db, fresh, numbers)
            rebuild(db)
    return len(fresh)


def _travel(db: Database, reviewer: str, action: Literal[Action.UNDO, Action.REDO]) -> Change | None:
    source, goal = ("done", "undone") if action is Action.UNDO else ("undone", "done")
    with db.transaction():
        row = db.one("top_of_stack", reviewer=reviewer, stack=source)
        if row is None:
            return None
        target = str(row[0])
        taken = db.all("batch_events", batch_id=target)
        event = Decision(
            event_id=new_id(),
            batch_id=new_id(),
            at=from_time(now()),
            reviewer=reviewer,
            action=action,
            target=target,
        )
        [stamped] = _stamped(db, [event])
        _append(db, [stamped], {})
        _stand(db, target, stamped, goal)
        refresh(db, sorted({pair_no for _, pair_no, _ in taken if pair_no is not None}))
    return Change(
        batch_id=target,
        pair_ids=tuple(dict.fromkeys(pair_id for _, _, pair_id in taken)),
        said=said(Action(name) for name, _, _ in taken),
    )


def _numbers(db: Database, pair_ids: set[str]) -> dict[str, int]:
    if len(pair_ids) == 1:
        [pair_id] = pair_ids
        return {pair_id: number(db, pair_id)}
    numbers: dict[str, int] = dict(db.all("pair_numbers", pair_ids=list(pair_ids)))
    if missing := pair_ids - numbers.keys():
        raise UnknownNameError(f"There is no pair {min(missing)} in this project.")
    return numbers


def _stamped(db: Database, decisions: Sequence[Decision]) -> list[Decision]:
    row = db.one("last_time")
    last: datetime | None = from_time(row[0]) if row and row[0] else None
    stamped = []
    for decision in decisions:
        at = decision.at if last is None else max(decision.at, last + timedelta(microseconds=1))
        stamped.append(replace(decision, at=at))
        last = at
    return stamped


def _append(db: Database, decisions: Sequence[Decision], numbers: dict[str, int]) -> None:
    rows = [
        (
            d.event_id,
            d.batch_id,
            to_time(d.at),
            d.reviewer,
            d.action.value,
            numbers.get(d.pair_id),
            d.pair_id,
            d.passage_id,
            d.text,
            d.target,
            d.pair_hash,
        )
        for d in decisions
    ]
    if len(rows) == 1:
        db.do("append_decision", **dict(zip(_COLUMNS, rows[0], strict=True)))
    else:
        db.do("append_decisions", **columns(rows, _COLUMNS))


def _stand(db: Database, batch_id: str, last: Decision, stack: str) -> None:
    db.do("put_batch", batch_id=batch_id, reviewer=last.reviewer, place=microseconds(last.at), stack=stack)
