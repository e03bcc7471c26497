"""The list of the queue: a million lines, of which only those in view are read, and only those that changed drawn.

It reads rows through the function that it is given and posts no decision.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip

from studio.domain.records import ListRow
from studio.ui.review.view import list_line
from studio.ui.widgets.drawn import Drawn
from studio.ui.widgets.strips import segments_of, thumb

__all__ = ["QueueList"]

_KEPT = 5_000
_AHEAD = 12
"""Rows above and below those in view that are read with them."""
_WHEEL = 3
"""Lines that one notch of the mouse's wheel scrolls."""
_EDGE = 2
"""Columns of the scroll bar, and of the rule beside the card."""


class QueueList(Drawn):
    """Lines by the Line API. `read` returns the rows of some cards."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"queue--bar", "queue--rule"}

    def __init__(self, read: Callable[[Sequence[int]], list[ListRow]], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._read = read
        self._numbers: Sequence[int] = ()
        self._rows: dict[int, ListRow] = {}
        self._strips: dict[tuple[ListRow, bool, bool, bool], Strip] = {}
        self._top = self._current = 0
        self._range = range(0)
        self._length = 0
        """Lines when the queue was last shown: it grows while it is read, and by what undo comes back to."""

    def show(self, numbers: Sequence[int], current: int, chosen: range) -> None:
        """Show a queue with its place and range; rows that were read stay read."""
        before = {self._current, *self._range}
        if numbers is not self._numbers:
            self._numbers = numbers
            self.forget()
        self._current, self._range, now = current, chosen, {current, *chosen}
        top, length = self._top, self._length
        self._length = len(numbers)
        self._keep_in_view()
        if (top, length) != (self._top, self._length):
            self.refresh()
        else:
            self._redraw(before | now if before != now else set())

    def forget(self) -> None:
        """Read every row again when it is next drawn."""
        self._rows.clear()
        self.refresh()

    def put(self, row: ListRow) -> None:
        """Draw a row that changed as it is given."""
        if self._rows.get(row.number) == row:
            return
        self._rows[row.number] = row
        seen = range(self._top, min(self._top + self.size.height, len(self._numbers)))
        self._redraw({index for index in seen if self._numbers[index] == row.number})

    def on_resize(self) -> None:
        """Keep the place in view."""
        self._strips.clear()
        self._keep_in_view()

    def notify_style_update(self) -> None:
        """Draw again in the theme's colours."""
        super().notify_style_update()
        self._strips.clear()

    def on_mouse_scroll_down(self) -> None:
        """Look further down; the place stays."""
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Look further up; the place stays."""
        self._scroll(-_WHEEL)

    def render_line(self, y: int) -> Strip:
        """Draw one line, reading the rows in view at once where one is missing."""
        bar = y in thumb(len(self._numbers), self.size.height, self._top)
        index = self._top + y
        number = self._numbers[index] if index < len(self._numbers) else None
        if number is None:
            return self._edged(Text(), bar=bar)
        current, ranged = index == self._current, len(self._range) > 1 and index in self._range
        if number not in self._rows:
            self._fetch()
        row = self._rows.get(number)
        if row is None:
            return self._edged(Text(), bar=bar)
        key = (row, current, ranged, bar)
        if key not in self._strips:
            line = list_line(row, max(1, self.size.width - _EDGE), current=current, ranged=ranged)
            self._strips[key] = self._edged(line, bar=bar)
        return self._strips[key]

    def _edged(self, line: Text, *, bar: bool) -> Strip:
        style, width = self.style_of(), self.size.width
        mark = Segment("▐", self.style_of("queue--bar")) if bar else Segment(" ", style)
        segments = segments_of(line, max(1, width - _EDGE), style, self.app.console)
        return Strip([*segments, mark, Segment("│", self.style_of("queue--rule"))], width)

    def _fetch(self) -> None:
        if max(len(self._rows), len(self._strips)) > _KEPT:
            self._rows.clear()
            self._strips.clear()
        for row in self._read([number for number in self._around(_AHEAD) if number not in self._rows]):
            self._rows[row.number] = row

    def _around(self, rows: int) -> Sequence[int]:
        return self._numbers[max(0, self._top - rows) : self._top + self.size.height + rows]

    def _keep_in_view(self) -> None:
        height = self.size.height
        margin = min(3, height // 3)
        low, high = self._current - height + margin + 1, self._current - margin
        self._top = self._inside(min(max(self._top, low), high)) if height else 0

    def _scroll(self, lines: int) -> None:
        self._top = self._inside(self._top + lines)
        self.refresh()

    def _inside(self, top: int) -> int:
        return max(0, min(top, len(self._numbers) - self.size.height))

    def _redraw(self, indexes: set[int]) -> None:
        rows = {index - self._top for index in indexes}
        regions = [Region(0, y, self.size.width, 1) for y in sorted(rows) if 0 <= y < self.size.height]
        if regions:
            self.refresh(*regions)
