"""The ingest form: which documents, and how they are cut into passages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

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
from studio.ui.screens.file_form import FileFormScreen
from studio.workflow import ingest

__all__ = ["IngestScreen"]


class IngestScreen(FileFormScreen):
    """Read files and folders into passages."""

    place = "ingest"
    TITLE = "ingest"
    ACTIONS = INGEST
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(INGEST)]
    COLUMNS = lines.COLUMNS

    def about(self) -> str:
        """Return what ingesting does."""
        return lines.ABOUT

    def fields(self) -> Sequence[Field]:
        """Return the path and the corpus' settings."""
        return lines.fields(self.settings)

    def on_mount(self) -> None:
        """Say how long passages came to be last time."""
        super().on_mount()
        self.form.hint(["corpus.max_tokens"], lines.limit_hint(self.studio.jobs.newest(JobKind.INGEST)))

    def amiss(self, path: Path) -> str:
        """Return that there is nothing at the path."""
        return "" if path.exists() else f"{path} does not exist."

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Write an ingest job."""
        text = values[PATH]
        if not text:
            raise InputError("Name a file or a folder to ingest: enter on the first line, then type its path.")
        return ingest.prepare(self.studio.project, self.studio.db, settings, [paths.resolved(text)])
