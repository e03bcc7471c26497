"""Cards taken by name rather than by a filter: an audit's sample, what reviewers differ on. Without Textual."""

from studio.domain.audit import Audit
from studio.domain.decisions import SHOWN_AUDIT, SHOWN_DISAGREEMENT
from studio.domain.pairs import Status, Verdict
from studio.domain.queue import Ask
from studio.storage import agreement, audits
from studio.storage.database import Database
from studio.ui.review import auditing
from studio.ui.review.session import Session

__all__ = ["take_audit", "take_disagreements"]


def take_audit(db: Database, session: Session) -> Audit | None:
    """Take the sample of the audit that runs, standing on the first card that is not judged; None where none runs."""
    audit = audits.open_audit(db)
    if audit is not None:
        cards = [Ask(pair_no, passage_no or 0).number for pair_no, passage_no in audits.sample(db, audit.audit_id)]
        session.take(cards, auditing.name(audit), shown=SHOWN_AUDIT, why=auditing.DRAWN)
        position = 0
        while _judged(session) and session.go(position + 1):
            position += 1
    return audit


def take_disagreements(db: Database, session: Session) -> bool:
    """Take the pairs on which reviewers differ; False where there are none, and the queue stays as it was."""
    numbers = agreement.disagreements(db)
    if numbers:
        session.take(numbers, "disagreements", shown=SHOWN_DISAGREEMENT, why=auditing.DIFFER)
    return bool(numbers)


def _judged(session: Session) -> bool:
    if session.asking_negative:
        return session.negative is not None and session.negative.verdict is not Verdict.UNJUDGED
    return session.pair is not None and session.pair.status is not Status.UNDECIDED
