"""The texts of a card, drawn by the Line API: a key redraws the rows that changed and arranges nothing anew.

It draws what it is given at the size that it has, and scrolls the two texts that can be long.
"""

from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from studio.ui.review.card import Card, Pane, Row, Shown, Tone, compose
from studio.ui.widgets.strips import strip_of, thumb

__all__ = ["CardText"]

_MARGIN = 2
"""Columns left free on either side; a scroll bar stands in the right one."""
_WHEEL = 2
"""Lines that one notch of the mouse's wheel scrolls."""


class CardText(Widget):
    """One card without its editors."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"card--quiet", "card--rule", "card--active"}

    def __init__(self) -> None:
        super().__init__()
        self.shown: Shown | None = None
        self._card = Card()
        self._strips: list[Strip] = []
        self._passage_at: int | None = None
        self._negative_at = 0

    @property
    def text_width(self) -> int:
        """Columns that a row has."""
        return max(20, self.size.width - 2 * _MARGIN)

    @property
    def plain(self) -> str:
        """The rows in view, without colours."""
        return "\n".join(row.text.plain for row in self._card.rows)

    def show(self, shown: Shown | None) -> None:
        """Draw a card; another pair, negative or neighbour begins at its top."""
        before, self.shown = self.shown, shown
        if before is None or shown is None or before.pair.pair_id != shown.pair.pair_id:
            self._passage_at, self._negative_at = None, 0
        else:
            if (before.before, before.after) != (shown.before, shown.after):
                self._passage_at = None
            if before.selected != shown.selected:
                self._negative_at = 0
        self._draw()

    def page(self, pages: int) -> None:
        """Scroll the passage, or the negative's text on a negative card."""
        pane = self._card.negative if self.shown and self.shown.judging else self._card.passage
        self._scroll(pane, pages * max(1, pane.height - 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the text under the pointer."""
        self._scroll(self._under(event.y), _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the text under the pointer."""
        self._scroll(self._under(event.y), -_WHEEL)

    def on_resize(self) -> None:
        """Draw again: everything depends on the room."""
        self._draw()

    def notify_style_update(self) -> None:
        """Draw again in the theme's colours."""
        super().notify_style_update()
        self._draw()

    def render_line(self, y: int) -> Strip:
        """Return one row as it was drawn."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _under(self, y: int) -> Pane:
        return (
            self._card.negative if self._card.negative.height and y >= self._card.negative.top else self._card.passage
        )

    def _scroll(self, pane: Pane, lines: int) -> None:
        at = max(0, min(pane.offset + lines, pane.total - pane.height))
        if pane is self._card.negative:
            self._negative_at = at
        else:
            self._passage_at = at
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if not width or not height:
            return
        self._card = Card()
        if self.shown:
            at, under = self._passage_at, self._negative_at
            self._card = compose(self.shown, self.text_width, height, passage_at=at, negative_at=under)
        drawn, self._strips = self._strips, self._rows(height)
        changed = [y for y, strip in enumerate(self._strips) if y >= len(drawn) or strip != drawn[y]]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _rows(self, height: int) -> list[Strip]:
        card, width, base = self._card, self.text_width, self.rich_style
        bars = {
            pane.top + y for pane in (card.passage, card.negative) for y in thumb(pane.total, pane.height, pane.offset)
        }
        left, right, free = (Segment(" " * cells, base) for cells in (_MARGIN, _MARGIN - 1, 1))
        bar = Segment("▐", self.get_component_rich_style("card--quiet"))
        tones: set[Tone] = {row.tone for row in card.rows if row.tone}
        styles = {tone: base + self.get_component_rich_style(f"card--{tone}") for tone in tones}
        rows = [*card.rows, *[Row(Text())] * (height - len(card.rows))][:height]
        strips = [strip_of(row.text, width, styles.get(row.tone, base), self.app.console) for row in rows]
        ends = [bar if y in bars else free for y in range(height)]
        return [Strip([left, *strip, right, end], width + 2 * _MARGIN) for strip, end in zip(strips, ends, strict=True)]
