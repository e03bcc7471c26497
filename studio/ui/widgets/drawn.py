"""Widgets that draw whole lines themselves: what they return is painted as it is, without a pass of styles over it.

They have neither border, padding nor opacity in the sheet, and know nothing of what the lines say.
"""

from rich.style import Style
from textual.geometry import NULL_SIZE, Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

__all__ = ["Drawn", "Room"]


class Drawn(Widget):
    """A widget of finished lines: `render_line` gives strips of its width, the same while the line stands."""

    virtual_size: Reactive[Size] = Reactive(NULL_SIZE, repaint=False)
    """The widget's own, for it does not scroll: a new size arranges nothing a second time, as Textual's would."""

    def __init__(self, *children: Widget, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(*children, id=id)
        self._styles_read: dict[str, Style] = {}

    def style_of(self, component: str = "") -> Style:
        """Return the widget's style or that of a component: looked up once, for it costs as much as a line."""
        if component not in self._styles_read:
            found = self.get_component_rich_style(component) if component else self.rich_style
            self._styles_read[component] = found
        return self._styles_read[component]

    def notify_style_update(self) -> None:
        """Look styles up again: the theme has changed."""
        super().notify_style_update()
        self._styles_read.clear()

    def painted(self, strip: Strip) -> Strip:
        """Return a line as it goes to the terminal; a strip keeps what it becomes."""
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a part of the widget."""
        background, filters = self.background_colors[1], self.get_line_filters()
        strips = [self.render_line(y) for y in crop.line_range]
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips


class Room(Drawn):
    """A place for other widgets, stacked; what they leave free is blank, which costs a pass of styles elsewhere."""

    DEFAULT_CSS = "Room { layout: vertical; overflow: hidden; height: 1fr; width: 1fr; }"

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - every line is the same
        """Return a blank line."""
        return Strip.blank(self.size.width, self.style_of())
