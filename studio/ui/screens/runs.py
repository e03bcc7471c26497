"""The runs: how each stands and what it reached; named, annotated, pinned, put away, deleted. It trains nothing."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio.domain import figures
from studio.domain.records import Run
from studio.errors import StudioError
from studio.ui.actions import bindings
from studio.ui.actions.runs import NOTHING, RUNS
from studio.ui.screens.lists import ListKeys
from studio.ui.shelf import JobView
from studio.ui.views import runs as view
from studio.ui.widgets.dialogs import AskText, Confirm
from studio.ui.widgets.line_list import LineList
from studio.ui.widgets.nothing import Nothing
from studio.workflow import repeat, runs
from studio.workflow.runs import Record

__all__ = ["RunsScreen"]


class RunsScreen(ListKeys):
    """Every run, the pinned ones first."""

    place = "runs"
    TITLE = "runs"
    ACTIONS = RUNS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(RUNS)]

    def __init__(self) -> None:
        super().__init__()
        self._every: list[Record] = []
        self._hidden_too = False
        self._changes = -1

    def body(self) -> Iterable[Widget]:
        """Yield the list, what is said of the selected one, and what is said where there is none."""
        yield Nothing(view.nothing())
        yield Static(id="runs-head", markup=False)
        yield LineList(id="runs")
        yield Static(classes="detail", markup=False)

    def on_screen_resume(self) -> None:
        """Read them again: another screen may have changed them."""
        self._read()

    def jobs_changed(self) -> None:
        """Read them again where a job came, went or ended."""
        if self.studio.jobs.changes != self._changes:
            self._read()

    def on_resize(self) -> None:
        """Draw the titles at the new width."""
        self.query_one("#runs-head", Static).update(view.header(self.lines.line_width))

    def on_line_list_moved(self) -> None:
        """Say what is known of the selected one."""
        self._explain()

    def action_open(self) -> None:
        """Show the selected run."""
        from studio.ui.screens.run import RunScreen  # noqa: PLC0415 - opened from here alone

        if self._chosen is not None:
            self.app.push_screen(RunScreen(self._chosen.run.run_id))

    def action_resume(self) -> None:
        """Pause or resume the selected run."""
        self.pause_or_resume(self._job)

    def action_rename(self) -> None:
        """Ask for a name."""
        self._ask("a name for", "name", lambda run, name: runs.rename(self.studio.db, run, name))

    def action_note(self) -> None:
        """Ask for a note."""
        self._ask("a note on", "note", lambda run, note: runs.mark(self.studio.db, replace(run, note=note.strip())))

    def action_pin(self) -> None:
        """Pin or unpin."""
        self._mark(lambda run: replace(run, pinned=not run.pinned))

    def action_archive(self) -> None:
        """Put away or bring back."""
        self._mark(lambda run: replace(run, archived=not run.archived))

    def action_all(self) -> None:
        """Show archived and deleted ones too, or no longer."""
        self._hidden_too = not self._hidden_too
        self._show()

    def action_copy(self) -> None:
        """Copy the line that trains the selected run again."""
        if self._chosen is not None:
            self.app.copy_to_clipboard(repeat.command(self._chosen.run, self.studio.settings()))
            self.notify("copied", timeout=1, markup=False)

    def action_delete(self) -> None:
        """Say what deleting frees, and ask."""
        chosen = self._chosen
        if chosen is not None:
            question = runs.told_before_deleting(self.studio.project, chosen.run)
            self.app.push_screen(Confirm(question, "delete it"), lambda yes: self._delete(chosen.run, yes=bool(yes)))

    def _ask(self, title: str, what: str, take: Callable[[Run, str], object]) -> None:
        chosen = self._chosen
        if chosen is None:
            return

        def taken(text: str | None) -> None:
            if text is not None:
                self._do(lambda: take(chosen.run, text))

        self.app.push_screen(AskText(f"{title} {chosen.run.run_id}", getattr(chosen.run, what)), taken)

    def _mark(self, change: Callable[[Run], Run]) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._do(lambda: runs.mark(self.studio.db, change(chosen.run)))

    def _delete(self, run: Run, *, yes: bool) -> None:
        if yes:
            self.run_worker(self._deleted(run), group="delete", exclusive=True, exit_on_error=False)

    async def _deleted(self, run: Run) -> None:
        try:
            freed = await asyncio.to_thread(runs.delete, self.studio.project, self.studio.db, run)
        except StudioError as error:
            self.studio.say_error(error)
            return
        self.notify(f"{run.run_id} is deleted: {figures.size(freed)} are free.", timeout=5, markup=False)
        self._read()

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except StudioError as error:
            self.studio.say_error(error)
        self._read()

    @property
    def _listed(self) -> list[Record]:
        return [record for record in self._every if self._hidden_too or not record.hidden]

    @property
    def _chosen(self) -> Record | None:
        listed = self._listed
        return listed[self.lines.index] if listed else None

    @property
    def _job(self) -> JobView | None:
        job_id = self._chosen.run.job_id if self._chosen else ""
        return next((job for job in self.studio.jobs.views if job.spec.job_id == job_id), None)

    def _read(self) -> None:
        before = self._chosen
        self._changes = self.studio.jobs.changes
        self._every = runs.records(self.studio.project, self.studio.db)
        names = [record.run.run_id for record in self._listed]
        self._show(names.index(before.run.run_id) if before and before.run.run_id in names else None)

    def _show(self, index: int | None = None) -> None:
        listed = self._listed
        self.titlebar().show(right=view.head(listed, len(self._every) - len(listed)))
        self.query_one(Nothing).display = not listed
        self.name_keys({} if self._every else NOTHING)
        for part in ("#runs-head", "#runs", ".detail"):
            self.query_one(part).display = bool(listed)
        self.lines.show(len(listed), lambda number, width: view.run_line(listed[number], width), index=index)
        self.on_resize()
        self._explain()

    def _explain(self) -> None:
        if self._chosen is not None:
            self.query_one(".detail", Static).update(view.detail(self._chosen))
