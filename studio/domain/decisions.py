"""Decisions are events: appended, never changed. The state of a pair is a fold over its events.

A batch is what one keypress did (a bulk accept is one batch); undo and redo name the batch that they take
back or restore, so events merged from two reviewers in any order fold to the same state.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from studio.domain.pairs import Status, Verdict

__all__ = [
    "ACCEPTING_GRADES",
    "DECIDES",
    "SHOWN_AUDIT",
    "SHOWN_DISAGREEMENT",
    "SHOWN_RANDOM",
    "Action",
    "Decision",
    "PairState",
    "effective",
    "fold",
    "new_id",
    "stacks",
]

SHOWN_RANDOM = "random"
"""Drawn at random from all that nobody decided: evidence of how the rest is."""
SHOWN_AUDIT = "audit"
SHOWN_DISAGREEMENT = "disagreement"
"""Reviewers had said different things of it, and the card said who."""


class Action(StrEnum):
    """What an event says."""

    ACCEPT = "accept"
    REJECT = "reject"
    SKIP = "skip"
    CANT_TELL = "cant_tell"
    ACCEPT_UNSEEN = "accept_unseen"
    """Taken with the rest after an audit: nobody looked at the pair, and `text` holds what is known of all of them."""
    REOPEN = "reopen"
    FLAG = "flag"
    UNFLAG = "unflag"
    COMMENT = "comment"
    EDIT_QUERY = "edit_query"
    EDIT_PASSAGE = "edit_passage"
    SPLIT = "split"
    """The query asked two things: `text` is the second, which becomes a pair of its own with the same passage."""
    DUPLICATE = "duplicate"
    """Another pair asks the same and is kept: `text` is its name."""
    NEGATIVE_HARD = "negative_hard"
    NEGATIVE_FALSE = "negative_false"
    NEGATIVE_CANT_TELL = "negative_cant_tell"
    NEGATIVE_CLEAR = "negative_clear"
    NEGATIVE_DROP = "negative_drop"
    NEGATIVE_PROMOTE = "negative_promote"
    NEGATIVE_ADD = "negative_add"
    """Found by hand: a person read it and says it is a hard negative."""
    NEGATIVE_TAKE = "negative_take"
    """Taken from the pool in place of another: not judged yet."""
    POSITIVE_ADD = "positive_add"
    """Found by hand: a person read it and says that it answers the query as the pair's own passage does."""
    UNDO = "undo"
    REDO = "redo"


