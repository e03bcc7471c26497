"""What stands for pairs as one reviewer may see it, where a share of them is judged blind by everybody.

When an answer is hidden is said in `studio.domain.blind`. Without such a share every statement reads what stands.
"""

from collections.abc import Mapping

from studio.domain.blind import ANSWERS, Blind
from studio.storage.database import Database
from studio.storage.statements import statement

__all__ = ["as_seen", "blinded", "judged_by_all"]


def blinded(db: Database, reviewer: str, share: float) -> Blind | None:
    """Return what is hidden from a reviewer; None where that is nothing: no share, or nobody else decided a pair."""
    return Blind(reviewer, share) if share and db.all("others_decided", reviewer=reviewer) else None


def judged_by_all(db: Database, pair_no: int, share: float) -> bool:
    """Return whether a pair is one that every reviewer judges; read once."""
    known: dict[tuple[int, float], bool] = db.memory.setdefault("judged by all", {})
    if (pair_no, share) not in known:
        known[pair_no, share] = bool(db.all("judged_by_all", pair_no=pair_no, share=share)[0][0])
    return known[pair_no, share]


def as_seen(sql: str, values: Mapping[str, object], hides: Blind | None) -> tuple[str, Mapping[str, object]]:
    """Put what stands, or what is seen of it, in the place of $state; return the statement and all its values."""
    if hides is None:
        return sql.replace("$state", "pair_state"), values
    own = {"reviewer": hides.reviewer, "share": hides.share, "answers": [action.value for action in ANSWERS]}
    return sql.replace("$state", statement("seen_state")), {**values, **own}
