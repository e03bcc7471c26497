"""Audits and the bound that moves with the review: what was drawn at random, how it was judged, what is left.

What may be concluded from it is said in `studio.domain.audit` and `studio.domain.stopping` alone.
"""

import secrets
from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from studio.domain.audit import Audit, AuditKind, Outlook, alpha_of, propose
from studio.domain.decisions import DECIDES, Action, Decision, new_id
from studio.domain.sitting import Toward
from studio.domain.stopping import Bound, Draw, bound_on_rest
from studio.errors import InputError
from studio.storage import decisions
from studio.storage.database import Database
from studio.storage.names import names_of
from studio.storage.values import from_time, to_time

__all__ = [
    "accept_rest",
    "audits",
    "begin",
    "end",
    "live",
    "look",
    "newest",
    "open_audit",
    "pool",
    "proposed",
    "rest",
    "sample",
    "toward",
]

_FEW = 10
"""Cards drawn at random under which the live bound says so little that it is not shown."""
_POOL = {AuditKind.PAIRS: "pairs_to_audit", AuditKind.NEGATIVES: "negatives_to_audit"}
_FREEZE = {AuditKind.PAIRS: "freeze_pairs", AuditKind.NEGATIVES: "freeze_negatives"}
_STANDS = {AuditKind.PAIRS: "audit_of_pairs", AuditKind.NEGATIVES: "audit_of_negatives"}


def pool(db: Database, kind: AuditKind) -> int:
    """Return how many units an audit would be about if it began now."""
    return int(db.all(_POOL[kind])[0][0])


def proposed(db: Database, kind: AuditKind, goal: float) -> int:
    """Return how many units to draw so that at most `goal` of the rest can be shown to be bad.

    The share of bad ones among those drawn at random so far is expected to go on, below half of the goal at most.
    """
    found = live(db) if kind is AuditKind.PAIRS else None
    expected = found.bad_draws / found.draws if found else 0.0
    return propose(pool(db, kind), goal, alpha=alpha_of(_number(db, kind)), expected=min(expected, goal / 2))


def begin(db: Database, kind: AuditKind, reviewer: str, drawn: int) -> Audit:
    """Freeze what nobody judged and draw a sample of it. Raises InputError where there is nothing to draw from."""
    size = pool(db, kind)
    if not size:
        raise InputError(f"There is nothing left to audit: there are no {kind.value} that nobody judged.")
    audit_id, seed = new_id(), secrets.randbits(62)
    with db.transaction():
        db.do(
            "begin_audit",
            audit_id=audit_id,
            kind=kind.value,
            started_at=to_time(datetime.now(UTC)),
            reviewer=reviewer,
            alpha=alpha_of(_number(db, kind)),
            seed=seed,
        )
        db.do(_FREEZE[kind], audit_id=audit_id, seed=seed, drawn=max(1, min(drawn, size)))
    return next(audit for audit in audits(db) if audit.audit_id == audit_id)


def audits(db: Database) -> list[Audit]:
    """Return every audit as it stands, newest first; read again only where something was written since."""
    return db.while_unwritten("audits", lambda: [_audit(db, row) for row in db.all("audits")])


def newest(db: Database, kind: AuditKind) -> Audit | None:
    """Return the audit of a kind that was begun last, None where there is none."""
    return next((audit for audit in audits(db) if audit.kind is kind), None)


def open_audit(db: Database) -> Audit | None:
    """Return the audit that was begun last where its sample is not judged yet."""
    found = next(iter(audits(db)), None)
    return found if found and not found.finished else None


def look(db: Database, goal: float) -> Outlook:
    """Return what could be audited, and what is known without."""
    return Outlook(
        goal=goal,
        pairs=pool(db, AuditKind.PAIRS),
        draw=proposed(db, AuditKind.PAIRS, goal),
        negatives=pool(db, AuditKind.NEGATIVES),
        draw_negatives=proposed(db, AuditKind.NEGATIVES, goal),
        running=open_audit(db),
        newest=newest(db, AuditKind.PAIRS),
        live=live(db),
    )


def end(db: Database, audit_id: str) -> None:
    """End an audit: what was drawn and not judged counts as bad from now on."""
    db.do("end_audit", audit_id=audit_id)


def sample(db: Database, audit_id: str) -> list[tuple[int, int | None]]:
    """Return the sample in the order in which it is judged: pair number, and passage number for a negative."""
    return [(row[0], row[1]) for row in db.all("audit_sample", audit_id=audit_id)]


def accept_rest(db: Database, audit: Audit, reviewer: str) -> int:
    """Accept all pairs of the audit's pool that nobody decided, as one batch that says why; return how many.

    Raises InputError where the audit allows no claim: it is not finished, or is one of negatives.
    """
    if audit.kind is not AuditKind.PAIRS or not audit.finished:
        raise InputError("Only an audit of pairs whose whole sample is judged says what the rest is like.")
    batch, at = new_id(), datetime.now(UTC)
    rest = array("q", [row[0] for row in db.all("audit_rest", audit_id=audit.audit_id)])
    taken = [
        Decision(
            event_id=new_id(),
            batch_id=batch,
            at=at,
            reviewer=reviewer,
            action=Action.ACCEPT_UNSEEN,
            pair_id=pair_id,
            text=audit.claim,
        )
        for pair_id in names_of(db, rest)
    ]
    decisions.decide(db, taken)
    return len(taken)


def live(db: Database) -> Bound | None:
    """Return what the cards drawn at random say of the rest; None where none was drawn since the pool last grew."""
    return db.while_unwritten("live", lambda: _live(db)) if db.all("any_drawn") else None


def rest(db: Database) -> float | None:
    """Return the share of bad pairs among those not looked at, at most: by the newest audit, else live.

    None where neither says anything yet.
    """
    finished = [audit for audit in audits(db) if audit.kind is AuditKind.PAIRS and audit.finished and audit.left]
    if finished:
        return finished[0].share
    found = live(db)
    return found.share if found is not None and found.draws >= _FEW and found.left else None


def toward(db: Database, goal: float) -> Toward:
    """Return what is known of the rest, and how many cards of the audit that runs, or of one to begin, are to judge."""
    running = open_audit(db)
    if running is not None and running.kind is AuditKind.PAIRS:
        cards = running.drawn - running.judged
    else:
        cards = proposed(db, AuditKind.PAIRS, goal)
    return Toward(goal=goal, rest=rest(db), cards=cards)


def _live(db: Database) -> Bound | None:
    draws = [Draw(*row) for row in db.all("drawn_pairs", decides=[action.value for action in DECIDES])]
    total, reviewed, bad = db.all("looked_at")[0]
    return bound_on_rest(total, draws, reviewed=reviewed, bad=bad) if draws else None


def _number(db: Database, kind: AuditKind) -> int:
    """Return which audit of its kind the next one is, from 1."""
    return 1 + len([row for row in db.all("audits") if row[1] == kind.value])


def _audit(db: Database, row: Sequence[Any]) -> Audit:
    audit_id, kind, started_at, reviewer, alpha = row
    size, drawn, judged, bad, since_bad, left = db.all(_STANDS[AuditKind(kind)], audit_id=audit_id)[0]
    return Audit(
        audit_id=audit_id,
        kind=AuditKind(kind),
        started_at=from_time(started_at),
        reviewer=reviewer,
        alpha=alpha,
        pool=size,
        drawn=drawn,
        judged=judged,
        bad=bad,
        since_bad=since_bad,
        left=left,
    )
