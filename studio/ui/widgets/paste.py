"""A place to paste many lines into. It knows nothing of what they are for."""

from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

__all__ = ["PasteLines", "Pasted"]


class Pasted(NamedTuple):
    """What was typed: a name, and the lines."""

    name: str
    text: str


class PasteLines(ModalScreen[Pasted | None]):
    """A name and a text area: f2 takes them, tab goes to the other one, esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("f2,ctrl+s", "take", "take"),
    ]

    def __init__(self, title: str, why: str, name: str) -> None:
        super().__init__()
        self._title, self._why, self._name = title, why, name

    def compose(self) -> ComposeResult:
        """Yield title, why, name, area, hint."""
        with Vertical(classes="dialog", id="paste"):
            yield Static(Text(self._title, style="bold"))
            yield Static(Text(self._why), classes="hint")
            yield TextArea(tab_behavior="focus")
            yield Input(self._name, placeholder="name of the test set", select_on_focus=False)
            yield Static(Text("f2 takes them · tab changes what the set is called · esc goes back"), classes="hint")

    def on_mount(self) -> None:
        """Stand where the lines go."""
        self.query_one(TextArea).focus()

    def on_input_submitted(self) -> None:
        """Take both."""
        self.action_take()

    def action_take(self) -> None:
        """Return both."""
        self.dismiss(Pasted(self.query_one(Input).value, self.query_one(TextArea).text))
