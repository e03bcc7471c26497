"""The base models: which there are, what each needs, and a bake-off of those that are marked."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from studio import bases
from studio.domain.options import ModelOptions
from studio.domain.registry import find
from studio.jobs.spec import JobKind
from studio.storage import gains
from studio.ui.actions import bindings
from studio.ui.actions.models import ACTIONS
from studio.ui.forms import paths
from studio.ui.screens.lists import ListKeys
from studio.ui.views import models as view
from studio.ui.views.models import Choice
from studio.ui.widgets.dialogs import AskText
from studio.ui.widgets.line_list import LineList

__all__ = ["ModelsScreen", "choice_of"]


def choice_of(model: ModelOptions) -> Choice:
    """Return what is known of a model that a person named."""
    here = bases.weights_here(model.base)
    return Choice(base=model.base, entry=find(model.base), prompts=bases.prompts(model), here=here)


class ModelsScreen(ListKeys):
    """Choose by measuring: the next base is often worth more than a tune."""

    place = "models"
    TITLE = "bases"
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS)]

    def __init__(self) -> None:
        super().__init__()
        own = self.studio.settings().model
        self._choices = [replace(choice_of(own), own=True)]
        self._choices += [Choice.of(known) for known in bases.known() if known.entry.hub_id != own.base]
        self._changes = -1

    def body(self) -> Iterable[Widget]:
        """Yield what a bake-off tells, the list and what is known of the selected one."""
        yield Static(id="models-said", markup=False)
        yield Static(id="models-head", markup=False)
        yield LineList(id="models")
        yield Static(classes="detail", markup=False)

    def jobs_changed(self) -> None:
        """Read what was measured, where a job came, went or ended."""
        if self.studio.jobs.changes != self._changes:
            self._changes = self.studio.jobs.changes
            self._read()

    def on_resize(self) -> None:
        """Draw the titles at the new width."""
        head = view.header(self.lines.line_width, measured=self._measured)
        self.query_one("#models-head", Static).update(head)

    def on_line_list_moved(self) -> None:
        """Say what is known of the selected one."""
        self._show()

    def action_mark(self) -> None:
        """Mark or unmark the selected one."""
        chosen = self._chosen
        if chosen.own:
            self.notify("The project's base is always measured.", timeout=3, markup=False)
            return
        self._choices[self.lines.index] = replace(chosen, marked=not chosen.marked)
        self._show()

    def action_add(self) -> None:
        """Ask for another model."""
        self.app.push_screen(
            AskText("add a model", hint="a folder or a hub id · enter adds · esc goes back"), self._add
        )

    def action_train(self) -> None:
        """Open the train form with the selected base."""
        from studio.ui.screens.train import TrainScreen  # noqa: PLC0415 - opened from here rarely

        self.app.push_screen(TrainScreen(self._chosen.base))

    def action_start(self) -> None:
        """Start the bake-off."""
        from studio.workflow import evaluate  # noqa: PLC0415 - needed here alone

        app = self.studio
        marked = [choice.base for choice in self._choices if choice.marked]
        if not marked:
            self.notify("Mark a model with space first, or add one with i.", timeout=4, markup=False)
            return
        self.begin(lambda: evaluate.bake_off(app.project, app.db, app.settings(), marked), lambda: app.go("home"))

    @property
    def _chosen(self) -> Choice:
        return self._choices[self.lines.index]

    @property
    def _measured(self) -> bool:
        return any(choice.measured for choice in self._choices)

    def _read(self) -> None:
        """Take what bake-offs measured, also of models that were named to one; the selected one stays selected."""
        listed, chosen = [choice.base for choice in self._choices], self._chosen.base
        named = [base for base in dict.fromkeys(self._baked()) if base not in listed]
        every = [*self._choices, *(choice_of(ModelOptions(base=base)) for base in named)]
        found = view.ranked(every, gains.bases(self.studio.db))
        self._choices = [choice for choice in found if choice.measured or choice.base not in named]
        self._show([choice.base for choice in self._choices].index(chosen))

    def _baked(self) -> Iterator[str]:
        for job in self.studio.jobs.views:
            if job.spec.kind is JobKind.EVALUATE:
                yield from map(str, job.spec.arguments.get("bases", ()))

    def _add(self, typed: str | None) -> None:
        name = paths.model_named(typed or "")
        if not name:
            return
        known = [choice.base for choice in self._choices]
        if name not in known:
            self._choices.append(choice_of(ModelOptions(base=name)))
        place = ([*known, name]).index(name)
        self._choices[place] = replace(self._choices[place], marked=not self._choices[place].own)
        self._show(place)

    def _show(self, index: int | None = None) -> None:
        self.titlebar().show(right=view.head(self._choices))
        measured = self._measured

        def draw(number: int, width: int) -> Text:
            return view.model_line(self._choices[number], width, measured=measured)

        self.lines.show(len(self._choices), draw, index=index)
        self.query_one("#models-said", Static).update(view.advice(self._choices))
        self.on_resize()
        self.query_one(".detail", Static).update(view.detail(self._chosen))
