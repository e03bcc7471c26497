"""A modal text to read, and a modal that asks for a path. They know nothing of what they show."""

import asyncio
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from studio.ui.forms import paths
from studio.ui.views.form import offers
from studio.ui.widgets.paths import PathInput

__all__ = ["AskPath", "ReadText"]


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
        """Take the focus so that arrows scroll."""
        self.query_one(VerticalScroll).focus()


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
