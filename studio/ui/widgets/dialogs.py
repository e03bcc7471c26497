"""Small modal screens, typed by what they return: a text, a choice, a yes. None means that the person went back."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Markdown, OptionList, Static
from textual.widgets.option_list import Option

__all__ = ["AskText", "Choose", "Confirm", "ReadMarkdown"]

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


class Choose(ModalScreen[T | None], Generic[T]):
    """One of several: enter or its first letter's arrow keys take it, esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("j", "move(1)", "down"),
        Binding("k", "move(-1)", "up"),
    ]

    def __init__(self, title: str, choices: Sequence[tuple[str, T]], current: T | None = None) -> None:
        super().__init__()
        self._title, self._choices, self._current = title, choices, current

    def compose(self) -> ComposeResult:
        """Yield title, list, hint."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            yield OptionList(*(Option(Text(label)) for label, _ in self._choices))
            yield Static(Text("enter chooses · esc goes back"), classes="hint")

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


class ReadMarkdown(ModalScreen[None]):
    """A text to read: esc, q or g closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,g,enter", "dismiss(None)", "close")]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Yield the text, scrollable."""
        with VerticalScroll(classes="dialog"):
            yield Markdown(self._text, open_links=False)

    def on_mount(self) -> None:
        """Take the focus so that arrows scroll."""
        self.query_one(VerticalScroll).focus()
