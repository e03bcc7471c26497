"""Home: where the project stands, what is next, what runs. One read of the overview draws it all."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from studio.domain.board import Told
from studio.domain.overview import BestRun, Overview, next_step, then_step
from studio.storage import comparing
from studio.storage.overview import overview
from studio.ui import work as jobs_work
from studio.ui.actions import Action, bindings, everywhere
from studio.ui.actions.home import ACTIONS
from studio.ui.device import device_words
from studio.ui.screens.base import SHORT, StudioScreen
from studio.ui.shelf import JobView
from studio.ui.views import home as view
from studio.ui.views import live as live_view

if TYPE_CHECKING:
    from studio.jobs.line import Place

__all__ = ["HomeScreen"]


class HomeScreen(StudioScreen):
    """The funnel, the next step on one key, the jobs."""

    place = "home"
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(self) -> None:
        super().__init__()
        self._overview = Overview()
        self._changes = -1
        self._index = 0
        self._told: Told | None = None

    def body(self) -> Iterable[Widget]:
        """Yield the parts, top to bottom."""
        names = ("welcome", "funnel", "verdict", "steps", "live", "jobs", "recent")
        yield VerticalScroll(*(Static(id=name, markup=False) for name in names), id="home", can_focus=False)

    def title_left(self) -> str:
        """Return the project's name."""
        return f"studio  {self.studio.project.name}"

    def footer_actions(self) -> Sequence[Action]:
        """Return the next step, the places, then the rest."""
        return (*ACTIONS[:1], *everywhere.ACTIONS, *ACTIONS[1:])

    def on_mount(self) -> None:
        """Say what jobs will run with."""
        project = self.studio.project
        base = project.base.rstrip("/").rpartition("/")[2]
        self.titlebar().show(right=f"base {base}   {device_words(project.settings_file)}")

    def on_screen_resume(self) -> None:
        """Read the overview: also after another screen changed it; not where one opens above it at once."""
        if self.is_current:
            self._read()
            self._draw()

    def on_resize(self) -> None:
        """Draw at the new size."""
        self._draw()

    def jobs_changed(self) -> None:
        """Draw the jobs; read the overview again where one of them landed or ended."""
        if self.studio.jobs.changes != self._changes:
            self._read()
        self._draw()

    def live_changed(self) -> None:
        """Draw the rows that moved."""
        self._draw()

    def action_next(self) -> None:
        """Do what is next: mining and measuring start at once, everything else opens where it is done.

        What a job does already is shown, not started again.
        """
        step = next_step(self._overview)
        job = view.doing(step, self.studio.jobs.views)
        if job is not None and step.name != "train":  # its own screen shows it
            self._show_log(job)
        elif step.name == "mine":
            self._mine()
        elif step.name == "evaluate":
            self.action_evaluate()
        else:
            self.studio.go(step.name)

    def action_ingest(self) -> None:
        """Open the form."""
        self.studio.go("ingest")

    def action_generate(self) -> None:
        """Open the form."""
        self.studio.go("generate")

    def action_mine(self) -> None:
        """Open the form."""
        self.studio.go("mine")

    def action_evaluate(self) -> None:
        """Measure everything."""
        from studio.workflow import evaluate  # noqa: PLC0415 - start-up of the screens

        app = self.studio
        self.begin(lambda: evaluate.prepare(app.project, app.db, app.settings()))

    def action_tests(self) -> None:
        """Show the test sets."""
        self.studio.go("tests")

    def action_search(self) -> None:
        """Search the corpus."""
        from studio.ui.screens.corpus_search import search_corpus  # noqa: PLC0415 - as above

        search_corpus(self.studio)

    def action_job_log(self) -> None:
        """Show what the selected job said."""
        job = self._selected
        if job is None:
            self.notify("No job has run yet.", timeout=3, markup=False)
        else:
            self._show_log(job)

    def action_pause_job(self) -> None:
        """Pause or resume the selected job."""
        self.pause_or_resume(self._selected)

    def action_cancel_job(self) -> None:
        """Cancel the selected job."""
        self.cancel(self._selected)

    def action_earlier(self) -> None:
        """Move the selected job up in line."""
        self._move("earlier")

    def action_later(self) -> None:
        """Move the selected job down in line."""
        self._move("later")

    def action_problems(self) -> None:
        """List what could not be used."""
        self.studio.go("problems")

    def action_next_job(self) -> None:
        """Select the next job."""
        self._select(self._index + 1)

    def action_previous_job(self) -> None:
        """Select the job before."""
        self._select(self._index - 1)

    @work(group="jobs", exit_on_error=False)
    async def _move(self, to: "Place") -> None:
        """Move the selected job, and keep it selected."""
        moved = self._selected
        if moved is None:
            self.notify("There is no job to move.", timeout=3, markup=False)
            return
        await jobs_work.move(self.studio, moved, to)
        ids = [job.spec.job_id for job in self._listed]
        self._select(ids.index(moved.spec.job_id) if moved.spec.job_id in ids else self._index)

    def _show_log(self, job: JobView) -> None:
        from studio.ui.screens.job_log import JobLogScreen  # noqa: PLC0415 - start-up of the screens

        self.app.push_screen(JobLogScreen(job.folder))

    def _mine(self) -> None:
        from studio.workflow import mine  # noqa: PLC0415 - start-up of the screens

        app = self.studio
        self.begin(lambda: mine.prepare(app.project, app.db, app.settings()))

    def _select(self, index: int) -> None:
        self._index = max(0, min(index, len(self._listed) - 1))
        self._draw()

    def _read(self) -> None:
        self._changes = self.studio.jobs.changes
        self._overview = overview(self.studio.db, self.studio.reviewer)
        if self._overview.best:
            self._tell(self._overview.best)

    def _draw(self) -> None:
        width = self.query_one("#home").scrollable_content_region.width
        if not width:
            return
        seen, now = self._overview, datetime.now().astimezone()
        empty = not seen.documents
        self._put("welcome", view.welcome() if empty else None)
        self._put("funnel", None if empty else view.funnel(seen, width))
        self._put("verdict", view.verdict_line(seen.best, self._told, width) if seen.best else None)
        following = next_step(seen)
        under_way = view.doing(following, self.studio.jobs.views) is not None
        steps = view.step_lines(following, then_step(seen), width, self.studio.keymap, under_way=under_way)
        self._put("steps", None if empty else steps)
        live = self.studio.live
        self._put("live", None if empty else live_view.home_lines(live.rows, live.queries, width))
        self._put("jobs", view.jobs_block(self._listed, self._index, width, now))
        self._put("recent", view.recent_lines(seen, width, now) if seen.recent else None)

    @work(exclusive=True, group="verdict", exit_on_error=False)
    async def _tell(self, best: BestRun) -> None:
        """Find the kinds of query that got worse in a thread: every slice is resampled once."""
        self._told = await asyncio.to_thread(comparing.told_best, self.studio.db, best)
        self._draw()

    def _put(self, name: str, content: Text | None) -> None:
        part = self.query_one(f"#{name}", Static)
        part.display = content is not None
        part.update(content or "")

    @property
    def _listed(self) -> Sequence[JobView]:
        return view.listed(self.studio.jobs.views, 3 if self.size.height < SHORT else 7)

    @property
    def _selected(self) -> JobView | None:
        listed = self._listed
        return listed[min(self._index, len(listed) - 1)] if listed else None
