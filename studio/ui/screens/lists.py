"""Keys of the screens that are one list of lines. What the lines say is their screens' business."""

from studio.ui.screens.base import StudioScreen
from studio.ui.widgets.line_list import LineList

__all__ = ["ListKeys"]


class ListKeys(StudioScreen):
    """Moving in the screen's list."""

    @property
    def lines(self) -> LineList:
        """The list that keys move in."""
        return self.query_one(LineList)

    def action_next(self) -> None:
        """Next line."""
        self.lines.move(1)

    def action_previous(self) -> None:
        """Line before."""
        self.lines.move(-1)

    def action_page_down(self) -> None:
        """Move a page down."""
        self.lines.page(1)

    def action_page_up(self) -> None:
        """Move a page up."""
        self.lines.page(-1)

    def action_first(self) -> None:
        """First line."""
        self.lines.go(0)

    def action_last(self) -> None:
        """Last line."""
        self.lines.go(self.lines.count - 1)
