"""One card: its texts, and the two editors that take a text's place while a person changes it.

It draws what it is given at the width that it has, and knows nothing of the queue.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, TextArea

from studio.domain.pairs import Pair
from studio.ui.review.card import Shown
from studio.ui.widgets.card_text import CardText

__all__ = ["PairCard", "PassageEditor"]


class PassageEditor(TextArea):
    """The passage's text while it is edited: f2 or ctrl+s saves, esc leaves the draft for another E."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+s", "save", "save")]

    class Saved(Message):
        """The person is done."""

    def action_save(self) -> None:
        """Say so."""
        self.post_message(self.Saved())


class PairCard(Vertical):
    """The card of a pair: `show` draws one."""

    @dataclass
    class Edited(Message):
        """A person changed the query, or the passage; the other is None."""

        query: str | None = None
        passage: str | None = None

    def __init__(self) -> None:
        super().__init__()
        self._draft = ""
        self._editing: Literal["", "query", "passage"] = ""

    def compose(self) -> ComposeResult:
        """Yield the texts between the two editors."""
        yield Input(id="query-edit", select_on_focus=False, compact=True)
        yield CardText()
        yield PassageEditor(id="passage-edit", compact=True)

    def on_mount(self) -> None:
        """Hide the editors until they are asked for."""
        self._swap("")

    @property
    def text(self) -> CardText:
        """The card's texts."""
        return self.query_one(CardText)

    @property
    def editing(self) -> bool:
        """True while the query or the passage is being edited."""
        return bool(self._editing)

    def show(self, shown: Shown | None) -> None:
        """Draw a card; a draft of another pair's passage is forgotten."""
        before = self._pair
        if before is None or shown is None or before.pair_id != shown.pair.pair_id or before.text != shown.pair.text:
            self._draft = ""
        self.text.show(replace(shown, draft=bool(self._draft), editing=self._editing) if shown else None)

    def edit_query(self) -> None:
        """Turn the query into an input."""
        if self._pair is not None:
            line = self.query_one("#query-edit", Input)
            line.value = self._pair.query
            line.cursor_position = len(line.value)
            self._swap("query")
            line.focus()

    def edit_passage(self) -> None:
        """Turn the passage into a text area, with the draft that was left there."""
        if self._pair is not None:
            area = self.query_one("#passage-edit", PassageEditor)
            area.text = self._draft or self._pair.text
            self._swap("passage")
            area.focus()

    def stop_editing(self) -> None:
        """Show the texts again; what was typed into the passage is kept as a draft until the next card."""
        if self._editing == "passage" and self._pair is not None:
            area = self.query_one("#passage-edit", PassageEditor)
            self._draft = area.text if area.text != self._pair.text else ""
        self._swap("")
        self.screen.set_focus(None)

    @property
    def _pair(self) -> Pair | None:
        return self.text.shown.pair if self.text.shown else None

    @on(Input.Submitted, "#query-edit")
    def _query_saved(self, event: Input.Submitted) -> None:
        event.stop()
        self.stop_editing()
        self.post_message(self.Edited(query=event.value))

    @on(PassageEditor.Saved)
    def _passage_saved(self) -> None:
        text = self.query_one("#passage-edit", PassageEditor).text
        self.stop_editing()
        self._draft = ""
        self.post_message(self.Edited(passage=text))

    def _swap(self, editing: Literal["", "query", "passage"]) -> None:
        self._editing = editing
        self.set_class(editing == "passage", "-passage")
        self.query_one("#query-edit").display = editing == "query"
        self.query_one("#passage-edit").display = editing == "passage"
        self.show(self.text.shown)
