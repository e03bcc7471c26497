"""The generate form: who writes the queries, and how many."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from studio.errors import InputError
from studio.jobs.folder import JobFolder
from studio.settings import Settings
from studio.storage import corpus
from studio.ui.actions import bindings
from studio.ui.actions.forms import GENERATE
from studio.ui.forms import check
from studio.ui.forms import generate as lines
from studio.ui.forms.fields import Field
from studio.ui.screens.form import FormScreen
from studio.ui.views import provider as view
from studio.ui.widgets.form import Form
from studio.workflow import generate

__all__ = ["GenerateScreen"]

PROVIDER = "generation.provider"


class GenerateScreen(FormScreen):
    """Let a model or a rule write queries."""

    place = "generate"
    TITLE = "generate"
    ACTIONS = GENERATE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(GENERATE)]

    def about(self) -> str:
        """Return what generating does."""
        return lines.ABOUT

    def fields(self) -> Sequence[Field]:
        """Return generation's settings, and for which passages."""
        return lines.fields(self.settings)

    def on_mount(self) -> None:
        """Say who would write."""
        super().on_mount()
        self._roots = [Path(root) for root in corpus.roots(self.studio.db)]
        self._say_who()

    @on(Form.Changed)
    def _say_who(self) -> None:
        self.form.hint([PROVIDER], self._who()[0])

    def fault(self, field: Field) -> str:
        """Return what is wrong with a value; of the provider, what it lacks."""
        return super().fault(field) or (self._who()[1] if field.key == PROVIDER else "")

    def _who(self) -> tuple[str, str]:
        try:
            options = check.over(self.settings, self.form.fields).generation
        except InputError:
            return "", ""
        return view.who(options, [*self._roots, self.studio.project.path], os.environ)

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Write a generate job."""
        every = values[lines.FOR] == lines.EVERY
        return generate.prepare(self.studio.project, self.studio.db, settings, every=every)
