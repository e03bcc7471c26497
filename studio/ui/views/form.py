"""The lines of a form's field. Values are shown literally, changed ones with a mark."""

from collections.abc import Sequence

from rich.text import Text

from studio.ui.forms.fields import Field, Kind
from studio.ui.text import visible
from studio.ui.theme import EDITED
from studio.ui.views.texts import block, line

__all__ = ["field_lines", "label", "offers", "under"]


def field_lines(field: Field, *, labels: int, selected: bool, part: int, below: Text | None) -> Text:
    """Return a field: its label in `labels` cells, its value, and what stands below."""
    text = block().append_text(label(field, labels, selected=selected))
    text.append_text(_many(field, part) if field.kind is Kind.MANY else _value(field, selected=selected))
    if below is not None:
        text.append("\n").append_text(below)
    return text


def label(field: Field, width: int, *, selected: bool) -> Text:
    """Return the field's name."""
    return line(visible(field.label).ljust(width), "bold" if selected else "")


def under(field: Field, *, fault: str, hint: str) -> Text:
    """Return what stands under a field: what is wrong, what could be typed, or why it matters."""
    if fault:
        return block(f"✗ {visible(fault)}", "red")
    return block(visible(hint) if hint else field.why, "dim")


def offers(names: Sequence[str]) -> str:
    """Return the last parts of some completions as one line."""
    ends = [name.rstrip("/").rpartition("/")[2] + ("/" if name.endswith("/") else "") for name in names]
    return ("tab completes: " + "  ".join(ends)) if ends else "nothing there begins so"


def _value(field: Field, *, selected: bool) -> Text:
    strong = "bold" if selected else ""
    text = line(visible(field.value), strong) if field.value else line(field.empty or "-", "dim italic")
    if field.changed and field.default:
        text.append(f" {EDITED}", style="yellow").append(f" {visible(field.default)} before", style="dim")
    elif field.range:
        text.append(f"   {field.range}", style="dim")
    if field.kind is Kind.CHOICE and selected and len(field.choices) > 1:
        text.append(f"   ◂ {len(field.choices)} choices ▸", style="dim")
    return text


def _many(field: Field, part: int) -> Text:
    text = line()
    for number, choice in enumerate(field.choices):
        taken = "[x]" if choice in field.chosen else "[ ]"
        text.append(f"{taken} {choice}", style="bold underline" if number == part else "").append("   ")
    return text.append(EDITED if field.changed else "", style="yellow")
