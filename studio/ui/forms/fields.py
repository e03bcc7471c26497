"""One line of a form: a setting with its value, its range and why it matters.

Kind, range and choices come from the options' own types; nothing here is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le

from studio.settings import Settings, sections

__all__ = ["NAME", "PATH", "Field", "Kind", "setting"]

PATH, NAME = "path", "name"
"""Keys of lines that several forms have and that are no settings."""
_YES, _NO = "true", "false"
"""As studio.toml has them."""


class Kind(StrEnum):
    """How a field is changed: typed, one of several, several of several, a path that is completed."""

    TEXT = "text"
    CHOICE = "choice"
    MANY = "many"
    PATH = "path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of a form. `key` is `section.name` for a setting; `why` is one line for a person who has never seen it.

    `value` is text as a person would type it, several values with commas between.
    """

    key: str
    label: str
    why: str
    value: str
    kind: Kind = Kind.TEXT
    default: str = ""
    range: str = ""
    choices: tuple[str, ...] = ()
    empty: str = ""
    """What stands there while the value is empty."""

    @property
    def changed(self) -> bool:
        """True where the value is not what the form came with."""
        return self.value != self.default

    @property
    def chosen(self) -> tuple[str, ...]:
        """The values of a field that holds several."""
        return tuple(part.strip() for part in self.value.split(",") if part.strip())

    def turned(self, step: int) -> "Field":
        """Return a choice field with the next or the previous choice, round and round."""
        if self.kind is not Kind.CHOICE or not self.choices:
            return self
        index = self.choices.index(self.value) if self.value in self.choices else 0
        return replace(self, value=self.choices[(index + step) % len(self.choices)])

    def toggled(self, choice: str) -> "Field":
        """Return a field of several values with one more, or one less, in the order of the choices."""
        wanted = set(self.chosen) ^ {choice}
        return replace(self, value=", ".join(each for each in self.choices if each in wanted))


def setting(key: str, why: str, settings: Settings, *, label: str = "", empty: str = "") -> Field:
    """Return the field of a setting such as `training.epochs`, with the value that studio.toml gives it."""
    section, name = key.split(".")
    hint = get_type_hints(sections()[section], include_extras=True)[name]
    value = typed(getattr(getattr(settings, section), name))
    kind, choices = _kind(hint)
    return Field(
        key=key,
        label=label or name.replace("_", " "),
        why=why,
        value=value,
        kind=kind,
        default=value,
        range=_range(hint),
        choices=choices,
        empty=empty,
    )


def typed(value: object) -> str:
    """Return a setting's value as a person would type it."""
    if isinstance(value, (tuple, list)):
        return ", ".join(typed(part) for part in value)
    if isinstance(value, bool):
        return _YES if value else _NO
    return f"{value:g}" if isinstance(value, float) else str(value)


def parsed(key: str, text: str) -> Any:
    """Return what was typed as the setting's type; what cannot be read so stays text, for the settings to refuse."""
    section, name = key.split(".")
    hint = _plain(get_type_hints(sections()[section], include_extras=True)[name])
    if get_origin(hint) is tuple:
        return [_number(part.strip(), get_args(hint)[0]) for part in text.split(",") if part.strip()]
    return _number(text.strip(), hint)


def _number(text: str, hint: Any) -> Any:
    if hint is bool and text in (_YES, _NO):
        return text == _YES
    if hint not in (int, float):
        return text
    try:
        return hint(text.replace("_", ""))
    except ValueError:
        return text


def _plain(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _kind(hint: Any) -> tuple[Kind, tuple[str, ...]]:
    plain = _plain(hint)
    if plain is bool:
        return Kind.CHOICE, (_YES, _NO)
    if get_origin(plain) is Literal:
        return Kind.CHOICE, get_args(plain)
    if get_origin(plain) is tuple and get_origin(get_args(plain)[0]) is Literal:
        return Kind.MANY, get_args(get_args(plain)[0])
    return Kind.TEXT, ()


def _range(hint: Any) -> str:
    bounds: Sequence[Any] = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    low = next((bound.ge for bound in bounds if isinstance(bound, Ge)), None)
    high = next((bound.le for bound in bounds if isinstance(bound, Le)), None)
    if low is None:
        return ""
    return f"{typed(low)} or more" if high is None else f"{typed(low)} to {typed(high)}"
