"""The console that tables are printed on, and how they fit it. Text from a corpus is never read as markup."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["console", "fitted"]

_PIPE_WIDTH = 160
_ENDLESS = 10_000


def console() -> "Console":
    """Return a console on stdout, wide enough for whole rows where it is no terminal."""
    from rich.console import Console

    made = Console(markup=False, highlight=False, emoji=False)
    return made if made.is_terminal else Console(markup=False, highlight=False, emoji=False, width=_PIPE_WIDTH)


def fitted(drawn: "Table", on: "Console", spare: Sequence[str]) -> "Table":
    """Return a table without as many columns as it takes for no cell to be cut: `spare` names them, first gone first.

    What is left out is said below the table.
    """
    endless = on.options.update(max_width=_ENDLESS)
    gone: list[str] = []
    for title in spare:
        if on.measure(drawn, options=endless).maximum <= on.width:
            break
        drawn = _without(drawn, title)
        gone.append(title)
    if gone:
        drawn.caption = f"Too narrow here for {', '.join(gone)}."
        drawn.caption_justify = "left"
    return drawn


def _without(drawn: "Table", title: str) -> "Table":
    from rich.table import Table

    left = [column for column in drawn.columns if column.header != title]
    made = Table(box=drawn.box, pad_edge=drawn.pad_edge, header_style=drawn.header_style)
    for column in left:
        made.add_column(column.header, justify=column.justify, no_wrap=column.no_wrap)
    for cells in zip(*(column.cells for column in left), strict=True):
        made.add_row(*cells)
    return made
