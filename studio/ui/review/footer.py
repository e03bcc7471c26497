"""Which keys the line below names, by what a person is at. Knows the ids of actions, and draws nothing."""

from collections.abc import Mapping, Sequence
from enum import Enum

from studio.ui.actions import key_of
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

    @classmethod
    def of(cls, *, editing: str, filtering: bool, asking_negative: bool, in_negatives: bool) -> "At":
        """Return what a person is at: what is typed into goes first."""
        if editing:
            return cls.QUERY if editing == "query" else cls.PASSAGE
        if filtering:
            return cls.FILTER
        if asking_negative:
            return cls.NEGATIVE_CARD
        return cls.NEGATIVES if in_negatives else cls.PAIR


_TYPED: Mapping[At, Sequence[tuple[str, str]]] = {
    At.QUERY: (("enter", "save"), ("esc", "leave it as it was")),
    At.PASSAGE: (("f2", "save"), ("esc", "keep the draft, show the passage")),
    At.FILTER: (("enter", "filter"), ("tab", "complete"), ("esc", "leave it")),
}
_NAMED: Mapping[At, Mapping[str, str]] = {
    At.NEGATIVES: {
        "review.confirm": "hard negative",
        "review.negative(1)": "is relevant",
        "review.promote": "promote",
        "review.drop": "drop",
        "review.replace": "replace",
        "review.find": "find",
        "review.undo": "undo",
        "review.page_down": "read on",
        "review.focus_next": "back to the pair",
    },
    At.NEGATIVE_CARD: {
        "review.accept": "yes",
        "review.reject": "no",
        "review.cant_tell": "can't tell",
        "review.whole": "whole passage",
        "review.skip": "skip",
        "review.promote": "promote",
        "review.undo": "undo",
        "review.flag": "flag",
        "review.cards": "other cards",
    },
}
_ACTIONS = {action.id: action for action in ACTIONS}


def keys_at(at: At, keymap: dict[str, str]) -> Sequence[tuple[str, str]]:
    """Return keys with what each does, the most important first; none where the screen's own are meant."""
    typed = _TYPED.get(at, ())
    named = [(key_of(_ACTIONS[name], keymap), word) for name, word in _NAMED.get(at, {}).items()]
    return [*typed, *named]
