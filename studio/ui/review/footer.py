"""Which keys the line below names, by what a person is at. Knows the names of actions, and draws nothing."""

from collections.abc import Mapping, Sequence
from enum import Enum

from studio.ui.actions import worded
from studio.ui.actions.review import ACTIONS

__all__ = ["At", "keys_at"]


class At(Enum):
    """What a person is at."""

    PAIR = "a pair"
    NEGATIVES = "a pair's negatives"
    NEGATIVE_CARD = "a card of one negative"
    QUERY = "editing a query"
    PASSAGE = "editing a passage"
    FILTER = "writing a filter"
    NOTHING = "a queue without cards"

    @classmethod
    def of(cls, *, editing: str, filtering: bool, empty: bool, asking_negative: bool, in_negatives: bool) -> "At":
        """Return what a person is at: what is typed into goes first."""
        if editing:
            return cls.QUERY if editing == "query" else cls.PASSAGE
        if filtering:
            return cls.FILTER
        if empty:
            return cls.NOTHING
        if asking_negative:
            return cls.NEGATIVE_CARD
        return cls.NEGATIVES if in_negatives else cls.PAIR


_TYPED: Mapping[At, Sequence[tuple[str, str]]] = {
    At.QUERY: (("enter", "save"), ("esc", "leave it as it was")),
    At.PASSAGE: (("f2", "save"), ("esc", "keep the draft, show the passage")),
    At.FILTER: (("enter", "filter"), ("tab", "complete"), ("esc", "leave it")),
}
_NAMED: Mapping[At, Mapping[str, str]] = {
    At.NOTHING: {"filter": "filter", "views": "views", "cards": "other cards", "undo": "undo", "back": "back"},
    At.NEGATIVES: {
        "confirm": "hard negative",
        "negative({})": "is relevant",
        "promote": "promote",
        "drop": "drop",
        "replace": "replace",
        "find": "find",
        "undo": "undo",
        "page_down": "read on",
        "focus_next": "back to the pair",
    },
    At.NEGATIVE_CARD: {
        "accept": "yes",
        "reject": "no",
        "cant_tell": "can't tell",
        "whole": "whole passage",
        "skip": "skip",
        "promote": "promote",
        "undo": "undo",
        "flag": "flag",
        "cards": "other cards",
    },
}


def keys_at(at: At, keymap: dict[str, str], negative: int = 1) -> Sequence[tuple[str, str]]:
    """Return keys with what each does, the most important first; none where the screen's own are meant.

    `negative` is the number of the selected one: its key is its digit, which those behind the ninth have not.
    """
    known = {action.method for action in ACTIONS}
    words = {method.format(negative): word for method, word in _NAMED.get(at, {}).items()}
    return [*_TYPED.get(at, ()), *worded(ACTIONS, {m: word for m, word in words.items() if m in known}, keymap)]
