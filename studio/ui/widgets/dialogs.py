"""Small modal screens that ask, typed by what they return: a text, a path, a choice, a yes. None means going back."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.table import Table
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studio.ui.forms import paths
from studio.ui.views.form import offers
from studio.ui.widgets.paths import PathInput

__all__ = ["AskPath", "AskText", "Choose", "Confirm"]

T = TypeVar("T")


class AskText(ModalScreen[str | None]):
    """One line of text: enter takes it, esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, title: str, value: str = "", *, hint: str = "enter saves · esc goes back") -> None:
        super().__init__()
        self._title, self._value, self._hint = title, value, hint

    def compose(self) -> ComposeResult:
        """Yield title, input, hint."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            yield Input(self._value, select_on_focus=False)
            yield Static(Text(self._hint), classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the line."""
        self.dismiss(event.value)


class AskPath(ModalScreen[str | None]):
    """A path: tab completes it, enter takes it, esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, title: str, why: str) -> None:
        super().__init__()
        self._title, self._why = title, why

    def compose(self) -> ComposeResult:
        """Yield title, why, input, offers."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            yield Static(Text(self._why), classes="hint")
            yield PathInput()
            yield Static(Text("tab completes · enter takes it · esc goes back"), classes="hint", id="offers")

    @work(exclusive=True, exit_on_error=False)
    async def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the path could become."""
        found = await asyncio.to_thread(paths.completions, event.value) if event.value else []
        said = offers(found) if event.value else "tab completes · enter takes it · esc goes back"
        self.query_one("#offers", Static).update(Text(said))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the path."""
        if event.value.strip():
            self.dismiss(event.value)


_NUMBERED = 9
"""Choices that a key of their own takes."""


class Choose(ModalScreen[T | None], Generic[T]):
    """One of several: its number takes it, or enter; esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("j", "move(1)", "down"),
        Binding("k", "move(-1)", "up"),
        *(Binding(str(number), f"take({number})", "take", show=False) for number in range(1, _NUMBERED + 1)),
    ]

    def __init__(
        self, title: str, choices: Sequence[tuple[str, T]], current: T | None = None, *, about: str = ""
    ) -> None:
        """Ask `title`; `about` says more than a title should."""
        super().__init__()
        self._title, self._choices, self._current, self._about = title, choices, current, about

    def compose(self) -> ComposeResult:
        """Yield title, what it is about, list, hint."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            if self._about:
                yield Static(Text(self._about), classes="about")
            yield OptionList(*(Option(self._line(place)) for place in range(len(self._choices))))
            yield Static(Text("a number or enter chooses · esc goes back"), classes="hint")

    def _line(self, place: int) -> Table:
        """Return a choice beside its number: what does not fit goes on below its first word."""
        line = Table.grid(padding=(0, 1))
        line.add_row(Text(str(place + 1) if place < _NUMBERED else " ", style="bold"), Text(self._choices[place][0]))
        return line

    def on_mount(self) -> None:
        """Stand on the current choice."""
        values = [value for _, value in self._choices]
        options = self.query_one(OptionList)
        options.highlighted = values.index(self._current) if self._current in values else 0
        options.focus()

    def action_move(self, step: int) -> None:
        """Move the highlight."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if step > 0 else options.action_cursor_up()

    def action_take(self, number: int) -> None:
        """Return the choice of a number, if there are so many."""
        if number <= len(self._choices):
            self.dismiss(self._choices[number - 1][1])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the choice."""
        self.dismiss(self._choices[event.option_index][1])


class Confirm(ModalScreen[bool]):
    """A question with what it will do: y or enter does it, anything else does not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "dismiss(True)", "yes"),
        Binding("n,escape,q", "dismiss(False)", "no"),
    ]

    def __init__(self, question: str, yes: str = "do it") -> None:
        super().__init__()
        self._question, self._yes = question, yes

    def compose(self) -> ComposeResult:
        """Yield the question and the keys."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._question))
            yield Static(Text(f"y {self._yes} · n or esc goes back"), classes="hint")
