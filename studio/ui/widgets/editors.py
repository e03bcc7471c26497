"""The two editors of a card: of its query and of its passage. They save nothing; their card hears of it."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

__all__ = ["PassageEditor", "QueryEditor"]


class _Leaving(TextArea):
    """A text area that is blank once it was taken away.

    Textual 8.2 may still draw it then, which fails: what it was styled with is gone.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a part of it."""
        return super().render_lines(crop) if self.is_running else [Strip.blank(crop.width)] * crop.height


class QueryEditor(_Leaving):
    """A query while it is edited, all of it in sight, the cursor at its end: enter saves, esc leaves it as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "save", "save", priority=True)]

    class Saved(Message):
        """The person is done."""

    def __init__(self, query: str) -> None:
        super().__init__(query, id="query-edit", compact=True, highlight_cursor_line=False)

    def on_mount(self) -> None:
        """Stand at the end."""
        self.move_cursor(self.document.end)

    @property
    def query_typed(self) -> str:
        """What stands there, as one line: what was pasted may have several."""
        return " ".join(self.text.splitlines())

    def action_save(self) -> None:
        """Say so."""
        self.post_message(self.Saved())


class PassageEditor(_Leaving):
    """A passage's text while it is edited: f2 or ctrl+s saves, esc leaves the draft for another E."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+s", "save", "save")]

    class Saved(Message):
        """The person is done."""

    def __init__(self, text: str) -> None:
        super().__init__(text, id="passage-edit", compact=True)

    def action_save(self) -> None:
        """Say so."""
        self.post_message(self.Saved())
