"""The lines of a form's field. Values are shown literally, changed ones with a mark."""

from collections.abc import Sequence

from rich.text import Text

from studio.ui.forms.fields import Field, Kind
from studio.ui.text import visible
from studio.ui.theme import EDITED
from studio.ui.views.texts import line

__all__ = ["below", "label", "offers", "value"]


def label(field: Field, *, selected: bool) -> Text:
    """Return the field's name, marked where it is selected."""
    text = line("▸ " if selected else "  ", "bold")
    return text.append(visible(field.label), style="bold" if selected else "")


def value(field: Field, *, selected: bool, part: int) -> Text:
    """Return the value as it can be changed, and its range."""
    if field.kind is Kind.MANY:
        return _many(field, part if selected else -1)
    text = line()
    if field.kind is Kind.CHOICE:
        text.append("◂ " if selected else "  ", style="dim")
        text.append(visible(field.value), style="bold" if selected else "")
        text.append(" ▸" if selected else "  ", style="dim")
    elif field.value:
        text.append(visible(field.value), style="bold" if selected else "")
    else:
        text.append(field.empty or "-", style="dim italic")
    if field.changed:
        text.append(f" {EDITED}", style="yellow").append(f" {visible(field.default) or 'empty'} before", style="dim")
    elif field.range:
        text.append(f"   {field.range}", style="dim")
    return text


def below(field: Field, *, fault: str, hint: str) -> Text:
    """Return what stands under a field: what is wrong, what could be typed, or why it matters."""
    if fault:
        return Text(f"✗ {visible(fault)}", style="red")
    return Text(visible(hint) if hint else field.why, style="dim")


def offers(names: Sequence[str]) -> str:
    """Return the last parts of some completions as one line."""
    ends = [name.rstrip("/").rpartition("/")[2] + ("/" if name.endswith("/") else "") for name in names]
    return ("tab completes: " + "  ".join(ends)) if ends else "nothing there begins so"


def _many(field: Field, part: int) -> Text:
    text = line()
    for number, choice in enumerate(field.choices):
        taken = choice in field.chosen
        text.append(f"{'[x]' if taken else '[ ]'} {choice}", style="bold underline" if number == part else "")
        text.append("   ")
    if field.changed:
        text.append(EDITED, style="yellow")
    return text
