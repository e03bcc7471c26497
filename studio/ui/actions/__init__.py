"""The one registry of actions: bindings, footer, command palette, help and docs are derived from it.

An action's id is `place.name`: the place is `app` or a screen, the name is the method `action_<name>` that does it.
Nothing here does anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.binding import Binding

__all__ = ["Action", "all_actions", "bindings", "key_of", "keys_of", "places"]

_SHOWN = {
    "question_mark": "?",
    "colon": ":",
    "slash": "/",
    "plus": "+",
    "vertical_line": "|",
    "ampersand": "&",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "backspace": "bksp",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a person can do. `footer` is its word in the footer, empty where only help shows it."""

    id: str
    keys: str
    footer: str = ""
    help: str

    @property
    def place(self) -> str:
        """Return where it can be done: `app` or a screen's name."""
        return self.id.partition(".")[0]

    @property
    def method(self) -> str:
        """Return the action's name as Textual calls it."""
        return self.id.partition(".")[2]


def keys_of(action: Action, keymap: Mapping[str, str]) -> str:
    """Return the action's keys after the user's keymap, as people write them: 'question_mark,f1' gives '?, f1'."""
    keys = keymap.get(action.id, action.keys)
    return ", ".join(_SHOWN.get(key.strip(), key.strip()) for key in keys.split(","))


def key_of(action: Action, keymap: Mapping[str, str]) -> str:
    """Return the first of the action's keys after the user's keymap, as people write it."""
    return keys_of(action, keymap).partition(",")[0]


def worded(actions: Iterable[Action], words: Mapping[str, str], keymap: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the keys of some actions with what each is called where a person is now, in the order of `words`."""
    known = {action.method: action for action in actions}
    return [(key_of(known[method], keymap), word) for method, word in words.items()]


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """Return Textual bindings for a screen's actions; each carries its id, so that a keymap can remap it."""
    return [
        Binding(a.keys, a.method, a.footer or a.help, show=bool(a.footer), id=a.id, key_display=key_of(a, {}))
        for a in actions
    ]


def places() -> dict[str, tuple[Action, ...]]:
    """Return every action by its place, in the order in which help shows them."""
    from studio.ui.actions import everywhere, forms, home, judge, leaderboard, lists, models, review, runs, train  # noqa: PLC0415 - they import this module

    return {
        "app": everywhere.ACTIONS,
        "home": home.ACTIONS,
        "ingest": forms.INGEST,
        "generate": forms.GENERATE,
        "mine": forms.MINE,
        "review": review.ACTIONS,
        "train": train.ACTIONS,
        "runs": runs.RUNS,
        "run": runs.RUN,
        "models": models.ACTIONS,
        "leaderboard": leaderboard.ACTIONS,
        "slices": leaderboard.SLICES,
        "rankings": leaderboard.RANKINGS,
        "judge": judge.ACTIONS,
        "queries": judge.QUERIES,
        "tests": lists.TESTS,
        "export": forms.EXPORT,
        "log": lists.LOG,
        "problems": lists.PROBLEMS,
    }


def all_actions() -> tuple[Action, ...]:
    """Return every action of the studio."""
    return tuple(action for actions in places().values() for action in actions)
