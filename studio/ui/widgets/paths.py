"""An input for a path: the first completion stands behind the cursor in grey, tab completes as far as it is certain."""

import asyncio
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from studio.ui.forms import paths

__all__ = ["PathInput"]


class _PathSuggester(Suggester):
    """The first completion of a path."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Look for one in a thread: a folder may lie on a slow disk."""
        found = await asyncio.to_thread(paths.completions, value, 1) if value.strip() else []
        return found[0] if found else None


class PathInput(Input):
    """A path."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete")]

    def __init__(self, value: str = "", *, placeholder: str = "", compact: bool = False) -> None:
        super().__init__(value, placeholder, suggester=_PathSuggester(), select_on_focus=False, compact=compact)

    @work(exclusive=True, exit_on_error=False)
    async def action_complete(self) -> None:
        """Complete to what all names share."""
        found = await asyncio.to_thread(paths.completions, self.value, 200)
        if found:
            self.value = paths.common(found)
            self.cursor_position = len(self.value)
