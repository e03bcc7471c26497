"""The two editors of a card: a query's line and a passage's text. They save nothing; their card hears of it."""

from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input, TextArea

__all__ = ["PassageEditor", "QueryEditor"]


class QueryEditor(Input):
    """A query while it is edited, with the cursor at its end: enter saves, esc leaves it as it was."""

    def __init__(self, query: str) -> None:
        super().__init__(query, id="query-edit", select_on_focus=False, compact=True)

    def on_mount(self) -> None:
        """Stand at the end."""
        self.cursor_position = len(self.value)

    def on_resize(self) -> None:
        """Bring the cursor into view: how much of a long query is seen is known from now on."""
        at = cell_len(self.value[: self.cursor_position])
        self.scroll_to_region(Region(at, 0, 1, 1), animate=False, force=True)


class PassageEditor(TextArea):
    """A passage's text while it is edited: f2 or ctrl+s saves, esc leaves the draft for another E."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+s", "save", "save")]

    class Saved(Message):
        """The person is done."""

    def __init__(self, text: str) -> None:
        super().__init__(text, id="passage-edit", compact=True)

    def action_save(self) -> None:
        """Say so."""
        self.post_message(self.Saved())
