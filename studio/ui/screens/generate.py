"""The generate form: who writes the queries, and how many."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from studio.jobs.folder import JobFolder
from studio.settings import Settings
from studio.ui.actions import bindings
from studio.ui.actions.forms import GENERATE
from studio.ui.forms import steps
from studio.ui.forms.fields import Field
from studio.ui.screens.form import FormScreen
from studio.workflow import generate

__all__ = ["GenerateScreen"]


class GenerateScreen(FormScreen):
    """Let a model or a rule write queries."""

    place = "generate"
    TITLE = "generate"
    ACTIONS = GENERATE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(GENERATE)]

    def about(self) -> str:
        """Return what generating does."""
        return steps.GENERATE_ABOUT

    def fields(self) -> Sequence[Field]:
        """Return generation's settings, and for which passages."""
        return steps.generate_fields(self.settings)

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Write a generate job."""
        every = values[steps.FOR] == steps.EVERY
        return generate.prepare(self.studio.project, self.studio.db, settings, every=every)
