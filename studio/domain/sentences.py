"""The sentence of a passage that says most of what a query asks: what a reviewer should read first.

Words are matched as `studio.domain.highlight` does; nothing here knows what the text is for.
"""

import re

from studio.domain.highlight import Span, stems, terms

__all__ = ["best_sentence", "sentences"]

_BREAK = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n\s*\n|(?<=[。\uff01\uff1f])")
"""Between sentences, also of Chinese and Japanese."""
_SHORT = 12
"""Characters below which a piece is read with the next one: most often an abbreviation ended it."""
_LONGEST = 20_000
"""Characters of a passage that are looked at: a key waits for it."""


def sentences(text: str) -> list[Span]:
    """Return where the sentences of a text stand, in order; together they hold all of it but white space."""
    text = text[:_LONGEST]
    found: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        if match.start() - start >= _SHORT:
            found.append(Span(start, match.start()))
            start = match.end()
    if text[start:].strip():
        found.append(Span(start, len(text)))
    return found


def best_sentence(query: str, text: str) -> Span:
    """Return the sentence with most of the query's terms, the shortest and then the first of those.

    The first one where no term is found; an empty span of an empty text.
    """
    wanted = terms(query)

    def worth(span: Span) -> tuple[int, int]:
        matched = len(wanted & stems(text[span.start : span.end]))
        return matched, span.start - span.end if matched else -span.start

    return max(sentences(text), key=worth, default=Span(0, 0))
