"""Slices of a test set as lines: which queries, how many, both figures, what changed. Pure."""

from rich.text import Text

from studio.domain import figures
from studio.domain.board import Told
from studio.domain.slices import WAYS, By, Slice
from studio.domain.statistics import FEWEST_GROUPS
from studio.ui.text import visible
from studio.ui.views.texts import block, line

__all__ = ["header", "said", "slice_line", "ways"]

_WAYS: dict[By, str] = {
    "style": "style",
    "overlap": "words shared with the answer",
    "document": "document",
    "length": "length",
}
_COLUMNS = (("queries", 9), ("groups", 8), ("before", 8), ("after", 7), ("change", 8), ("95% interval", 16))
_NARROW = 100
_SPARED = ("groups", "before")
"""Columns that are left out below `_NARROW`, so that the kinds of query can be read."""
_HEADS: dict[By, str] = {
    "style": "queries that are",
    "overlap": "share of its words",
    "document": "queries about",
    "length": "queries of",
}
_WORDS = 12
_WIDEST = 132


def said(told: Told) -> Text:
    """Return the verdict on the whole, with the kinds of query that got worse once they are known."""
    return block(visible(told.sentence))


def ways(chosen: By) -> Text:
    """Return the ways to slice, the one that is shown marked."""
    text = line("by  ", "dim")
    for way in WAYS:
        text.append(f"▸ {_WAYS[way]}" if way == chosen else f"  {_WAYS[way]}", style="bold" if way == chosen else "dim")
        text.append("   ")
    return text


def header(way: By, width: int) -> Text:
    """Return the columns' titles for the slices of one way."""
    titles = "".join(title.rjust(size) for title, size in _columns(width))
    return line(f"{_HEADS[way]:<{_name_width(width)}}{titles}", "dim")


def slice_line(found: Slice, width: int) -> Text:
    """Return one slice; what its interval says stands at the end in a glyph and a word."""
    compared = found.compared
    name = line(visible(found.name).replace("\n", " "))
    name.truncate(_name_width(width) - 1, overflow="ellipsis", pad=True)
    text = name.append(" ")
    tone = "green" if compared.difference > 0 else "red" if compared.difference < 0 else ""
    interval = figures.interval(compared.ci_low, compared.ci_high)
    cells = {
        "queries": (f"{compared.queries:,}", "dim"),
        "groups": (f"{compared.groups:,}", "dim"),
        "before": (figures.score(found.before), ""),
        "after": (figures.score(found.after), ""),
        "change": (figures.signed(compared.difference), tone),
        "95% interval": (interval if compared.groups > 1 else "-", ""),
    }
    for title, size in _columns(width):
        cell, style = cells[title]
        text.append(cell.rjust(size), style=style)
    word, style = _word(found)
    return text.append(f"  {word:<{_WORDS - 2}}", style=style)


def _word(found: Slice) -> tuple[str, str]:
    compared = found.compared
    if compared.groups < FEWEST_GROUPS:
        return "too few", "dim"
    if compared.ci_high < 0:
        return "✗ worse", "red"
    return ("✓ better", "green") if compared.ci_low > 0 else ("", "")


def _name_width(width: int) -> int:
    return max(8, min(width, _WIDEST) - sum(size for _, size in _columns(width)) - _WORDS)


def _columns(width: int) -> list[tuple[str, int]]:
    return [column for column in _COLUMNS if width >= _NARROW or column[0] not in _SPARED]
