"""Beginnings of texts. A style given to `rich.Text` itself would be worn by everything that is appended later."""

from rich.text import Text

__all__ = ["block", "line"]


def line(text: str = "", style: str = "") -> Text:
    """Return the beginning of one line: it never wraps, and what does not fit is cut."""
    return Text(no_wrap=True, overflow="ellipsis", end="").append(text, style=style)


def block(text: str = "", style: str = "") -> Text:
    """Return the beginning of several lines: what does not fit is folded."""
    return Text(overflow="fold", end="").append(text, style=style)
