"""Training: settings on the left, the newest run live on the right. Leaving the screen leaves the run running."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from studio import extras, saved_settings
from studio.domain.options import ModelOptions, TrainingOptions
from studio.domain.overview import to_judge_first
from studio.errors import InputError, StudioError
from studio.jobs.folder import JobFolder
from studio.jobs.spec import JobKind, JobState
from studio.settings import Settings
from studio.storage import datasets
from studio.storage.overview import overview
from studio.ui import work as jobs_work
from studio.ui.actions import bindings
from studio.ui.actions.train import ACTIONS
from studio.ui.forms import check, paths
from studio.ui.forms import train as lines
from studio.ui.forms.fields import Field
from studio.ui.screens.curves import CurveKeys
from studio.ui.screens.form import FormKeys
from studio.ui.screens.models import choice_of
from studio.ui.shelf import JobView
from studio.ui.views import models
from studio.ui.views import training as view
from studio.ui.widgets.dialogs import AskText, Choose
from studio.ui.widgets.form import Form
from studio.ui.widgets.run_panel import RunPanel
from studio.workflow import train

__all__ = ["TrainScreen"]

_FINISH = ("end now with the best model so far, and measure it", "finish")
_CANCEL = ("stop and keep the checkpoint: p resumes it", "cancel")


class TrainScreen(FormKeys, CurveKeys):
    """Watch a run, stop it, come back. `base` is another base than the project's to train from."""

    place = "train"
    TITLE = "train"
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(self, base: str = "") -> None:
        super().__init__()
        self._base = base
        self._trainable = 0
        self._first = ""
        self._sided = False
        """True once it was decided which side a narrow screen shows first."""

    @property
    def run(self) -> JobView | None:
        """The newest run."""
        return self.studio.jobs.newest(JobKind.TRAIN)

    def body(self) -> Iterable[Widget]:
        """Yield settings and run."""
        left = Vertical(Static(id="train-head", markup=False), Form(self.fields(), labels=16), id="settings")
        yield Horizontal(left, RunPanel(starts=True, id="run"), id="train")

    def fields(self) -> Sequence[Field]:
        """Return the settings that matter."""
        return lines.fields(self.settings, datasets.datasets(self.studio.db), self._base)

    def on_mount(self) -> None:
        """Say what is known of the base."""
        self._say_base()

    @on(Form.Changed)
    def _say_base(self) -> None:
        base = next(field.value for field in self.form.fields if field.key == lines.BASE)
        own = self.settings.model
        model = own if base == own.base else ModelOptions(base=paths.model_named(base), device=own.device)
        self.form.hint([lines.BASE], models.hint(choice_of(model)))

    def fault(self, field: Field) -> str:
        """Say too where what a field asks for is not installed."""
        needs = {lines.REPORT_TO: extras.missing_tracker, lines.WEIGHTS: extras.missing_peft}.get(field.key)
        return super().fault(field) or (needs(field.value) if needs else "")

    def on_screen_resume(self) -> None:
        """Count what a run would train on: review may have changed it."""
        counts = overview(self.studio.db)
        judge = to_judge_first(counts)
        self._trainable, self._first = counts.trainable, judge.sentence if judge else ""
        self.jobs_changed()

    def jobs_changed(self) -> None:
        """Read on."""
        run = self.run
        self._choose_side(run)
        shown = run is not None and self.has_class("-narrow")
        head = view.settings_head(self._trainable, run=shown, first=self._first)
        self.query_one("#train-head", Static).update(head)
        if run is None:
            self.query_one(RunPanel).show_nothing(view.nothing(self._trainable))
        else:
            self.follow(run)

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Freeze the dataset, or take the stored one, and write a train job."""
        base, dataset = paths.model_named(values[lines.BASE]), lines.dataset_chosen(values[lines.DATASET])
        return train.prepare(self.studio.project, self.studio.db, settings, base=base, dataset=dataset)

    def started(self) -> None:
        """Stay, and show the run."""
        self.add_class("-running")
        self.jobs_changed()

    def action_cancel(self) -> None:
        """Ask how the run should end."""
        run = self.run
        if run is None or run.state is JobState.DONE or not (run.state is JobState.RUNNING or run.folder.has_model):
            self.cancel(run)
            return
        ends = (_FINISH,) if run.ended else (_FINISH, _CANCEL)
        self.app.push_screen(Choose(f"end {run.spec.title}?", ends), lambda how: self._end(run, how))

    def action_save(self) -> None:
        """Ask for the name to save the settings under."""
        try:
            training = check.over(self.settings, self.form.fields).training
        except InputError as error:
            self.studio.say_error(error)
            return
        hint = "a name that is taken gets these · enter saves · esc goes back"
        self.app.push_screen(AskText("save these settings as", hint=hint), lambda name: self._save(name, training))

    def action_load(self) -> None:
        """Ask which saved settings to take."""
        names = saved_settings.names(self.studio.project)
        if not names:
            self.notify("No settings are saved yet. S saves those of this screen.", timeout=3, markup=False)
            return
        self.app.push_screen(Choose("take the settings", [(name, name) for name in names]), self._load)

    def action_reset(self) -> None:
        """Go back to studio.toml, also from settings that were loaded."""
        self.settings = self.studio.settings()
        super().action_reset()

    def action_side(self) -> None:
        """Switch between settings and run."""
        self.toggle_class("-running")

    def _choose_side(self, run: JobView | None) -> None:
        """Show the run on a narrow screen, once, where there is one that is not done."""
        if self.studio.jobs.changes and not self._sided:
            self._sided = True
            self.set_class(run is not None and run.state is not JobState.DONE, "-running")

    def _save(self, name: str | None, training: TrainingOptions) -> None:
        if name is None:
            return
        try:
            path = saved_settings.save(self.studio.project, name, training)
        except StudioError as error:
            self.studio.say_error(error)
        else:
            self.notify(f"saved {path.name}", timeout=3, markup=False)

    def _load(self, name: str | None) -> None:
        if name is None:
            return
        try:
            training = saved_settings.load(self.studio.project, name)
        except StudioError as error:
            self.studio.say_error(error)
            return
        self.settings = replace(self.settings, training=training)
        self.form.put(self.fields())
        self.notify(f"the next run takes the settings {name}; 0 goes back to studio.toml", timeout=5, markup=False)

    def _end(self, run: JobView, how: str | None) -> None:
        if how is not None:
            end = jobs_work.finish if how == "finish" else jobs_work.cancel
            self.run_worker(end(self.studio, run), group="jobs", exit_on_error=False)
