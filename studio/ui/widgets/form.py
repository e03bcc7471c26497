"""A form: one line a field with its value, its range and why it matters. Moved through with keys; enter edits in place.

It checks no value: it is told what is wrong with one and shows it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from studio.ui.forms import paths
from studio.ui.forms.fields import Field, Kind
from studio.ui.views import form as view

__all__ = ["Form", "PathInput", "PathSuggester"]


class PathSuggester(Suggester):
    """The first completion of a path, in grey behind the cursor."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Look for one in a thread: a folder may lie on a slow disk."""
        found = await asyncio.to_thread(paths.completions, value, 1) if value.strip() else []
        return found[0] if found else None


class PathInput(Input):
    """A path: tab completes as far as it is certain."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete")]

    @work(exclusive=True, exit_on_error=False)
    async def action_complete(self) -> None:
        """Complete to what all names share."""
        found = await asyncio.to_thread(paths.completions, self.value, 200)
        if found:
            self.value = paths.common(found)
            self.cursor_position = len(self.value)


class _Row(Vertical):
    """One field. The input lies hidden in the place of the value."""

    def __init__(self, field: Field) -> None:
        super().__init__(classes="field")
        self.field = field
        self.fault = self.hint = ""
        self.selected = self.editing = False
        self.part = 0
        """Which of several choices a toggle changes."""

    def compose(self) -> ComposeResult:
        """Yield label, value, input, why."""
        with Horizontal(classes="field-line"):
            yield Static(classes="field-label", markup=False)
            yield Static(classes="field-value", markup=False)
            path = self.field.kind is Kind.PATH
            made = PathInput(suggester=PathSuggester(), compact=True) if path else Input(compact=True)
            made.select_on_focus = False
            yield made
        yield Static(classes="field-why", markup=False)

    def on_mount(self) -> None:
        """Draw it at rest."""
        self.query_one(Input).display = False
        self.draw()

    def draw(self, offer: str = "") -> None:
        """Draw label, value, and under them the fault, an offer while typing, a hint or the why."""
        self.set_class(self.selected, "-selected")
        label, value, why = self.query(Static)
        label.update(view.label(self.field, selected=self.selected))
        value.update(view.value(self.field, selected=self.selected, part=self.part))
        why.update(view.below(self.field, fault="" if offer else self.fault, hint=offer or self.hint))

    def edit(self) -> None:
        """Put the input in the value's place."""
        self.editing = True
        line = self.query_one(Input)
        line.value = self.field.value
        line.cursor_position = len(line.value)
        line.display, self.query_one(".field-value").display = True, False
        line.focus()

    def rest(self, *, keep: bool) -> bool:
        """Put the value in the input's place; return True where it changed."""
        typed = self.query_one(Input).value.strip()
        changed = self.editing and keep and typed != self.field.value
        if changed:
            self.field = replace(self.field, value=typed)
        self.editing = False
        self.query_one(Input).display, self.query_one(".field-value").display = False, True
        self.draw()
        return changed


class Form(VerticalScroll):
    """Fields, one selected."""

    can_focus = False

    @dataclass
    class Changed(Message):
        """A field has another value."""

        field: Field

    def __init__(self, fields: Iterable[Field], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._initial = tuple(fields)
        self._index = 0

    def compose(self) -> ComposeResult:
        """Yield a row a field."""
        for field in self._initial:
            yield _Row(field)

    def on_mount(self) -> None:
        """Select the first field."""
        self._select(0)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields as they stand, those that are hidden too."""
        return tuple(row.field for row in self.query(_Row))

    @property
    def editing(self) -> bool:
        """True while a value is typed."""
        return any(row.editing for row in self._rows)

    def value(self, key: str) -> str:
        """Return the value of a field."""
        return next(field.value for field in self.fields if field.key == key)

    def put(self, fields: Sequence[Field]) -> None:
        """Show other values of the same fields."""
        for row, field in zip(self.query(_Row), fields, strict=True):
            row.field, row.fault = field, ""
            row.draw()

    def reveal(self, keys: Iterable[str], *, shown: bool) -> None:
        """Show or hide fields."""
        wanted = set(keys)
        for row in self.query(_Row):
            if row.field.key in wanted:
                row.display = shown

    def blame(self, key: str, fault: str) -> None:
        """Show what is wrong with a field, or that nothing is."""
        for row in self.query(_Row):
            if row.field.key == key:
                row.fault = fault
                row.draw()

    def hint(self, keys: Iterable[str], hint: str) -> None:
        """Show a line under some fields in place of their why; nothing shows the why again."""
        wanted = set(keys)
        for row in self.query(_Row):
            if row.field.key in wanted:
                row.hint = hint
                row.draw()

    def move(self, step: int) -> None:
        """Select another field; what was typed is kept."""
        self.rest()
        self._select(self._index + step)

    def turn(self, step: int) -> None:
        """Take the next or the previous choice, or move among several."""
        row = self._row
        if row.field.kind is Kind.MANY:
            row.part = max(0, min(row.part + step, len(row.field.choices) - 1))
            row.draw()
        elif row.field.kind is Kind.CHOICE:
            self._change(row, row.field.turned(step))

    def toggle(self) -> None:
        """Take one of several in or out; take the next choice; or edit."""
        row = self._row
        if row.field.kind is Kind.MANY:
            self._change(row, row.field.toggled(row.field.choices[row.part]))
        elif row.field.kind is Kind.CHOICE:
            self.turn(1)
        else:
            row.edit()

    def rest(self, *, keep: bool = True) -> None:
        """End editing: what was typed is kept, or forgotten."""
        for row in [row for row in self._rows if row.editing]:
            self.screen.set_focus(None)
            if row.rest(keep=keep):
                self.post_message(self.Changed(row.field))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.rest()

    @on(Input.Changed)
    async def _typed(self, event: Input.Changed) -> None:
        event.stop()
        row = self._row
        if row.editing and row.field.kind is Kind.PATH:
            found = await asyncio.to_thread(paths.completions, event.value, 8)
            row.draw(view.offers(found))

    @property
    def _rows(self) -> list[_Row]:
        return [row for row in self.query(_Row) if row.display]

    @property
    def _row(self) -> _Row:
        return self._rows[self._index]

    def _select(self, index: int) -> None:
        self._index = max(0, min(index, len(self._rows) - 1))
        for number, row in enumerate(self._rows):
            row.selected = number == self._index
            row.draw()
        self._row.scroll_visible(animate=False)

    def _change(self, row: _Row, field: Field) -> None:
        row.field = field
        row.draw()
        self.post_message(self.Changed(field))
