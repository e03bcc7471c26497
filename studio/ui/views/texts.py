"""Beginnings of texts. A style given to `rich.Text` itself would be worn by everything that is appended later."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from studio.ui.text import visible

__all__ = ["block", "line", "titled"]

_MOST = 300


def line(text: str = "", style: str = "") -> Text:
    """Return the beginning of one line: it never wraps, and what does not fit is cut."""
    return Text(no_wrap=True, overflow="ellipsis", end="").append(text, style=style)


def block(text: str = "", style: str = "") -> Text:
    """Return the beginning of several lines: what does not fit is folded."""
    return Text(overflow="fold", end="").append(text, style=style)


def titled(title: str, heading_path: Sequence[str], otherwise: str, room: int) -> Text:
    """Return where a passage stands within `room` cells; `otherwise` where its document has neither title nor headings.

    The title is cut first: of one document's passages, only the headings tell which is which.
    """
    headings = visible(" › ".join(heading_path), _MOST).replace("\n", " ")
    text = line(visible(title or ("" if headings else otherwise), _MOST).replace("\n", " "))
    if headings:
        text.truncate(max(min(room // 3, text.cell_len), room - cell_len(headings) - 3), overflow="ellipsis")
        text.append(" › " if text else "").append(headings)
    text.truncate(room, overflow="ellipsis")
    return text
