"""A list of lines with one of them selected: only those in view are drawn, by the Line API.

It draws the lines through the function that it is given, behind a column that marks the selected one, for it must be
found without colour too. What enter does is its screen's business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studio.ui.later import once_laid_out
from studio.ui.widgets.strips import segments_of

__all__ = ["Draw", "LineList"]

Draw = Callable[[int, int], Text]
"""From a line's number and the width to its text."""

_MARK, _RESTING_MARK = "▌", "▏"


class LineList(ScrollView):
    """Lines from 0 to `count`, one selected. With `follow`, who stands on the last line stays on the last line."""

    DEFAULT_CSS = "LineList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor", "line-list--mark"}
    can_focus = False

    @dataclass
    class Moved(Message):
        """Another line was selected by a key or a click."""

        sender: "LineList"
        index: int

    def __init__(self, *, id: str | None = None, follow: bool = False) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._draw: Draw = lambda _index, _width: Text()
        self._count = 0
        self._follow = follow
        self.index = 0
        """The selected line."""

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._count

    @property
    def line_width(self) -> int:
        """Columns that a line has, for titles above them."""
        return max(1, self.size.width - len(_MARK))

    def show(self, count: int, draw: Draw, *, index: int | None = None) -> None:
        """Draw so many lines; the selection stays where it is unless told, or unless it follows the end."""
        following = self._follow and self.index >= self._count - 1
        self._count, self._draw = count, draw
        self.virtual_size = Size(1, count)
        self.go(count - 1 if following else self.index if index is None else index)
        once_laid_out(self, self._keep_in_view)  # how far it can scroll is known then

    def hold(self, *, keys: bool) -> None:
        """Show whether keys move in this list: the selection stands out where they do."""
        self.set_class(not keys, "-resting")
        self.refresh()

    def move(self, step: int) -> None:
        """Select another line, staying inside the list."""
        self.go(self.index + step)

    def page(self, pages: int) -> None:
        """Move by pages."""
        self.move(pages * max(1, self.size.height - 1))

    def go(self, index: int) -> None:
        """Select a line, the nearest there is."""
        before = self.index
        self.index = max(0, min(index, self._count - 1))
        self._keep_in_view()
        self.refresh()
        if self.index != before:
            self.post_message(self.Moved(self, self.index))

    def on_resize(self) -> None:
        """Keep the selection in view."""
        self._keep_in_view()

    def on_click(self, event: events.Click) -> None:
        """Select the line that was clicked."""
        self.go(event.y + round(self.scroll_offset.y))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index = round(self.scroll_offset.y) + y
        width = self.scrollable_content_region.width
        if index >= self._count:
            return Strip.blank(width, self.rich_style)
        style, mark = self.rich_style, Segment(" ", self.rich_style)
        if index == self.index:
            style += self.get_component_rich_style("line-list--cursor")
            shown = _RESTING_MARK if self.has_class("-resting") else _MARK
            mark = Segment(shown, self.get_component_rich_style("line-list--mark"))
        width = max(1, width - len(_MARK))
        return Strip([mark, *segments_of(self._draw(index, width), width, style, self.app.console)], width + len(_MARK))

    def _keep_in_view(self) -> None:
        height = self.size.height
        if height <= 0:
            return
        top = round(self.scroll_offset.y)
        if self.index < top:
            top = self.index
        elif self.index >= top + height:
            top = self.index - height + 1
        self.scroll_to(y=max(0, min(top, self._count - height)), animate=False, immediate=True)
