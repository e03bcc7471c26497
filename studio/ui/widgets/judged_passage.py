"""The passage that is judged: where it stands, and its text with the query's words marked. It knows no grade."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from studio.domain.judging import PooledPassage
from studio.ui.review.view import passage_text, where_line

__all__ = ["JudgedPassage"]


class JudgedPassage(Vertical):
    """One passage, as long as it is: it scrolls below the line that says where it stands."""

    def compose(self) -> ComposeResult:
        """Yield where it stands, and the text."""
        yield Static(id="judge-where", markup=False)
        yield VerticalScroll(Static(id="judge-text", markup=False), id="judge-scroll", can_focus=False)

    def show(self, query: str, passage: PooledPassage | None) -> None:
        """Draw a passage from its beginning; None says how to come by one."""
        scroll = self.query_one("#judge-scroll")
        where, text = self.query_one("#judge-where", Static), self.query_one("#judge-text", Static)
        if passage is None:
            where.update("")
            text.update("No passage is pooled for this query: / finds one by hand.")
            return
        width = max(20, scroll.size.width)
        where.update(where_line(passage.title, passage.heading_path, passage.document_id, width))
        text.update(passage_text(query, passage.text))
        scroll.scroll_home(animate=False)

    def page(self, step: int) -> None:
        """Scroll a page down, or up where `step` is below 0."""
        scroll = self.query_one("#judge-scroll")
        if step > 0:
            scroll.scroll_page_down(animate=False)
        else:
            scroll.scroll_page_up(animate=False)
