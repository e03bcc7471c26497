"""Bringing queries that people asked into a test set, and starting the pool job for them.

The same from the judging screen, from the test sets, and from the form that names a file.
"""

from studio.jobs.folder import JobFolder
from studio.settings import Settings
from studio.ui.judging import view
from studio.ui.screens.base import StudioScreen
from studio.ui.widgets.paste import Pasted, PasteLines
from studio.workflow import judging, pool, queries

__all__ = ["BringKeys", "brought"]

_NAME = "people"


def brought(screen: StudioScreen, read: queries.Queries, name: str, settings: Settings) -> JobFolder:
    """Add queries to the test set of a name and return the job that pools for it; called in a thread."""
    app = screen.studio
    found = judging.bring(app.db, read, name=name)
    left = (
        (read.repeated, "repeat another line"),
        (read.empty, "without a query"),
        (read.overlong, "too long"),
        (read.beyond, "beyond the limit"),
    )
    said = view.brought(found.added, found.known, left)
    app.call_from_thread(app.notify, f"{found.test_set.title}: {said}", timeout=10, markup=False)
    return pool.prepare(app.project, app.db, settings, test_set=found.test_set.test_set)


class BringKeys(StudioScreen):
    """The two ways in; `bring_name` is the name that is offered."""

    bring_name = _NAME

    def action_paste(self) -> None:
        """Ask for lines."""
        why = "One a line, as people typed them. Queries that are there already are not added twice."
        self.app.push_screen(PasteLines("queries that people asked", why, self.bring_name), self._pasted)

    def action_file(self) -> None:
        """Open the form."""
        from studio.ui.screens.queries import QueriesScreen  # noqa: PLC0415 - opened from here alone

        self.app.push_screen(QueriesScreen())

    def brought_in(self) -> None:
        """Show what was brought: called once the pool job was started."""
        self.jobs_changed()

    def _pasted(self, pasted: Pasted | None) -> None:
        if pasted is None:
            return
        name, text = pasted.name.strip() or self.bring_name, pasted.text
        app = self.studio
        self.begin(lambda: brought(self, queries.from_text(text), name, app.settings()), self.brought_in)
