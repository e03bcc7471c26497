"""Search the corpus from anywhere, and read the document in which something was found."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from studio.domain.corpus import Passage
from studio.domain.records import Found
from studio.errors import StudioError
from studio.storage import corpus
from studio.ui.later import once_laid_out
from studio.ui.screens.find import FindScreen
from studio.ui.views import reader as view

if TYPE_CHECKING:
    from studio.ui.app import StudioApp

__all__ = ["DocumentScreen", "search_corpus"]


def search_corpus(app: "StudioApp") -> None:
    """Ask for words; the passage that is taken is shown in its document. An empty corpus says so at once."""
    from studio.workflow.inputs import need_passages  # noqa: PLC0415 - start-up of the screens

    words = ""
    try:
        need_passages(app.db)
    except StudioError as error:
        app.say_error(error)
        return

    def search(text: str) -> list[Found]:
        nonlocal words
        words = text
        return app.search(text)

    def read(passage_id: str | None) -> None:
        if passage_id is not None:
            found = corpus.passage(app.db, passage_id)
            app.push_screen(DocumentScreen(corpus.passages(app.db, found.document_id), passage_id, words))

    app.push_screen(FindScreen("search the corpus", search, app.search_by_meaning, taken="opens its document"), read)


class DocumentScreen(ModalScreen[None]):
    """A document, opened at one of its passages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(None)", "close"),
        Binding("j,down", "scroll(1)", "down"),
        Binding("k,up", "scroll(-1)", "up"),
    ]

    def __init__(self, passages: list[Passage], passage_id: str, words: str = "") -> None:
        super().__init__()
        self._passages, self._found = passages, passage_id
        self._text, self._at = view.document_text(passages, passage_id, words)

    def compose(self) -> ComposeResult:
        """Yield heading, text, hint."""
        with Vertical(classes="dialog", id="document"):
            yield Static(view.heading(self._passages, self._found))
            with VerticalScroll(id="document-scroll"):
                yield Static(self._text, id="document-text")
            yield Static(Text("↑ ↓ pgup pgdn scroll · esc closes"), classes="hint")

    def on_mount(self) -> None:
        """Stand where the passage begins."""
        scroll = self.query_one(VerticalScroll)
        scroll.focus()
        once_laid_out(self, self._stand)

    def _stand(self) -> None:
        scroll = self.query_one(VerticalScroll)
        lines = self._text[: self._at].wrap(self.app.console, max(20, scroll.scrollable_content_region.width))
        scroll.scroll_to(y=max(0, len(lines) - 2), animate=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
