"""Numbers, times and what decisions did, in a few words for a person. Knows no screen."""

from collections.abc import Iterable

from studio.domain.decisions import Action

__all__ = ["clock", "ordinal", "plural", "said", "times"]

_PAIRS = {
    Action.ACCEPT: "accepted",
    Action.REJECT: "rejected",
    Action.SKIP: "skipped",
    Action.CANT_TELL: "could not tell about",
    Action.ACCEPT_UNSEEN: "accepted unseen",
    Action.REOPEN: "reopened",
    Action.FLAG: "flagged",
    Action.UNFLAG: "unflagged",
    Action.COMMENT: "commented on",
    Action.EDIT_QUERY: "edited the query of",
    Action.EDIT_PASSAGE: "edited the passage of",
    Action.SPLIT: "split",
    Action.DUPLICATE: "merged into another",
}
_PASSAGES = {
    Action.NEGATIVE_HARD: "confirmed {}",
    Action.NEGATIVE_FALSE: "marked {} false",
    Action.NEGATIVE_CANT_TELL: "could not tell about {}",
    Action.NEGATIVE_CLEAR: "cleared {}",
    Action.NEGATIVE_DROP: "dropped {}",
    Action.NEGATIVE_PROMOTE: "promoted {}",
    Action.NEGATIVE_ADD: "added {}",
    Action.NEGATIVE_TAKE: "took {} from the pool",
    Action.POSITIVE_ADD: "added {} that answers",
}


def plural(number: int, one: str, many: str = "") -> str:
    """Return '1 pair', '1,293 pairs'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """Return '1st', '22nd', '113th'."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def times(number: int) -> str:
    """Return how often something was done: 'never', 'once', 'twice', '3 times'."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def clock(seconds: float) -> str:
    """Return a time as '1:05', or '2:00:03' from an hour on."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def said(actions: Iterable[Action]) -> str:
    """Return what a batch of decisions did, by its last action: 'accepted 25 pairs', 'dropped 1 negative'."""
    taken = list(actions)
    if not taken:
        return "nothing"
    last = taken[-1]
    if last is Action.UNDO or last is Action.REDO:
        return f"{'took back' if last is Action.UNDO else 'restored'} {plural(len(taken), 'decision')}"
    number = sum(action is last for action in taken)
    if last in _PAIRS:
        return f"{_PAIRS[last]} {plural(number, 'pair')}"
    return _PASSAGES[last].format(plural(number, "passage" if last is Action.POSITIVE_ADD else "negative"))
