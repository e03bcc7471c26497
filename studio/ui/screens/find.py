"""Search the corpus as you type and take a passage. It searches through the function that it is given."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from studio.domain.records import Found
from studio.ui.review.view import passage_text, where_line

__all__ = ["FindScreen"]

Search = Callable[[str], list[Found]]


class FindScreen(ModalScreen[str | None]):
    """Type, move with up and down, enter takes the passage (its id is returned), esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("down,ctrl+n", "move(1)", "down"),
        Binding("up,ctrl+b", "move(-1)", "up"),
    ]

    def __init__(self, title: str, search: Search, value: str = "", *, taken: str = "takes it") -> None:
        super().__init__()
        self._title, self._search, self._value, self._taken = title, search, value, taken
        self._found: list[Found] = []

    def compose(self) -> ComposeResult:
        """Yield input, hits, the text of the hit."""
        with Vertical(classes="dialog", id="find"):
            yield Static(Text(self._title, style="bold"))
            yield Input(self._value, placeholder="words of the passage", select_on_focus=False)
            yield OptionList(id="hits")
            with VerticalScroll(id="hit-scroll", can_focus=False):
                yield Static(id="hit", markup=False)
            yield Static(Text(f"↑ ↓ choose · enter {self._taken} · esc goes back"), classes="hint")

    def on_mount(self) -> None:
        """Search for what is given, with the cursor in the input."""
        self.query_one(OptionList).can_focus = False
        self._look(self._value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search again."""
        self._look(event.value)

    @work(exclusive=True, exit_on_error=False)
    async def _look(self, text: str) -> None:
        if not text.strip():
            self._show([], "type a few words")
            return
        await asyncio.sleep(0.03)
        found = await asyncio.to_thread(self._search, text)
        self._show(found, "" if found else "no passage has these words")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so where a search failed."""
        if event.state is WorkerState.ERROR:
            self._show([], f"the search failed: {event.worker.error}")

    def _show(self, found: list[Found], message: str) -> None:
        self._found = found
        hits = self.query_one(OptionList)
        hits.clear_options()
        width = max(20, hits.size.width - 4)
        hits.add_options(Option(self._hit_line(hit, width)) for hit in found)
        hits.display = bool(found)
        if found:
            hits.highlighted = 0
        else:
            self.query_one("#hit", Static).update(Text(message, style="dim"))

    @staticmethod
    def _hit_line(hit: Found, width: int) -> Text:
        """Say where a hit stands, or how it begins where its document has neither title nor headings."""
        named = hit.title or hit.heading_path
        return where_line(hit.title if named else hit.text[:200], hit.heading_path, hit.document_id, width)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the text of the hit."""
        if event.option_index < len(self._found):
            text = passage_text(self.query_one(Input).value, self._found[event.option_index].text)
            self.query_one("#hit", Static).update(text)

    def action_move(self, step: int) -> None:
        """Move among the hits while the cursor stays in the input."""
        hits = self.query_one(OptionList)
        if hits.highlighted is not None:
            hits.highlighted = max(0, min(hits.option_count - 1, hits.highlighted + step))

    def on_input_submitted(self) -> None:
        """Take the hit."""
        hits = self.query_one(OptionList)
        if self._found and hits.highlighted is not None:
            self.dismiss(self._found[hits.highlighted].passage_id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the hit that was clicked."""
        self.dismiss(self._found[event.option_index].passage_id)
