"""Keys that change what the card shows. They decide nothing."""

from studio.storage import corpus
from studio.ui.screens.review.base import ReviewBase
from studio.ui.widgets.card_text import CardText
from studio.ui.widgets.queue_list import QueueList

__all__ = ["ShowKeys"]

_NO_GUIDELINES = """# No guidelines yet

Write what a good pair is for this project into `{path}`, in Markdown: what counts as an answer, what to reject,
two or three examples. Everybody who reviews reads it here. A list below the heading `## Reject` gives reasons of your
own for Z."""


class ShowKeys(ReviewBase):
    """Panels, figures, guidelines, the clipboard."""

    def action_reveal(self) -> None:
        """Show or hide the machine's figures; an audit has none."""
        if self.session.unaided:
            self._draw(said="an audit shows no figures")
            return
        self._machine = not self._machine
        self._draw()

    def action_focus_next(self) -> None:
        """Move between list and negatives."""
        pair, asking = self.session.pair, self.session.asking_negative
        self._in_negatives = not self._in_negatives and not asking and bool(pair and pair.negatives)
        self._draw()

    def action_focus_previous(self) -> None:
        """Move back; there are but two places."""
        self.action_focus_next()

    def action_panel(self) -> None:
        """Show or hide the list."""
        listed = self.query_one(QueueList)
        listed.display = not listed.display

    def action_context(self) -> None:
        """Show or hide the passage's neighbours."""
        pair = self.session.pair
        shown = any(self._neighbours)
        found = corpus.neighbours(self.studio.db, pair.passage_id) if pair and not shown else ((), ())
        before, after = ("\n\n".join(passage.text for passage in passages) for passages in found)
        self._neighbours = (before, after)
        self._draw(said="" if shown or before or after else "The passage is its whole document.")

    def action_whole(self) -> None:
        """On a negative card: show all of the passage, or its best sentence again."""
        if self.session.asking_negative:
            self._whole = not self._whole
            self._draw()

    def action_page_down(self) -> None:
        """Scroll the text down."""
        self.query_one(CardText).page(1)

    def action_page_up(self) -> None:
        """Scroll the text up."""
        self.query_one(CardText).page(-1)

    def action_guidelines(self) -> None:
        """Show the project's guidelines."""
        from studio.ui.widgets.reading import ReadMarkdown  # noqa: PLC0415 - Markdown is slow to load: once it is asked for

        text = self._guidelines or _NO_GUIDELINES.format(path=self.studio.guidelines.name)
        self.app.push_screen(ReadMarkdown(text))

    def action_copy(self) -> None:
        """Copy query and passage."""
        pair = self.session.pair
        if pair:
            self.app.copy_to_clipboard(f"{pair.query}\n\n{pair.text}\n")
            self.notify("copied", timeout=1, markup=False)
