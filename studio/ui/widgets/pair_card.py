"""One card: a query, its passage, its negatives and the text of the selected one.

It draws what it is given at the width that it has, and knows nothing of the queue.
"""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from studio.domain.corpus import Passage
from studio.domain.pairs import Pair
from studio.ui.review import view
from studio.ui.text import visible

__all__ = ["PairCard"]


class PassageEditor(TextArea):
    """The passage's text while it is edited: f2 or ctrl+s saves, esc leaves the draft for another E."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+s", "save", "save")]

    class Saved(Message):
        """The person is done."""

    def action_save(self) -> None:
        """Say so."""
        self.post_message(self.Saved())


class PairCard(Vertical):
    """The card of a pair. `show` draws one; `show_context` adds the passage's neighbours in its document."""

    @dataclass
    class Edited(Message):
        """A person changed the query, or the passage; the other is None."""

        query: str | None = None
        passage: str | None = None

    def compose(self) -> ComposeResult:
        """Yield the parts, top to bottom."""
        yield Static(id="query", markup=False)
        yield Input(id="query-edit", select_on_focus=False, compact=True)
        yield Static(id="meta", markup=False)
        yield Static(id="original", markup=False)
        yield Static(id="machine", markup=False)
        yield Static(id="where", markup=False)
        with VerticalScroll(id="passage-scroll"):
            yield Static(id="before", markup=False)
            yield Static(id="passage", markup=False)
            yield Static(id="after", markup=False)
        yield PassageEditor(id="passage-edit", compact=True)
        yield Static(id="note", markup=False)
        yield Static(id="negatives", markup=False)
        yield Static(id="negative-head", markup=False)
        with VerticalScroll(id="negative-scroll"):
            yield Static(id="negative-text", markup=False)

    def on_mount(self) -> None:
        """Let nothing in the card take the focus but the two editors, which are hidden until asked for."""
        for scroll in self.query(VerticalScroll):
            scroll.can_focus = False
        self.query_one("#query-edit").display = self.query_one("#passage-edit").display = False
        self._draft = ""
        self._pair: Pair | None = None
        self._selected, self._machine = 0, False
        self._judging = False

    def on_resize(self) -> None:
        """Draw again: columns depend on the width."""
        if self._pair is not None:
            self.show(self._pair, self._selected, machine=self._machine, judging=self._judging)

    def show(self, pair: Pair | None, selected: int, *, machine: bool, judging: bool) -> None:
        """Draw a pair; `judging` puts the selected negative in the passage's place of honour."""
        changed = pair is not self._pair
        self._pair, self._selected, self._machine, self._judging = pair, selected, machine, judging
        self.set_class(judging, "-judging")
        if pair is None:
            for name in ("query", "meta", "where", "passage", "note", "negatives", "negative-head", "negative-text"):
                self._put(name, "")
            return
        width = max(20, self.size.width)
        self._put("query", view.query_text(pair))
        self._put("meta", view.meta_line(pair))
        self._optional("original", view.original_line(pair))
        self._optional("machine", view.machine_line(pair) if machine else None)
        self._put("where", view.where_line(pair.title, pair.heading_path, pair.document_id, width))
        if changed:
            self._draft = ""
            self._put("passage", view.passage_text(pair.query, pair.text))
            self._put("note", view.match_note(pair.query, pair.text, pair.tokens))
            self.query_one("#passage-scroll").scroll_home(animate=False)
            self._optional("before", None)
            self._optional("after", None)
        self._show_negatives(pair, selected, width)

    def _show_negatives(self, pair: Pair, selected: int, width: int) -> None:
        if not pair.negatives:
            why = pair.scores.shortfall or "not mined yet"
            self._put("negatives", f"no hard negatives: {why}. n finds one by hand.")
            self._put("negative-head", "")
            self._put("negative-text", "")
            return
        text = Text().append_text(view.negatives_head(width))
        for index, negative in enumerate(pair.negatives):
            text.append("\n").append_text(view.negative_line(index, negative, width, selected=index == selected))
        self._put("negatives", text)
        negative = pair.negatives[selected]
        self._put("negative-head", view.negative_heading(selected, negative))
        self._put("negative-text", view.passage_text(pair.query, negative.text))
        self.query_one("#negative-scroll").scroll_home(animate=False)

    def show_context(self, before: list[Passage], after: list[Passage]) -> None:
        """Show the passages before and after, dimmed; empty lists hide them."""
        for name, passages in (("before", before), ("after", after)):
            joined = "\n\n".join(visible(p.text) for p in passages)
            self._optional(name, Text(joined, style="dim", overflow="fold") if passages else None)

    @property
    def editing(self) -> bool:
        """True while the query or the passage is being edited."""
        return bool(self.query_one("#query-edit").display or self.query_one("#passage-edit").display)

    def edit_query(self) -> None:
        """Turn the query into an input."""
        if self._pair is not None:
            self._swap("query", "query-edit", editing=True)
            line = self.query_one("#query-edit", Input)
            line.value = self._pair.query
            line.cursor_position = len(line.value)
            line.focus()

    def edit_passage(self) -> None:
        """Turn the passage into a text area, with the draft that was left there."""
        if self._pair is not None:
            self._swap("passage-scroll", "passage-edit", editing=True)
            area = self.query_one("#passage-edit", PassageEditor)
            area.text = self._draft or self._pair.text
            area.focus()
            self._put("note", Text("f2 or ctrl+s saves · esc keeps the draft and shows the passage", style="dim"))

    def stop_editing(self) -> None:
        """Show the texts again; what was typed into the passage is kept as a draft until the next card."""
        area = self.query_one("#passage-edit", PassageEditor)
        if area.display and self._pair is not None:
            self._draft = area.text if area.text != self._pair.text else ""
        self._swap("query", "query-edit", editing=False)
        self._swap("passage-scroll", "passage-edit", editing=False)
        if self._pair is not None:
            note = view.match_note(self._pair.query, self._pair.text, self._pair.tokens)
            self._put("note", note + (" · an unsaved draft waits under E" if self._draft else ""))
        self.screen.set_focus(None)

    def scroll_text(self, pages: int) -> None:
        """Scroll the passage, or the negative's text on a negative card."""
        name = "#negative-scroll" if self._judging else "#passage-scroll"
        scroll = self.query_one(name, VerticalScroll)
        scroll.scroll_relative(y=pages * max(1, scroll.size.height - 1), animate=False)

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

    def _swap(self, shown: str, editor: str, *, editing: bool) -> None:
        self.query_one(f"#{shown}").display = not editing
        self.query_one(f"#{editor}").display = editing

    def _put(self, name: str, content: "str | Text") -> None:
        self.query_one(f"#{name}", Static).update(content)

    def _optional(self, name: str, content: "Text | None") -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.display = content is not None
        widget.update(content if content is not None else "")
