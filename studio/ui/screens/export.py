"""Export: which formats, which model, under which name; and what the last export wrote."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from studio.settings import Settings
from studio.storage import runs
from studio.ui.actions import bindings
from studio.ui.actions.forms import EXPORT
from studio.ui.forms import export as lines
from studio.ui.forms.fields import NAME, Field
from studio.ui.screens.form import FormScreen
from studio.ui.shelf import JobView
from studio.ui.views import exports as view
from studio.workflow import export

__all__ = ["ExportScreen"]


class ExportScreen(FormScreen):
    """Let the dataset and a model leave the project."""

    place = "export"
    TITLE = "export"
    ACTIONS = EXPORT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EXPORT)]

    def body(self) -> Iterable[Widget]:
        """Yield the form, and the last export under it."""
        yield from super().body()
        yield Static(id="exported", markup=False)

    def about(self) -> str:
        """Return what exporting does."""
        return lines.ABOUT

    def fields(self) -> Sequence[Field]:
        """Return formats, model, pairs and name."""
        done = [run.run_id for run in runs.runs(self.studio.db) if run.has_model]
        return lines.fields(self.settings, done)

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Write an export job."""
        chosen = replace(settings, export=replace(settings.export, run=lines.run_chosen(values[lines.RUN])))
        return export.prepare(self.studio.project, self.studio.db, chosen, name=values[NAME])

    def started(self) -> None:
        """Stay: the result is shown here."""
        self.jobs_changed()

    def jobs_changed(self) -> None:
        """Show how the last export stands."""
        self._look(self.studio.jobs.newest(JobKind.EXPORT))

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self, job: JobView | None) -> None:
        folder = self.studio.project.exports / str(job.spec.arguments.get("name", "")) if job else Path()
        over = job is not None and job.state is JobState.DONE
        written = await asyncio.to_thread(_written, folder) if over else []
        part = self.query_one("#exported", Static)
        most = 5 if self.has_class("-short") else 12
        part.update(view.result(job, str(folder), written, max(30, part.size.width), most))


def _written(folder: Path) -> list[view.Written]:
    """Return the files and folders of an export with their sizes."""
    if not folder.is_dir():
        return []
    return [
        view.Written(entry.name + ("/" if entry.is_dir() else ""), _size(entry)) for entry in sorted(folder.iterdir())
    ]


def _size(entry: Path) -> int:
    files = entry.rglob("*") if entry.is_dir() else (entry,)
    return sum(file.stat().st_size for file in files if file.is_file())
