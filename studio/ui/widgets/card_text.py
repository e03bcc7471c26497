"""The texts of a card, drawn by the Line API: a key redraws the rows that changed and arranges nothing anew.

It draws what it is given at the size that it has, and scrolls the two texts that can be long.
"""

from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.geometry import NULL_SIZE, Region, Size
from textual.strip import Strip

from studio.ui.review.card import Card, Pane, Shown, compose
from studio.ui.widgets.drawn import Drawn
from studio.ui.widgets.strips import segments_of, thumb

__all__ = ["CardText"]

_MARGIN = 2
"""Columns left free on either side; a scroll bar stands in the right one."""
_WHEEL = 2
"""Lines that one notch of the mouse's wheel scrolls."""


_READY = 8
"""Cards that are kept as they were drawn: the one shown, and those that the next key may show."""


class _Drawing(NamedTuple):
    """A card and its lines, and those among them with a scroll bar, at the size that they were made for."""

    card: Card = Card()
    lines: tuple[Strip, ...] = ()
    bars: frozenset[int] = frozenset()
    size: Size = NULL_SIZE


class CardText(Drawn):
    """One card without its editors."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"card--quiet", "card--rule", "card--active"}

    def __init__(self) -> None:
        super().__init__()
        self.shown: Shown | None = None
        self._drawing = _Drawing()
        self._ready: dict[tuple[Shown, int | None, int, Size], _Drawing] = {}
        self._passage_at: int | None = None
        self._negative_at = 0

    @property
    def text_width(self) -> int:
        """Columns that a row has."""
        return max(20, self.size.width - 2 * _MARGIN)

    @property
    def plain(self) -> str:
        """The rows in view, without colours."""
        return "\n".join(row.text.plain for row in self._drawing.card.rows)

    def show(self, shown: Shown | None) -> None:
        """Draw a card; another pair, negative or neighbour begins at its top."""
        before, self.shown = self.shown, shown
        if before is None or shown is None or before.pair.pair_id != shown.pair.pair_id:
            self._passage_at, self._negative_at = None, 0
        else:
            if (before.before, before.after) != (shown.before, shown.after):
                self._passage_at = None
            if (before.selected, before.whole) != (shown.selected, shown.whole):
                self._negative_at = 0
        self._draw()

    def page(self, pages: int) -> None:
        """Scroll the passage; the negative's text on a negative card, and where keys move among the negatives."""
        of_negative = self.shown is not None and (self.shown.asking or self.shown.in_negatives)
        pane = self._drawing.card.negative if of_negative else self._drawing.card.passage
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
        self._ready.clear()
        self._drawing = _Drawing()
        self._draw()

    def render_line(self, y: int) -> Strip:
        """Return one row as it was drawn. A new size is met here first: its first paint is right, not its second."""
        if self._drawing.size != self.size:
            self._drawing = self._made_now()
        lines = self._drawing.lines
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.style_of())

    def warm(self, shown: Shown) -> None:
        """Draw a card before it is shown, from its top: a key then finds every line of it ready for the terminal."""
        if self.size.width and self.size.height:
            for line in self._made(shown, None, 0).lines:
                self.painted(line).render(self.app.console)

    def _under(self, y: int) -> Pane:
        card = self._drawing.card
        return card.negative if card.negative.height and y >= card.negative.top else card.passage

    def _scroll(self, pane: Pane, lines: int) -> None:
        at = max(0, min(pane.offset + lines, pane.total - pane.height))
        if pane is self._drawing.card.negative:
            self._negative_at = at
        else:
            self._passage_at = at
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if not width or not height:
            return
        before, self._drawing = self._drawing.lines, self._made_now()
        lines = self._drawing.lines
        changed = [y for y, line in enumerate(lines) if y >= len(before) or line != before[y]]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _made_now(self) -> _Drawing:
        return self._made(self.shown, self._passage_at, self._negative_at) if self.shown else self._drawn_as(Card())

    def _made(self, shown: Shown, passage_at: int | None, negative_at: int) -> _Drawing:
        key = (shown, passage_at, negative_at, self.size)
        if key not in self._ready:
            card = compose(shown, self.text_width, self.size.height, passage_at=passage_at, negative_at=negative_at)
            if len(self._ready) >= _READY:
                del self._ready[next(iter(self._ready))]
            self._ready[key] = self._drawn_as(card)
        return self._ready[key]

    def _drawn_as(self, card: Card) -> _Drawing:
        """Return a card's rows with margins and scroll bars; texts that the last card has too are not drawn again."""
        width, height = self.text_width, self.size.height
        bars = {
            pane.top + y for pane in (card.passage, card.negative) for y in thumb(pane.total, pane.height, pane.offset)
        }
        base = self.style_of()
        left, right, free = (Segment(" " * cells, base) for cells in (_MARGIN, _MARGIN - 1, 1))
        bar = Segment("▐", self.style_of("card--quiet"))
        last = self._drawing
        known = {
            (id(row.text), row.tone): line
            for y, (row, line) in enumerate(zip(last.card.rows, last.lines, strict=False))
            if y not in last.bars and last.size == self.size
        }
        lines = []
        for y, row in enumerate(card.rows[:height]):
            line = known.get((id(row.text), row.tone)) if y not in bars else None
            if line is None:
                style = base + self.style_of(f"card--{row.tone}") if row.tone else base
                segments = segments_of(row.text, width, style, self.app.console)
                line = Strip([left, *segments, right, bar if y in bars else free], width + 2 * _MARGIN)
            lines.append(line)
        blank = Strip.blank(width + 2 * _MARGIN, base)
        return _Drawing(card, (*lines, *[blank] * (height - len(lines))), frozenset(bars), self.size)
