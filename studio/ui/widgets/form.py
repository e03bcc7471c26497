"""A form: a field a line with its value, its range and why it matters. Moved through with keys; enter edits in place.

It checks no value: it is told what is wrong with one and shows it. A field is one widget and there is one input, made
when it is needed, so that a form opens at once.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from studio.ui.forms import paths
from studio.ui.forms.fields import Field, Kind
from studio.ui.later import once_laid_out
from studio.ui.views import form as view
from studio.ui.widgets.paths import PathInput

__all__ = ["Form"]


class _Row(Static):
    """One field at rest."""

    def __init__(self, field: Field, labels: int) -> None:
        super().__init__(classes="field", markup=False)
        self.field, self._labels = field, labels
        self.fault = self.hint = ""
        self.selected = False
        self.part = 0
        """Which of several choices a toggle changes."""

    def draw(self, *, brief: bool) -> None:
        """Draw it; where room is short, what stands below is left to the selected one and to faults."""
        self.set_class(self.selected, "-selected")
        below = None if brief and not (self.selected or self.fault) else self.under()
        part = self.part if self.selected else -1
        self.update(view.field_lines(self.field, labels=self._labels, selected=self.selected, part=part, below=below))

    def under(self, offer: str = "") -> Text:
        """Return what stands below the field; an offer to complete goes before a fault."""
        return view.under(self.field, fault="" if offer else self.fault, hint=offer or self.hint)


class _Editor(Vertical):
    """One field while it is typed, in the place of its row."""

    def __init__(self, row: _Row, labels: int) -> None:
        super().__init__(classes="field -selected")
        self.row, self._labels = row, labels

    def compose(self) -> ComposeResult:
        """Yield label, input, what stands below."""
        value, empty = self.row.field.value, self.row.field.empty
        with Horizontal():
            label = Static(view.label(self.row.field, self._labels, selected=True), markup=False)
            label.styles.width = self._labels
            yield label
            if self.row.field.kind is Kind.PATH:
                yield PathInput(value, placeholder=empty, compact=True)
            else:
                yield Input(value, empty, select_on_focus=False, compact=True)
        yield Static(self.row.under(), classes="field-under", markup=False)

    def on_mount(self) -> None:
        """Take the focus, with the cursor at the end."""
        self.query_one(Input).focus()

    def offer(self, offer: str) -> None:
        """Show what the value could become."""
        self.query_one(".field-under", Static).update(self.row.under(offer))


class Form(VerticalScroll):
    """Fields, one selected."""

    can_focus = False

    @dataclass
    class Changed(Message):
        """A field has another value."""

        field: Field

    @dataclass
    class Typing(Message):
        """A value begins to be typed, or no longer is: `field` is None then."""

        field: Field | None

    def __init__(self, fields: Iterable[Field], *, labels: int = 22) -> None:
        super().__init__()
        self._labels = labels
        self._all = [_Row(field, labels) for field in fields]
        self._index = 0
        self._editor: _Editor | None = None

    def compose(self) -> ComposeResult:
        """Yield a row a field."""
        yield from self._all

    def on_mount(self) -> None:
        """Select the first field."""
        self._select(0)

    def on_resize(self) -> None:
        """Say more or less under the fields, once the sheet's rules for this size are in force."""
        once_laid_out(self, self._draw)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields as they stand, those that are hidden too."""
        return tuple(row.field for row in self._all)

    @property
    def selected(self) -> Field:
        """The field that keys act on."""
        return self._row.field

    @property
    def editing(self) -> bool:
        """True while a value is typed."""
        return self._editor is not None

    def put(self, fields: Sequence[Field]) -> None:
        """Show other values of the same fields."""
        for row, field in zip(self._all, fields, strict=True):
            row.field, row.fault = field, ""
        self._draw()

    def reveal(self, keys: Iterable[str], *, shown: bool) -> None:
        """Show or hide fields."""
        wanted = set(keys)
        for row in self._all:
            if row.field.key in wanted:
                row.display = shown

    def blame(self, key: str, fault: str) -> None:
        """Show what is wrong with a field, or that nothing is."""
        for row in self._all:
            if row.field.key == key:
                row.fault = fault
        self._draw()

    def hint(self, keys: Iterable[str], hint: str) -> None:
        """Show a line under some fields in place of their why; nothing shows the why again."""
        wanted = set(keys)
        for row in self._all:
            if row.field.key in wanted:
                row.hint = hint
        self._draw()

    def move(self, step: int) -> None:
        """Select another field; what was typed is kept."""
        self.rest()
        self._select(self._index + step)

    def turn(self, step: int) -> None:
        """Take the next or the previous choice, or move among several."""
        row = self._row
        if row.field.kind is Kind.MANY:
            row.part = max(0, min(row.part + step, len(row.field.choices) - 1))
            self._draw()
        elif row.field.kind is Kind.CHOICE:
            self._change(row, row.field.turned(step))

    def take(self) -> None:
        """Take one of several in or out; take the next choice; or edit."""
        row = self._row
        if row.field.kind is Kind.MANY:
            self._change(row, row.field.toggled(row.field.choices[row.part]))
        elif row.field.kind is Kind.CHOICE:
            self.turn(1)
        elif self._editor is None:
            self._editor = _Editor(row, self._labels)
            row.display = False
            self.mount(self._editor, after=row)
            self.post_message(self.Typing(row.field))

    def rest(self, *, keep: bool = True) -> None:
        """End editing: what was typed is kept, or forgotten."""
        editor, self._editor = self._editor, None
        if editor is None:
            return
        typed = editor.query_one(Input).value.strip()
        self.screen.set_focus(None)
        editor.remove()
        editor.row.display = True
        self.post_message(self.Typing(None))
        if keep and typed != editor.row.field.value:
            self._change(editor.row, replace(editor.row.field, value=typed))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.rest()

    @on(Input.Changed)
    async def _typed(self, event: Input.Changed) -> None:
        event.stop()
        editor = self._editor
        if editor is not None and editor.row.field.kind is Kind.PATH and event.value:
            found = await asyncio.to_thread(paths.completions, event.value, 8)
            editor.offer(view.offers(found))

    @property
    def _rows(self) -> list[_Row]:
        return [row for row in self._all if row.display or (self._editor and self._editor.row is row)]

    @property
    def _row(self) -> _Row:
        return self._rows[self._index]

    def _select(self, index: int) -> None:
        self._index = max(0, min(index, len(self._rows) - 1))
        self._draw()
        self._row.scroll_visible(animate=False)

    def _draw(self) -> None:
        brief = self.screen.has_class("-short")
        for index, row in enumerate(self._rows):  # none where the screen is being left
            row.selected = index == self._index
            row.draw(brief=brief)

    def _change(self, row: _Row, field: Field) -> None:
        row.field = field
        self._draw()
        self.post_message(self.Changed(field))
