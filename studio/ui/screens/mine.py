"""The mine form: how hard negatives are found."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from studio.jobs.folder import JobFolder
from studio.settings import Settings
from studio.ui.actions import bindings
from studio.ui.actions.forms import MINE
from studio.ui.forms import mine as lines
from studio.ui.forms.fields import Field
from studio.ui.screens.form import FormScreen
from studio.workflow import mine

__all__ = ["MineScreen"]


class MineScreen(FormScreen):
    """Score the queries, look for hard negatives."""

    place = "mine"
    TITLE = "mine"
    ACTIONS = MINE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(MINE)]

    def about(self) -> str:
        """Return what mining does."""
        return lines.ABOUT

    def fields(self) -> Sequence[Field]:
        """Return mining's settings."""
        return lines.fields(self.settings)

    def prepare(self, settings: Settings, _values: Mapping[str, str]) -> JobFolder:
        """Write a mine job."""
        return mine.prepare(self.studio.project, self.studio.db, settings)
