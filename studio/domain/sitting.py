"""What one person did between opening the studio and leaving it, and the few lines that say so. Knows no screen.

A card counts once, with what was said of it last; what was taken back does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from studio.domain.decisions import DECIDES, Action, Decision, effective
from studio.domain.pace import gaps
from studio.domain.wording import plural

__all__ = ["Sitting", "Toward", "summary"]

_NEGATIVES = (
    Action.NEGATIVE_HARD,
    Action.NEGATIVE_FALSE,
    Action.NEGATIVE_CANT_TELL,
    Action.NEGATIVE_DROP,
    Action.NEGATIVE_PROMOTE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Cards decided, by what was said; `seconds` is the median from one decision to the next, without breaks.

    Both paces are None before the second decision.
    """

    pairs: int = 0
    accepted: int = 0
    rejected: int = 0
    negatives: int = 0
    seconds: float | None = None
    per_minute: float | None = None

    @property
    def decided(self) -> int:
        """Pairs and negatives."""
        return self.pairs + self.negatives

    @classmethod
    def of(cls, events: Sequence[Decision]) -> "Sitting":
        """Count a reviewer's events of this sitting, undo and redo included."""
        stand = [event for event in effective(events) if event.action in DECIDES or event.action in _NEGATIVES]
        pairs = {event.pair_id: event.action for event in stand if event.action in DECIDES}
        begun = {event.batch_id: event.at.timestamp() for event in reversed(stand)}
        between = gaps(sorted(begun.values()))
        return cls(
            pairs=len(pairs),
            accepted=sum(action is Action.ACCEPT for action in pairs.values()),
            rejected=sum(action is Action.REJECT for action in pairs.values()),
            negatives=len({(event.pair_id, event.passage_id) for event in stand if event.action in _NEGATIVES}),
            seconds=median(between) if between else None,
            per_minute=60 * len(between) / sum(between) if sum(between) else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Toward:
    """How far it is to the goal: `rest` and `goal` are shares of bad pairs among those that nobody looked at.

    `rest` is None where nothing is known of it, `cards` how many an audit has still to judge.
    """

    goal: float
    rest: float | None
    cards: int


def summary(sitting: Sitting, toward: Toward) -> list[str]:
    """Return what is said on leaving, up to three lines; none where nothing was decided."""
    if not sitting.decided:
        return []
    decided = [plural(sitting.pairs, "pair")] if sitting.pairs else []
    decided += [plural(sitting.negatives, "negative")] if sitting.negatives else []
    answered = sitting.accepted + sitting.rejected
    rate = f", {sitting.accepted / answered:.0%} of {answered:,} accepted" if answered else ""
    lines = [f"Decided in this sitting: {' and '.join(decided)}{rate}."]
    if sitting.seconds is not None and sitting.per_minute is not None:
        lines.append(f"Median {sitting.seconds:.1f} s from one to the next, {sitting.per_minute:.0f} a minute.")
    return [*lines, _left(toward, sitting.per_minute)]


def _left(toward: Toward, per_minute: float | None) -> str:
    known = "" if toward.rest is None else f"At most {toward.rest:.1%} of what nobody looked at is bad"
    if toward.rest is not None and toward.rest <= toward.goal:
        return f"{known}: the goal of {toward.goal:.0%} is reached."
    if not toward.cards:
        return "Nothing is left that nobody looked at."
    time = f", about {max(1, round(toward.cards / per_minute)):,} min" if per_minute else ""
    audit = f"An audit (A) of {plural(toward.cards, 'card')} can show at most {toward.goal:.0%}{time}."
    return f"{known}. {audit}" if known else audit
