"""The ingest form: which documents, and how they are cut into passages."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType

from studio.errors import InputError
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind
from studio.settings import Settings
from studio.ui.actions import bindings
from studio.ui.actions.forms import INGEST
from studio.ui.forms import ingest as lines
from studio.ui.forms import paths
from studio.ui.forms.fields import PATH, Field
from studio.ui.screens.form import FormScreen
from studio.ui.widgets.form import Form
from studio.workflow import ingest

__all__ = ["IngestScreen"]


class IngestScreen(FormScreen):
    """Read files and folders into passages."""

    place = "ingest"
    TITLE = "ingest"
    ACTIONS = INGEST
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(INGEST)]
    FIRST_EDIT = True

    def about(self) -> str:
        """Return what ingesting does."""
        return lines.ABOUT

    def fields(self) -> Sequence[Field]:
        """Return the path and the corpus' settings."""
        return lines.fields(self.settings)

    def on_mount(self) -> None:
        """Hide the columns until a file of records is named."""
        super().on_mount()
        self.form.reveal(lines.COLUMNS, shown=False)
        self.form.hint(["corpus.max_tokens"], lines.limit_hint(self.studio.jobs.newest(JobKind.INGEST)))

    @on(Form.Changed)
    def _named(self, event: Form.Changed) -> None:
        if event.field.key == PATH:
            self._look_at(event.field.value)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look_at(self, text: str) -> None:
        path = paths.resolved(text)
        missing = bool(text) and not await asyncio.to_thread(path.exists)
        await self.look_at_records(text, lines.COLUMNS, f"{path} does not exist." if missing else "")

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Write an ingest job."""
        text = values[PATH]
        if not text:
            raise InputError("Name a file or a folder to ingest: enter on the first line, then type its path.")
        return ingest.prepare(self.studio.project, self.studio.db, settings, [paths.resolved(text)])
