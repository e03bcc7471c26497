"""One card: its texts, and the editor that takes a text's place while a person changes it.

It draws what it is given at the width that it has, and knows nothing of the queue. Editors are made when they are
asked for: the first paint waits for none.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.message import Message

from studio.domain.pairs import Pair
from studio.ui.review.card import Shown
from studio.ui.widgets.card_text import CardText
from studio.ui.widgets.drawn import Room

if TYPE_CHECKING:
    from studio.ui.widgets.editors import PassageEditor, QueryEditor

__all__ = ["PairCard"]


class PairCard(Room):
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
        """Yield the texts."""
        yield CardText()

    @property
    def text(self) -> CardText:
        """The card's texts."""
        return self.query_one(CardText)

    @property
    def editing(self) -> Literal["", "query", "passage"]:
        """What is being edited, empty for nothing."""
        return self._editing

    def show(self, shown: Shown | None) -> None:
        """Draw a card; a draft of another pair's passage is forgotten."""
        before = self._pair
        if before is None or shown is None or before.pair_id != shown.pair.pair_id or before.text != shown.pair.text:
            self._draft = ""
        self.text.show(replace(shown, draft=bool(self._draft), editing=self._editing) if shown else None)

    async def edit_query(self) -> None:
        """Put a line in the query's place; it has the keys when this returns."""
        from studio.ui.widgets.editors import QueryEditor  # noqa: PLC0415 - start-up of the screens

        if self._pair is not None:
            editor = QueryEditor(self._pair.query)
            await self.mount(editor, before=self.text)
            self._swap("query")
            self.screen.set_focus(editor)

    async def edit_passage(self) -> None:
        """Put a text area in the passage's place, with the draft that was left there; it has the keys afterwards."""
        from studio.ui.widgets.editors import PassageEditor  # noqa: PLC0415 - as above

        if self._pair is not None:
            editor = PassageEditor(self._draft or self._pair.text)
            await self.mount(editor)
            self._swap("passage")
            self.screen.set_focus(editor)

    def stop_editing(self) -> None:
        """Show the texts again; what was typed into the passage is kept as a draft until the next card."""
        if self._editing == "passage" and self._pair is not None:
            text = self._passage_editor.text
            self._draft = text if text != self._pair.text else ""
        self.query("#query-edit, #passage-edit").remove()
        self.screen.set_focus(None)
        self._swap("")

    @property
    def _pair(self) -> Pair | None:
        return self.text.shown.pair if self.text.shown else None

    @property
    def _query_editor(self) -> "QueryEditor":
        from studio.ui.widgets.editors import QueryEditor  # noqa: PLC0415 - as above

        return self.query_one(QueryEditor)

    @property
    def _passage_editor(self) -> "PassageEditor":
        from studio.ui.widgets.editors import PassageEditor  # noqa: PLC0415 - as above

        return self.query_one(PassageEditor)

    def on_query_editor_saved(self) -> None:
        """Take the query."""
        query = self._query_editor.query_typed
        self.stop_editing()
        self.post_message(self.Edited(query=query))

    def on_passage_editor_saved(self) -> None:
        """Take the passage's text."""
        text = self._passage_editor.text
        self.stop_editing()
        self._draft = ""
        self.post_message(self.Edited(passage=text))

    def _swap(self, editing: Literal["", "query", "passage"]) -> None:
        self._editing = editing
        self.set_class(editing == "passage", "-passage")
        self.show(self.text.shown)
