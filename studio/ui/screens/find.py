"""Search the corpus as you type and take a passage. It searches through the functions that it is given.

What is found by words is there at once; what is found by meaning joins it as soon as that is known.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import zip_longest
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
from studio.ui.text import visible
from studio.ui.views import texts

__all__ = ["FindScreen"]

Search = Callable[[str], list[Found]]
Meaning = Callable[[str], Awaitable[list[Found] | None]]

_NO_WORDS = "no passage has these words"
_NO_MEANING = "Try others; what they mean is searched for once M on the home screen has mined."
_MARK = "▸ "
_ASKS = 20
"""Times that a search by meaning is asked again while its model loads."""


class FindScreen(ModalScreen[str | None]):
    """Type, move with up and down, enter takes the passage (its id is returned), esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back"),
        Binding("down,ctrl+n", "move(1)", "down"),
        Binding("up,ctrl+b", "move(-1)", "up"),
        Binding("pagedown", "page(1)", "page down"),
        Binding("pageup", "page(-1)", "page up"),
    ]

    def __init__(
        self,
        title: str,
        search: Search,
        meaning: Meaning,
        value: str = "",
        *,
        taken: str = "takes it",
        known: Mapping[str, str] | None = None,
    ) -> None:
        """Search for `value` first, which stays in sight while other words are tried.

        `known` says of passages, by their ids, what they are already.
        """
        super().__init__()
        self._title, self._search, self._meaning, self._value, self._taken = title, search, meaning, value, taken
        self._known = known or {}
        self._found: list[Found] = []
        self._marked = 0
        self._near: frozenset[str] = frozenset()
        """Passages that were found by meaning alone."""

    def compose(self) -> ComposeResult:
        """Yield input, hits, the text of the hit."""
        with Vertical(classes="dialog", id="find"):
            yield Static(Text(self._title, style="bold"))
            if self._value:
                yield Static(Text(visible(self._value, 400)), classes="about")
            yield Input(self._value, placeholder="words of the passage")
            yield OptionList(id="hits")
            with VerticalScroll(id="hit-scroll", can_focus=False):
                yield Static(id="hit", markup=False)
            yield Static(Text(f"↑ ↓ choose · pgdn reads on · enter {self._taken} · esc back"), classes="hint")

    @property
    def _width(self) -> int:
        return max(20, self.query_one(Input).size.width)

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
        self._near = frozenset()
        self._show(found, "no passage has these words: looking for what they mean …")
        near = await self._by_meaning(text)
        if near:
            self._near = frozenset(hit.passage_id for hit in near) - {hit.passage_id for hit in found}
            self._show(_together(found, near), "")
        elif not found:
            self._show([], _NO_WORDS if near is None else f"{_NO_WORDS}. {_NO_MEANING}")

    async def _by_meaning(self, text: str) -> list[Found] | None:
        for _ in range(_ASKS):
            near = await self._meaning(text)
            if near is not None:
                return near
            await asyncio.sleep(0.5)
        return None

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so where a search failed."""
        if event.state is WorkerState.ERROR:
            self._show([], f"the search failed: {event.worker.error}")

    def _show(self, found: list[Found], message: str) -> None:
        hits = self.query_one(OptionList)
        moved = hits.highlighted and self._found[hits.highlighted].passage_id
        self._found = found
        hits.clear_options()
        self._marked, width = 0, self._width
        hits.add_options(Option(self._hit_line(hit, width, chosen=False)) for hit in found)
        hits.display = bool(found)
        self.query_one("#find").set_class(not found, "-nothing")
        if found:
            hits.highlighted = next((i for i, hit in enumerate(found) if hit.passage_id == moved), 0)
        else:
            self.query_one("#hit", Static).update(Text(message, style="dim"))

    def _hit_line(self, hit: Found, width: int, *, chosen: bool) -> Text:
        """Say where a hit stands, or how it begins where its document has neither title nor headings.

        The chosen one has a mark: it must be found without colour too.
        """
        known = self._known.get(hit.passage_id, "")
        text = texts.line(_MARK if chosen else " " * len(_MARK))
        text.append(f"{known} · " if known else "", style="yellow")
        text.append("by meaning · " if hit.passage_id in self._near else "", style="dim")
        return text.append_text(texts.titled(hit.title, hit.heading_path, hit.text, max(8, width - text.cell_len)))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the hit, show where it stands, and its text."""
        if event.option_index < len(self._found):
            hit, pane = self._found[event.option_index], self.query_one("#hit", Static)
            self._mark(event.option_list, event.option_index)
            width = max(20, pane.content_size.width)
            said = texts.block().append_text(where_line(hit.title, hit.heading_path, hit.document_id, width))
            said.append("\n").append_text(passage_text(self.query_one(Input).value, hit.text))
            pane.update(said)
            self.query_one("#hit-scroll").scroll_home(animate=False)

    def _mark(self, hits: OptionList, place: int) -> None:
        for index in {min(self._marked, len(self._found) - 1), place}:
            line = self._hit_line(self._found[index], self._width, chosen=index == place)
            hits.replace_option_prompt_at_index(index, line)
        self._marked = place

    def action_move(self, step: int) -> None:
        """Move among the hits while the cursor stays in the input."""
        hits = self.query_one(OptionList)
        if hits.highlighted is not None:
            hits.highlighted = max(0, min(hits.option_count - 1, hits.highlighted + step))

    def action_page(self, pages: int) -> None:
        """Scroll the hit's text."""
        scrolled = self.query_one("#hit-scroll", VerticalScroll)
        if pages > 0:
            scrolled.scroll_page_down(animate=False)
        else:
            scrolled.scroll_page_up(animate=False)

    def on_input_submitted(self) -> None:
        """Take the hit."""
        hits = self.query_one(OptionList)
        if self._found and hits.highlighted is not None:
            self.dismiss(self._found[hits.highlighted].passage_id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the hit that was clicked."""
        self.dismiss(self._found[event.option_index].passage_id)


def _together(by_words: list[Found], by_meaning: list[Found]) -> list[Found]:
    """Return what both found by turns, each passage once."""
    turns = (hit for both in zip_longest(by_words, by_meaning) for hit in both if hit is not None)
    return list({hit.passage_id: hit for hit in turns}.values())
