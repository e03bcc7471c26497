"""What stands, derived from the events and kept beside them so that reading is fast. It may be rebuilt at any time.

The rules are those of `studio.domain.decisions.fold`; nothing here says what a decision means.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from studio.domain.decisions import Action, Decision, PairState, fold
from studio.domain.pairs import Verdict
from studio.storage.database import Database
from studio.storage.names import numbers
from studio.storage.values import columns, from_time, to_time

__all__ = ["read_ahead", "rebuild", "refresh", "to_decision", "travelled"]

_STATE = ("pair_no", "status", "flagged", "comment", "query", "passage", "reviewer", "decided_at")
_VERDICT = ("pair_no", "passage_no", "verdict", "added", "replaces")
_KEPT = 100
_TRAVELS = (Action.UNDO, Action.REDO)


def refresh(db: Database, pair_nos: Sequence[int], fresh: Sequence[Decision]) -> None:
    """Derive the state of some pairs anew from all of their events and from `fresh` ones that are not stored yet."""
    if len(pair_nos) == 1:
        _refresh_one(db, pair_nos[0], fresh)
    elif pair_nos:
        _refresh_many(db, pair_nos, fresh)


def rebuild(db: Database) -> None:
    """Derive the state of every pair from the events anew."""
    db.memory.pop("events", None)
    with db.transaction():
        db.do("link_decisions")
        rows = db.all("all_events")
        decisions = [to_decision(row) for row in rows]
        by_pair: dict[int, list[Decision]] = defaultdict(list)
        for row, decision in zip(rows, decisions, strict=True):
            if row[0] is not None:
                by_pair[row[0]].append(decision)
        _travelled(by_pair, decisions)
        db.do("clear_derived_states")
        db.do("clear_derived_verdicts")
        states = {pair_no: fold(found) for pair_no, found in by_pair.items()}
        db.do("put_states", **columns((_state(*item) for item in states.items()), _STATE))
        _put_verdicts(db, states)


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


def travelled(db: Database) -> set[str]:
    """Return the batches that were ever undone: read once, then kept up by whoever appends undo and redo."""
    known: set[str] | None = db.memory.get("travelled")
    if known is None:
        known = db.memory["travelled"] = {row[0] for row in db.all("travelled")}
    return known


def read_ahead(db: Database, pair_no: int) -> list[Decision]:
    """Return a pair's own events, read before a key needs them where there is time; whoever appends keeps them up."""
    known: dict[int, list[Decision]] = db.memory.setdefault("events", {})
    if pair_no not in known:
        if len(known) > _KEPT:
            known.clear()
        known[pair_no] = [to_decision(row) for row in db.all("events_of_pair", pair_no=pair_no)]
    return known[pair_no]


def _refresh_one(db: Database, pair_no: int, fresh: Sequence[Decision]) -> None:
    """Do it in as few statements as one key press can afford."""
    before = read_ahead(db, pair_no)
    batches = list({decision.batch_id for decision in before} & travelled(db))
    travels = [to_decision(row) for row in db.all("travels", batch_ids=batches)] if batches else []
    found = [*before, *travels, *fresh]
    state = fold(found)
    db.memory["events"][pair_no] = [*before, *(decision for decision in fresh if decision.pair_id)]
    values = dict(zip(_STATE, _state(pair_no, state), strict=True))
    db.do("change_state" if before else "add_state", **values)
    if any(decision.passage_id for decision in found):
        db.do("clear_verdicts", pair_nos=[pair_no])
        _put_verdicts(db, {pair_no: state})


def _refresh_many(db: Database, pair_nos: Sequence[int], fresh: Sequence[Decision]) -> None:
    db.memory.pop("events", None)
    by_pair: dict[int, list[Decision]] = {pair_no: [] for pair_no in pair_nos}
    for row in db.all("pair_events", pair_nos=list(pair_nos)):
        by_pair[row[0]].append(to_decision(row))
    by_name = numbers(db, "pair", {decision.pair_id for decision in fresh if decision.pair_id})
    for decision in fresh:
        if decision.pair_id:
            by_pair[by_name[decision.pair_id]].append(decision)
    _travelled(by_pair, fresh)
    states = {pair_no: fold(found) for pair_no, found in by_pair.items()}
    db.do("put_states", **columns((_state(*item) for item in states.items()), _STATE))
    if touched := [pair_no for pair_no, found in by_pair.items() if any(d.passage_id for d in found)]:
        db.do("clear_verdicts", pair_nos=touched)
        _put_verdicts(db, {pair_no: states[pair_no] for pair_no in touched})


def _travelled(by_pair: Mapping[int, list[Decision]], decisions: Iterable[Decision]) -> None:
    """Give every pair the undo and redo events of its batches."""
    travels: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.action in _TRAVELS:
            travels[decision.target].append(decision)
    if travels:
        for found in by_pair.values():
            for batch_id in {decision.batch_id for decision in found}:
                found.extend(travels.get(batch_id, ()))


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


def _put_verdicts(db: Database, states: Mapping[int, PairState]) -> None:
    """Write what stands for negatives. One whose passage is not here counts from when a rebuild finds it."""
    named = {passage_id for state in states.values() for passage_id in (*state.verdicts, *state.replaces.values())}
    by_name = numbers(db, "passage", named) if named else {}
    rows = [row for pair_no, state in states.items() for row in _verdicts(pair_no, state, by_name)]
    if rows:
        db.do("put_verdicts", **columns(rows, _VERDICT))


def _verdicts(pair_no: int, state: PairState, by_name: Mapping[str, int]) -> Iterable[tuple[Any, ...]]:
    for passage_id, verdict in state.verdicts.items():
        added = state.added.index(passage_id) + 1 if passage_id in state.added else 0
        if passage_id in by_name and (verdict is not Verdict.UNJUDGED or added):
            replaced = by_name.get(state.replaces.get(passage_id, ""))
            yield pair_no, by_name[passage_id], verdict.value, added, replaced
