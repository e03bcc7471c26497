"""The console that tables are printed on. Text from a corpus is never read as markup."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console"]

_PIPE_WIDTH = 160


def console() -> "Console":
    """Return a console on stdout, wide enough for whole rows where it is no terminal."""
    from rich.console import Console

    made = Console(markup=False, highlight=False, emoji=False)
    return made if made.is_terminal else Console(markup=False, highlight=False, emoji=False, width=_PIPE_WIDTH)
