"""From a line of text to what the Line API draws, and where a scroll bar stands. Shared by every list and card."""

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

__all__ = ["segments_of", "thumb"]


def segments_of(text: Text, width: int, style: Style, console: Console) -> list[Segment]:
    """Return the text on `style`, cut or padded to `width` cells. The text itself is left as it is."""
    plain, length = style, text.cell_len
    if length > width:
        text = text.copy()
        text.truncate(width, overflow="ellipsis")
        length = text.cell_len
    if text.style:  # a text without spans forgets its own style when it is rendered
        style += console.get_style(text.style)
    segments = [Segment(s.text, style + s.style if s.style else style) for s in text.render(console) if s.text]
    if length < width:
        segments.append(Segment(" " * (width - length), plain))
    return segments


def thumb(total: int, height: int, offset: int) -> range:
    """Return the rows of a scroll bar's thumb beside `height` of `total` lines; none where all of them are in view."""
    if total <= height or height <= 0:
        return range(0)
    size = max(1, height * height // total)
    first = round((height - size) * offset / (total - height))
    return range(first, first + size)
