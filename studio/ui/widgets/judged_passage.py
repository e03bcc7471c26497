"""The passage that is judged: where it stands, and its text with the query's words marked. It knows no grade."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from studio.domain.judging import PooledPassage
from studio.ui.later import once_laid_out
from studio.ui.review.view import passage_text, where_line

__all__ = ["JudgedPassage"]


class JudgedPassage(Vertical):
    """One passage, as long as it is: it scrolls below the line that says where it stands."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._shown: PooledPassage | None = None

    def compose(self) -> ComposeResult:
        """Yield where it stands, and the text."""
        yield Static(id="judge-where", markup=False)
        yield VerticalScroll(Static(id="judge-text", markup=False), id="judge-scroll", can_focus=False)

    def on_resize(self) -> None:
        """Say where it stands as fully as the new width lets it."""
        once_laid_out(self, self._draw_where)

    def show(self, query: str, passage: PooledPassage | None) -> None:
        """Draw a passage from its beginning; None says how to come by one."""
        self._shown = passage
        self._draw_where()
        missing = "No passage is pooled for this query: / finds one by hand."
        self.query_one("#judge-text", Static).update(passage_text(query, passage.text) if passage else missing)
        self.query_one("#judge-scroll").scroll_home(animate=False)

    def page(self, step: int) -> None:
        """Scroll a page down, or up where `step` is below 0."""
        scroll = self.query_one("#judge-scroll")
        if step > 0:
            scroll.scroll_page_down(animate=False)
        else:
            scroll.scroll_page_up(animate=False)

    def _draw_where(self) -> None:
        passage, width = self._shown, max(20, self.query_one("#judge-scroll").size.width)
        said = where_line(passage.title, passage.heading_path, passage.document_id, width) if passage else ""
        self.query_one("#judge-where", Static).update(said)
