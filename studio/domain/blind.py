"""Pairs that every reviewer judges blind: when another's answer is hidden, and what of a pair is seen meanwhile.

Which pairs those are is drawn by their names where they are stored; what stands for training is not decided here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from studio.domain.decisions import DECIDES, Action, Decision, effective

__all__ = ["ANSWERS", "Blind", "hidden", "seen"]

ANSWERS = (Action.ACCEPT, Action.REJECT, Action.CANT_TELL, Action.DUPLICATE)
"""After one of these that stands, a reviewer sees what the others said. To put a pair off is no answer."""
_STANDS = (*DECIDES, Action.ACCEPT_UNSEEN, Action.REOPEN)


@dataclass(frozen=True, slots=True)
class Blind:
    """Who looks, and the share of all pairs on which they see nobody's answer before they gave theirs."""

    reviewer: str
    share: float


def hidden(decisions: Iterable[Decision], reviewer: str) -> bool:
    """Return whether another's answer stands for a pair, by its events, to which the reviewer has given none."""
    standing = [decision for decision in effective(decisions) if decision.action in _STANDS]
    if not standing or standing[-1].action not in DECIDES or standing[-1].reviewer == reviewer:
        return False
    return not any(decision.reviewer == reviewer and decision.action in ANSWERS for decision in standing)


def seen(decisions: Iterable[Decision], reviewer: str) -> list[Decision]:
    """Return the events of a pair without anybody's answers and without what others wrote beside them.

    Repairs, flags and verdicts on negatives stay: they are part of the pair that is judged.
    """
    return [
        decision
        for decision in decisions
        if decision.action not in _STANDS and (decision.action is not Action.COMMENT or decision.reviewer == reviewer)
    ]
