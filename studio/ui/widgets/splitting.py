"""A modal that splits a query in two, typed by what it returns. It changes no pair."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

__all__ = ["AskSplit"]


class AskSplit(ModalScreen[tuple[str, str] | None]):
    """Two queries of one passage: the first as it is, the second to type. None means going back."""

    AUTO_FOCUS = "#second"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, query: str) -> None:
        super().__init__()
        self._query = query

    def compose(self) -> ComposeResult:
        """Yield title, both inputs, hint."""
        with Vertical(classes="dialog"):
            yield Static(Text("one query that asks two things: two pairs of this passage", style="bold"))
            yield Input(self._query, id="first", select_on_focus=False)
            yield Input(placeholder="the second query", id="second", select_on_focus=False)
            yield Static(Text("tab goes to the other · enter splits · esc goes back"), classes="hint")

    @on(Input.Submitted, "#first")
    def _to_second(self) -> None:
        self.query_one("#second", Input).focus()

    @on(Input.Submitted, "#second")
    def _split(self) -> None:
        first, second = (self.query_one(name, Input).value.strip() for name in ("#first", "#second"))
        if first and second:
            self.dismiss((first, second))
