"""Keys of the screens on which settings are changed for one job, which is then started.

Settings are read from studio.toml when the screen opens; what is changed here counts for this job alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from studio.errors import InputError
from studio.jobs.folder import JobFolder
from studio.settings import Settings
from studio.ui.forms import check
from studio.ui.forms.fields import Field, Kind
from studio.ui.later import once_laid_out
from studio.ui.screens.base import StudioScreen
from studio.ui.widgets.bars import FooterBar
from studio.ui.widgets.form import Form

__all__ = ["FormKeys", "FormScreen"]


class FormKeys(StudioScreen):
    """A form and what its keys do. Subclasses yield a `Form` made of `fields()`, and prepare the job."""

    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.settings: Settings = self.studio.settings()

    def fields(self) -> Sequence[Field]:
        """Return the lines of the form."""
        return ()

    def prepare(self, settings: Settings, values: Mapping[str, str]) -> JobFolder:
        """Write the job from settings and the form's values by key; called in a thread."""
        raise NotImplementedError

    def started(self) -> None:
        """Go home, where the job is seen, unless a subclass shows it itself."""
        self.studio.go("home")

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    @on(Form.Changed)
    def _check(self, event: Form.Changed) -> None:
        if "." in event.field.key:
            self.form.blame(event.field.key, self.fault(event.field))

    @on(Form.Typing)
    def _show_typing_keys(self, event: Form.Typing) -> None:
        self.query_one(FooterBar).show(_typing_keys(event.field) if event.field else (), typing=event.field is not None)

    def fault(self, field: Field) -> str:
        """Return what is wrong with a setting's value, or nothing."""
        return check.fault(self.settings, field)

    def action_start(self) -> None:
        """Check everything, then start the job; or say what is wrong."""
        self.form.rest()
        try:
            settings = check.over(self.settings, self.form.fields)
        except InputError as error:
            self.studio.say_error(error)
            return
        values = {field.key: field.value for field in self.form.fields}
        self.begin(lambda: self.prepare(settings, values), self.started)

    def action_edit(self) -> None:
        """Change the selected setting."""
        self.form.take()

    def action_take(self) -> None:
        """Take a choice in or out."""
        self.form.take()

    def action_next_field(self) -> None:
        """Go to the next setting."""
        self.form.move(1)

    def action_previous_field(self) -> None:
        """Go to the setting before."""
        self.form.move(-1)

    def action_more(self) -> None:
        """Take the next choice."""
        self.form.turn(1)

    def action_less(self) -> None:
        """Take the choice before."""
        self.form.turn(-1)

    def action_reset(self) -> None:
        """Forget all changes."""
        self.form.put(self.fields())

    def action_back(self) -> None:
        """Stop changing a value; else go back."""
        if self.form.editing:
            self.form.rest(keep=False)
        else:
            self.studio.go_back()


class FormScreen(FormKeys):
    """A full screen that is one form, with a few lines about the step above it."""

    FIRST_EDIT: ClassVar[bool] = False
    """True where the first field wants to be typed at once."""

    def body(self) -> Iterable[Widget]:
        """Yield what the step does, and the form."""
        yield Static(self.about(), id="about", markup=False)
        yield Form(self.fields())

    def about(self) -> str:
        """Return what the step does, in a sentence or two."""
        return ""

    def on_mount(self) -> None:
        """Say where the values come from."""
        self.titlebar().show(right="from studio.toml; changes count for this job alone")
        if self.FIRST_EDIT:
            once_laid_out(self, self.form.take)


def _typing_keys(field: Field) -> Sequence[tuple[str, str]]:
    """Return what keys do while a value is typed; they are the input's own, not the screen's."""
    tab = "completes" if field.kind is Kind.PATH else "next"
    return (("enter", "keep it"), ("esc", "as before"), ("tab", tab))
