"""What merging two pairs that ask the same says of the one that is kept. Appends nothing."""

from collections.abc import Sequence

from studio.domain.decisions import Action
from studio.domain.pairs import Pair, Verdict

__all__ = ["carried"]


def carried(kept: Pair, other: Pair) -> Sequence[tuple[Action, str]]:
    """Return what the kept pair takes over of a pair that asks the same: decisions, each with the passage it is of.

    Every positive of the other becomes one of the kept pair, and what answers the other's query is no negative of it.
    """
    known = {kept.passage_id: Verdict.PROMOTED, **{n.passage_id: n.verdict for n in kept.negatives}}
    positives = (other.passage_id, *other.promoted)
    added = [(Action.POSITIVE_ADD, name) for name in positives if known.get(name) is not Verdict.PROMOTED]
    answers = [n.passage_id for n in other.negatives if n.verdict is Verdict.FALSE]
    settled = (Verdict.PROMOTED, Verdict.FALSE)
    return [*added, *((Action.NEGATIVE_FALSE, name) for name in answers if known.get(name) not in settled)]
