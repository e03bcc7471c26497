"""The export form: in which formats the dataset goes out, and whose model goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from studio.jobs.folder import JobFolder
from studio.settings import Settings
from studio.storage import runs
from studio.ui.actions import bindings
from studio.ui.actions.forms import EXPORT
from studio.ui.forms import steps
from studio.ui.forms.fields import Field
from studio.ui.screens.form import FormScreen
from studio.workflow import export

__all__ = ["ExportScreen"]


class ExportScreen(FormScreen):
    """Write the dataset and the model so that others can load them."""

    place = "export"
    TITLE = "export"
    ACTIONS = EXPORT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EXPORT)]

    def about(self) -> str:
        """Return what exporting does."""
        return steps.EXPORT_ABOUT

    def fields(self) -> Sequence[Field]:
        """Return formats, model, pairs and name."""
        return steps.export_fields(self.settings, [run.run_id for run in runs.runs(self.studio.db) if run.done])

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Write an export job."""
        run = {"the best": ""}.get(values["run"], values["run"])
        chosen = replace(settings, export=replace(settings.export, run=run))
        return export.prepare(self.studio.project, self.studio.db, chosen, name=values[steps.NAME].strip())
