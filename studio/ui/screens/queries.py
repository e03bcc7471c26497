"""The form that takes queries from a file: which column, how many, into which test set."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

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
from studio.ui.screens.file_form import FileFormScreen
from studio.workflow import queries

__all__ = ["QueriesScreen"]


class QueriesScreen(FileFormScreen):
    """Bring queries that people asked."""

    place = "queries"
    TITLE = "queries"
    ACTIONS = QUERIES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(QUERIES)]
    COLUMNS = (lines.COLUMN,)

    def about(self) -> str:
        """Return what this does."""
        return lines.ABOUT

    def fields(self) -> Sequence[Field]:
        """Return the file, and how it is read."""
        return lines.fields(self.settings)

    def amiss(self, path: Path) -> str:
        """Return that there is no file at the path."""
        return "" if path.is_file() else f"{path} is not a file."

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
