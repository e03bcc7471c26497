"""The list of the queue: a million lines, of which only those in view are read and drawn.

It reads rows through the function that it is given and posts no decision.
"""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studio.domain.records import ListRow
from studio.ui.review.view import list_line

__all__ = ["QueueList"]


class QueueList(ScrollView):
    """Lines by the Line API. `read` returns the rows of some pair numbers."""

    can_focus = True

    def __init__(self, read: Callable[[Sequence[int]], list[ListRow]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._read = read
        self._numbers: Sequence[int] = ()
        self._rows: dict[int, ListRow] = {}
        self._current = 0
        self._range = range(0)

    def show(self, numbers: Sequence[int], current: int, chosen: range) -> None:
        """Show a queue with its place and range; rows that were read stay read."""
        if numbers is not self._numbers:
            self._numbers, self._rows = numbers, {}
            self.virtual_size = Size(1, len(numbers))
        self._current, self._range = current, chosen
        self._keep_in_view()
        self.refresh()

    def forget(self, numbers: Sequence[int] | None = None) -> None:
        """Read these rows again when they are next drawn, or all of them."""
        if numbers is None:
            self._rows.clear()
        else:
            for number in numbers:
                self._rows.pop(number, None)
        self.refresh()

    def _keep_in_view(self) -> None:
        height = self.size.height
        if height <= 0:
            return
        top = round(self.scroll_offset.y)
        margin = min(3, height // 3)
        if self._current < top + margin:
            top = self._current - margin
        elif self._current >= top + height - margin:
            top = self._current - height + margin + 1
        self.scroll_to(y=max(0, min(top, len(self._numbers) - height)), animate=False, immediate=True)

    def on_resize(self) -> None:
        """Keep the place in view."""
        self._keep_in_view()

    def render_line(self, y: int) -> Strip:
        """Draw one line, reading the rows in view at once where one is missing."""
        index = round(self.scroll_offset.y) + y
        width = self.scrollable_content_region.width
        if index >= len(self._numbers):
            return Strip.blank(width, self.rich_style)
        number = self._numbers[index]
        if number not in self._rows:
            self._fetch(index - y)
        row = self._rows.get(number)
        if row is None:
            return Strip.blank(width, self.rich_style)
        ranged = len(self._range) > 1 and index in self._range
        text = list_line(row, width, current=index == self._current, ranged=ranged)
        segments = [segment for segment in text.render(self.app.console) if segment.text]
        return Strip(
            [Segment(s.text, self.rich_style + s.style if s.style else self.rich_style) for s in segments], width
        )

    def _fetch(self, first: int) -> None:
        view = self._numbers[max(0, first) : first + self.size.height]
        missing = [number for number in view if number not in self._rows]
        if len(self._rows) > 5_000:
            self._rows.clear()
        for row in self._read(missing):
            self._rows[row.pair_no] = row
