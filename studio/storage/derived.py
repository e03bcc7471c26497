"""What stands, folded from the events and kept beside them so that counting and filtering are fast.

The rules are those of `studio.domain.decisions.fold`; nothing here says what a decision means. Events are appended
alone; `studio.storage.database` calls `fold_pending` before anything reads a table that is derived from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from studio.domain.decisions import Action, Decision, PairState, fold
from studio.domain.pairs import Verdict
from studio.storage.database import Database
from studio.storage.names import numbers
from studio.storage.values import columns, from_time, to_time

__all__ = ["events_now", "fold_again", "fold_pending", "read_ahead", "to_decision", "travels", "verdict_rows"]

_STATE = (
    "pair_no",
    "status",
    "flagged",
    "comment",
    "query",
    "passage",
    "reviewer",
    "decided_at",
    "claim",
    "duplicate_of",
    "grade",
)
_VERDICT = ("pair_no", "passage_no", "verdict", "added", "replaces")
_KEPT = 100
_BEGINNING = datetime(1, 1, 1)  # noqa: DTZ001 - the database's times have no zone


def fold_pending(db: Database) -> None:
    """Bring the derived tables up to the last event, inside the caller's transaction: the only writer of them.

    Up to where they go is kept in the database, so that events appended before a kill are found here too. It counts as
    no write: what stands is what stood before, only read faster.
    """
    [(until,)] = db.all("unfolded_until")
    if until is None:
        return
    pair_nos = [row[0] for row in db.all("unfolded_pairs")]
    by_pair: dict[int, list[Decision]] = {pair_no: [] for pair_no in pair_nos}
    for row in db.all("pair_events", pair_nos=pair_nos):
        by_pair[row[0]].append(to_decision(row))
    states = {pair_no: fold(found) for pair_no, found in by_pair.items()}
    db.all("put_states", **columns((_state(*item) for item in states.items()), _STATE))
    if touched := [pair_no for pair_no, found in by_pair.items() if any(d.passage_id for d in found)]:
        db.all("clear_verdicts", pair_nos=touched)
        if rows := [row for pair_no in touched for row in verdict_rows(db, pair_no, states[pair_no])]:
            db.all("put_verdicts", **columns(rows, _VERDICT))
    db.all("clear_folded")
    db.all("put_folded", until=until)


def fold_again(db: Database) -> None:
    """Let every event be folded anew: some came from elsewhere, or found the pair or passage that they speak of."""
    db.do("put_folded", until=_BEGINNING)


def read_ahead(db: Database, pair_no: int) -> list[Decision]:
    """Return a pair's own events: read once, then kept up by whoever appends."""
    known: dict[int, list[Decision]] = db.memory.setdefault("events", {})
    if pair_no not in known:
        if len(known) > _KEPT:
            known.clear()
        known[pair_no] = [to_decision(row) for row in db.all("events_of_pair", pair_no=pair_no)]
    return known[pair_no]


def travels(db: Database) -> dict[str, list[Decision]]:
    """Return every undo and redo event by the batch that it is about: read once, then kept up by whoever appends."""
    known: dict[str, list[Decision]] | None = db.memory.get("travels")
    if known is None:
        known = db.memory["travels"] = {}
        for row in db.all("travels"):
            event = to_decision(row)
            known.setdefault(event.target, []).append(event)
    return known


def events_now(db: Database, pair_no: int) -> list[Decision]:
    """Return a pair's events with the undo and redo events of their batches: what stands, whatever is folded."""
    own, travelled = read_ahead(db, pair_no), travels(db)
    batches = {decision.batch_id for decision in own}
    return [*own, *(event for batch in batches for event in travelled.get(batch, ()))]


def verdict_rows(db: Database, pair_no: int, state: PairState) -> Iterable[tuple[int, int, str, int, int | None]]:
    """Return what stands for a pair's negatives, by number: pair, passage, verdict, place among those added, replaced.

    One whose passage is not here counts from when it comes.
    """
    named = {*state.verdicts, *state.replaces.values()}
    by_name: Mapping[str, int] = numbers(db, "passage", named) if named else {}
    for passage_id, verdict in state.verdicts.items():
        added = state.added.index(passage_id) + 1 if passage_id in state.added else 0
        if passage_id in by_name and (verdict is not Verdict.UNJUDGED or added):
            replaced = by_name.get(state.replaces.get(passage_id, ""))
            yield pair_no, by_name[passage_id], verdict.value, added, replaced


def to_decision(row: Sequence[Any]) -> Decision:
    """Make an event of a row that starts with the pair's number."""
    _, event_id, batch_id, made_at, reviewer, action, pair_id, passage_id, text, target, pair_hash, shown = row
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
        shown=shown,
    )


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
        state.claim,
        state.duplicate_of,
        state.grade,
    )
