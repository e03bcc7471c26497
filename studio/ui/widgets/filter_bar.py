"""The filter line: what one types, how the word could go on, and where it is wrong.

It runs no filter; its screen hears of the line and tells what is wrong with it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from studio.domain.filters import FIELDS, FilterError, Offers, offers

__all__ = ["FilterBar"]

_HINT = "field:value … tab completes · enter filters · esc leaves it · fields: "


class FilterBar(Vertical):
    """One line under the queue. `listed` gives a project's values of a field."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete", priority=True)]

    @dataclass
    class Submitted(Message):
        """The line is done."""

        line: str

    def __init__(self, line: str, listed: Callable[[str], Sequence[str]]) -> None:
        super().__init__(id="filter-bar")
        self._line, self._listed = line, listed
        self._offers = Offers(0)

    def compose(self) -> ComposeResult:
        """Yield the line and what is said of it."""
        yield Input(self._line, id="filter", select_on_focus=False, placeholder="style:question copper")
        yield Static(id="filter-said", markup=False)

    def on_mount(self) -> None:
        """Say which fields there are."""
        self._show(Offers(0))

    @property
    def input(self) -> Input:
        """The line, to be given the keys."""
        return self.query_one(Input)

    def refuse(self, fault: FilterError) -> None:
        """Say what is wrong, with the cursor where it begins."""
        self.query_one("#filter-said", Static).update(Text(str(fault), style="bold"))
        self.set_class(True, "-wrong")
        self.input.cursor_position = fault.position

    def action_complete(self) -> None:
        """Put the first offer in the place of the word at the cursor."""
        if not self._offers.words:
            return
        start, word = self._offers.start, self._offers.words[0]
        line, position = self.input.value, self.input.cursor_position
        self.input.value = line[:start] + word + line[position:]
        self.input.cursor_position = start + len(word)

    @work(exclusive=True, exit_on_error=False)
    async def on_input_changed(self, event: Input.Changed) -> None:
        """Say how the word at the cursor could go on."""
        event.stop()
        found = await asyncio.to_thread(offers, event.value, event.input.cursor_position, self._listed)
        self._show(found)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line to the screen."""
        event.stop()
        self.post_message(self.Submitted(event.value))

    def _show(self, found: Offers) -> None:
        self._offers = found
        self.set_class(False, "-wrong")
        said = "tab: " + _told(found.words) if found.words else _HINT + " ".join(FIELDS)
        self.query_one("#filter-said", Static).update(Text(said, no_wrap=True, overflow="ellipsis"))


def _told(words: Sequence[str]) -> str:
    fields = [FIELDS.get(word.removesuffix(":")) if word.endswith(":") else None for word in words]
    told = [f"{word} {field.doc}" if field else word for word, field in zip(words, fields, strict=True)]
    return ("  ·  " if any(fields) else "  ").join(told)
