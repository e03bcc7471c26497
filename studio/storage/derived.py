"""What stands, derived from the events and kept beside them so that reading is fast. It may be rebuilt at any time.

The rules are `studio.domain.decisions.fold` and `stacks`; nothing here says what a decision means.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from studio.domain.decisions import Action, Decision, PairState, fold, stacks
from studio.domain.pairs import Verdict
from studio.storage.database import Database
from studio.storage.values import columns, from_time, to_time

__all__ = ["microseconds", "rebuild", "refresh", "to_decision"]

_STATE = ("pair_no", "status", "flagged", "comment", "query", "passage", "reviewer", "decided_at")
_VERDICT = ("pair_no", "passage_id", "verdict", "added", "replaces")
_TRAVELS = (Action.UNDO, Action.REDO)


def refresh(db: Database, pair_nos: Sequence[int]) -> None:
    """Derive the state of some pairs anew from all of their events."""
    if not pair_nos:
        return
    by_pair: dict[int, list[Decision]] = defaultdict(list)
    for row in db.all("pair_events", pair_nos=list(pair_nos)):
        by_pair[row[0]].append(to_decision(row))
    touched = [pair_no for pair_no, found in by_pair.items() if any(d.passage_id for d in found)]
    if touched:
        db.do("clear_verdicts", pair_nos=touched)
    _put(db, {pair_no: fold(found) for pair_no, found in by_pair.items()})


def rebuild(db: Database) -> None:
    """Derive the state of every pair and every undo stack from the events anew."""
    with db.transaction():
        db.do("link_decisions")
        rows = db.all("all_events")
        decisions = [to_decision(row) for row in rows]
        travels: dict[str, list[Decision]] = defaultdict(list)
        for decision in decisions:
            if decision.action in _TRAVELS:
                travels[decision.target].append(decision)
        by_pair: dict[int, list[Decision]] = defaultdict(list)
        batches: dict[int, set[str]] = defaultdict(set)
        for row, decision in zip(rows, decisions, strict=True):
            if row[0] is not None:
                by_pair[row[0]].append(decision)
                if decision.batch_id not in batches[row[0]]:
                    batches[row[0]].add(decision.batch_id)
                    by_pair[row[0]].extend(travels.get(decision.batch_id, ()))
        for name in ("clear_derived_states", "clear_derived_verdicts", "clear_derived_batches"):
            db.do(name)
        _put(db, {pair_no: fold(found) for pair_no, found in by_pair.items()})
        db.do("put_batches", **columns(_stacked(decisions), ("batch_id", "reviewer", "place", "stack")))


def to_decision(row: Sequence[Any]) -> Decision:
    """Make an event of a row that starts with the pair's number."""
    _, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash = row
    return Decision(
        event_id=event_id,
        batch_id=batch_id,
        at=from_time(made_at),
        reviewer=reviewer,
        action=Action(action),
        pair_id=pair_id,
        passage_id=passage_id,
        text=text,
        target=target,
        pair_hash=pair_hash,
    )


def microseconds(at: datetime) -> int:
    """Return a time as a whole number that orders like it."""
    seconds = at.timestamp()
    return int(seconds) * 1_000_000 + at.microsecond


def _stacked(decisions: Sequence[Decision]) -> list[tuple[str, str, int, str]]:
    place: dict[str, Decision] = {}
    owner: dict[str, str] = {}
    for decision in decisions:
        batch_id = decision.target if decision.action in _TRAVELS else decision.batch_id
        place[batch_id] = decision
        if decision.action not in _TRAVELS:
            owner.setdefault(batch_id, decision.reviewer)
    stack: dict[str, str] = {}
    for reviewer in set(owner.values()):
        done, taken_back = stacks(decisions, reviewer)
        stack |= dict.fromkeys(done, "done") | dict.fromkeys(taken_back, "undone")
    return [
        (batch_id, reviewer, microseconds(place[batch_id].at), stack.get(batch_id, "gone"))
        for batch_id, reviewer in owner.items()
    ]


def _put(db: Database, states: Mapping[int, PairState]) -> None:
    rows = [_state(pair_no, state) for pair_no, state in states.items()]
    if len(rows) == 1:
        db.do("put_state", **dict(zip(_STATE, rows[0], strict=True)))
    else:
        db.do("put_states", **columns(rows, _STATE))
    verdicts = [row for pair_no, state in states.items() for row in _verdicts(pair_no, state)]
    if verdicts:
        db.do("put_verdicts", **columns(verdicts, _VERDICT))


def _state(pair_no: int, state: PairState) -> tuple[Any, ...]:
    decided_at = to_time(state.decided_at) if state.decided_at else None
    return (
        pair_no,
        state.status.value,
        state.flagged,
        state.comment,
        state.query,
        state.passage,
        state.reviewer,
        decided_at,
    )


def _verdicts(pair_no: int, state: PairState) -> list[tuple[Any, ...]]:
    rows = []
    for passage_id, verdict in state.verdicts.items():
        added = state.added.index(passage_id) + 1 if passage_id in state.added else 0
        if verdict is not Verdict.UNJUDGED or added:
            rows.append((pair_no, passage_id, verdict.value, added, state.replaces.get(passage_id)))
    return rows
