"""Modal texts to read. They know nothing of what they show."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown, Static

__all__ = ["ReadMarkdown", "ReadText", "stand_in"]


class ReadText(ModalScreen[None]):
    """A text to read: esc, enter, d or q closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,d,q", "dismiss(None)", "close")]

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Yield the text, scrollable."""
        with VerticalScroll(classes="dialog reading"):
            yield Static(self._text)

    def on_mount(self) -> None:
        """Take the focus so that arrows scroll, and say what closes it."""
        stand_in(self.query_one(VerticalScroll))


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
        """Take the focus so that arrows scroll, and say what closes it."""
        stand_in(self.query_one(VerticalScroll))


def stand_in(scroll: VerticalScroll) -> None:
    """Give what is read the focus, and say on its lower edge what keys do."""
    scroll.border_subtitle = "↑ ↓ scroll · esc closes"
    scroll.focus()
