"""A form whose first line is a path: where that is a file of records, lines about its columns show, and which it has.

What is done with the file is the subclass's.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work

from studio.ui.forms import paths
from studio.ui.forms.fields import PATH
from studio.ui.screens.form import FormScreen
from studio.ui.widgets.form import Form

__all__ = ["FileFormScreen"]


class FileFormScreen(FormScreen):
    """Looks at the path that is typed, in a thread. Subclasses name the lines about columns, and what is amiss."""

    FIRST_EDIT = True
    COLUMNS: ClassVar[Sequence[str]] = ()
    """Keys of the lines that say which column is which."""

    def amiss(self, path: Path) -> str:
        """Return why a path cannot be taken, or nothing; called in a thread."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Hide the lines about columns until a file of records is named."""
        super().on_mount()
        self.form.reveal(self.COLUMNS, shown=False)

    @on(Form.Changed)
    def _named(self, event: Form.Changed) -> None:
        if event.field.key == PATH:
            self._look_at(event.field.value)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look_at(self, text: str) -> None:
        path = paths.resolved(text)
        amiss = await asyncio.to_thread(self.amiss, path) if text else ""
        records = paths.holds_records(text)
        self.form.reveal(self.COLUMNS, shown=records)
        self.form.blame(PATH, amiss)
        found = await asyncio.to_thread(paths.columns, path) if records else ()
        self.form.hint(self.COLUMNS, f"columns of this file: {', '.join(found)}" if found else "")