_STATUS = {
    Action.ACCEPT: Status.ACCEPTED,
    Action.REJECT: Status.REJECTED,
    Action.SKIP: Status.SKIPPED,
    Action.CANT_TELL: Status.CANT_TELL,
    Action.ACCEPT_UNSEEN: Status.ACCEPTED,
    Action.REOPEN: Status.UNDECIDED,
    Action.DUPLICATE: Status.REJECTED,
}
_VERDICT = {
    Action.NEGATIVE_HARD: Verdict.HARD,
    Action.NEGATIVE_FALSE: Verdict.FALSE,
    Action.NEGATIVE_CANT_TELL: Verdict.CANT_TELL,
    Action.NEGATIVE_CLEAR: Verdict.UNJUDGED,
    Action.NEGATIVE_DROP: Verdict.DROPPED,
    Action.NEGATIVE_PROMOTE: Verdict.PROMOTED,
    Action.NEGATIVE_ADD: Verdict.HARD,
    Action.NEGATIVE_TAKE: Verdict.UNJUDGED,
    Action.POSITIVE_ADD: Verdict.PROMOTED,
}
DECIDES = (Action.ACCEPT, Action.REJECT, Action.SKIP, Action.CANT_TELL, Action.DUPLICATE)
"""What a person says of a pair when they looked at it."""
ACCEPTING_GRADES = ("1", "2", "3")
"""How well the passage answers, as an accepting decision's `text` says it where reviewers grade; none is no grade."""
_FAULT = "duplicate"
"""Why a pair that was merged into another counts as rejected."""
_ADDS = (Action.NEGATIVE_ADD, Action.NEGATIVE_TAKE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One event.

    `text` holds what its action says: a comment, an edited text, why a pair was rejected. `passage_id` is the negative
    meant, `target` the batch undone or redone. `pair_hash` is the content hash of query and passage as the reviewer saw
    them, `shown` how the card came to be shown where that matters (SHOWN_RANDOM, SHOWN_AUDIT, SHOWN_DISAGREEMENT).
    """

    event_id: str
    batch_id: str
    at: datetime
    reviewer: str
    action: Action
    pair_id: str = ""
    passage_id: str = ""
    text: str = ""
    target: str = ""
    pair_hash: str = ""
    shown: str = ""


@dataclass(slots=True)
class PairState:
    """What a person's effective decisions say of one pair; the machine's rows stay as they are."""

    status: Status = Status.UNDECIDED
    fault: str = ""
    flagged: bool = False
    comment: str = ""
    query: str | None = None
    passage: str | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    replaces: dict[str, str] = field(default_factory=dict)
    """For an added negative, the one that was dropped for it in the same batch: it stands in its place."""
    reviewer: str = ""
    decided_at: datetime | None = None
    claim: str = ""
    """What an audit said of the pairs accepted unseen with this one; empty where a person looked at it."""
    grade: int | None = None
    """How well the passage answers, 1 to 3, where whoever accepted the pair graded it."""
    duplicate_of: str = ""
    """The pair that this one was merged into, empty where it stands for itself."""


def new_id() -> str:
    """Return a fresh identifier for an event or a batch."""
    return uuid.uuid4().hex


def _order(decision: Decision) -> tuple[datetime, str]:
    return decision.at, decision.event_id


def effective(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that stand, oldest first: those whose batch was not undone last."""
    ordered = sorted(decisions, key=_order)
    undone: dict[str, bool] = {}
    for decision in ordered:
        if decision.action in (Action.UNDO, Action.REDO):
            undone[decision.target] = decision.action is Action.UNDO
    return [d for d in ordered if d.action not in (Action.UNDO, Action.REDO) and not undone.get(d.batch_id, False)]


def fold(decisions: Iterable[Decision]) -> PairState:
    """Fold the events of one pair (undo and redo events of its batches included) into its state."""
    state = PairState()
    before: Decision | None = None
    for decision in effective(decisions):
        if decision.action in _STATUS:
            state.status = _STATUS[decision.action]
            state.fault = {Action.REJECT: decision.text, Action.DUPLICATE: _FAULT}.get(decision.action, "")
            graded = decision.action is Action.ACCEPT and decision.text in ACCEPTING_GRADES
            state.grade = int(decision.text) if graded else None
            state.duplicate_of = decision.text if decision.action is Action.DUPLICATE else ""
            state.reviewer, state.decided_at = decision.reviewer, decision.at
            state.claim = decision.text if decision.action is Action.ACCEPT_UNSEEN else ""
        elif decision.action in _VERDICT:
            state.verdicts[decision.passage_id] = _VERDICT[decision.action]
            if decision.action in _ADDS:
                _add(state, decision, before)
        elif decision.action in (Action.FLAG, Action.UNFLAG):
            state.flagged = decision.action is Action.FLAG
        elif decision.action is Action.COMMENT:
            state.comment = decision.text
        elif decision.action is Action.EDIT_QUERY:
            state.query = decision.text
        elif decision.action is Action.EDIT_PASSAGE:
            state.passage = decision.text
        before = decision
    return state


def _add(state: PairState, decision: Decision, before: Decision | None) -> None:
    if decision.passage_id not in state.added:
        state.added = (*state.added, decision.passage_id)
    if before and before.batch_id == decision.batch_id and before.action is Action.NEGATIVE_DROP:
        state.replaces[decision.passage_id] = before.passage_id


def stacks(decisions: Sequence[Decision], reviewer: str) -> tuple[list[str], list[str]]:
    """Return the reviewer's batches that stand and those taken back; undo and redo go through each from its end."""
    done: list[str] = []
    taken_back: list[str] = []
    for decision in sorted((d for d in decisions if d.reviewer == reviewer), key=_order):
        if decision.action is Action.UNDO:
            if decision.target in done:
                done.remove(decision.target)
                taken_back.append(decision.target)
        elif decision.action is Action.REDO:
            if decision.target in taken_back:
                taken_back.remove(decision.target)
                done.append(decision.target)
        elif not done or done[-1] != decision.batch_id:
            done.append(decision.batch_id)
            taken_back.clear()
    return done, taken_back
