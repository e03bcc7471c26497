"""The form that takes queries from a file: which column, how many, into which test set."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType

from studio.errors import InputError
from studio.jobs.folder import JobFolder
from studio.settings import Settings
from studio.ui.actions import bindings
from studio.ui.actions.judge import QUERIES
from studio.ui.forms import paths
from studio.ui.forms import queries as lines
from studio.ui.forms.fields import NAME, PATH, Field
from studio.ui.screens.bring import brought
from studio.ui.screens.form import FormScreen
from studio.ui.widgets.form import Form
from studio.workflow import queries

__all__ = ["QueriesScreen"]


class QueriesScreen(FormScreen):
    """Bring queries that people asked."""

    place = "queries"
    TITLE = "queries"
    ACTIONS = QUERIES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(QUERIES)]
    FIRST_EDIT = True

    def about(self) -> str:
        """Return what this does."""
        return lines.ABOUT

    def fields(self) -> Sequence[Field]:
        """Return the file, and how it is read."""
        return lines.fields(self.settings)

    def on_mount(self) -> None:
        """Hide the column until a file that has columns is named."""
        super().on_mount()
        self.form.reveal([lines.COLUMN], shown=False)

    @on(Form.Changed)
    def _named(self, event: Form.Changed) -> None:
        if event.field.key == PATH:
            self._look_at(event.field.value)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look_at(self, text: str) -> None:
        path = paths.resolved(text)
        missing = bool(text) and not await asyncio.to_thread(path.is_file)
        await self.look_at_records(text, [lines.COLUMN], f"{path} is not a file." if missing else "")

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Read the file, add its queries, and write a pool job."""
        text, limit = values[PATH], values[lines.LIMIT].strip()
        if not text:
            raise InputError("Name a file with queries: enter on the first line, then type its path.")
        if limit and not (limit.isdecimal() and int(limit)):
            raise InputError(f"most = {limit!r} is not a whole number above 0. Leave it empty to take all.")
        path = paths.resolved(text)
        read = queries.from_file(path, column=values[lines.COLUMN].strip(), limit=int(limit) if limit else None)
        return brought(self, read, values[NAME].strip() or path.stem, settings)

    def started(self) -> None:
        """Go where the queries are judged."""
        self.studio.judge("")
