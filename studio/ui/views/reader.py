"""A document as a text to read: its passages in their order, the one that was found marked. Pure."""

from collections.abc import Sequence

from rich.text import Text

from studio.domain.corpus import Passage
from studio.domain.highlight import spans
from studio.ui.text import visible
from studio.ui.views.texts import line

__all__ = ["document_text", "heading"]


def heading(passages: Sequence[Passage], passage_id: str) -> Text:
    """Return the document's title and name, and which of its passages was found."""
    found = next((number for number, p in enumerate(passages, 1) if p.passage_id == passage_id), 0)
    first = passages[0]
    text = line(visible(first.title or first.document_id), "bold")
    return text.append(f"   {visible(first.document_id)}   passage {found} of {len(passages)}", style="dim")


def document_text(passages: Sequence[Passage], passage_id: str, words: str) -> tuple[Text, int]:
    """Return the whole text, and the number of characters before the passage that was found."""
    text, at = Text(overflow="fold"), 0
    before: tuple[str, ...] | None = None
    for passage in passages:
        text.append("\n\n" if text.plain else "")
        chosen = passage.passage_id == passage_id
        at = len(text) if chosen else at
        if passage.heading_path and passage.heading_path != before:
            text.append(visible(" › ".join(passage.heading_path)), style="bold cyan").append("\n")
        before = passage.heading_path
        text.append_text(_passage(passage, words if chosen else "", chosen=chosen))
    return text, at


def _passage(passage: Passage, words: str, *, chosen: bool) -> Text:
    shown = Text(visible(passage.text), style="" if chosen else "dim")
    for start, end in spans(words, shown.plain) if words else ():
        shown.stylize("bold underline yellow", start, end)
    return shown
