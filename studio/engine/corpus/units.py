"""The pieces a section may be cut at: paragraphs, then sentences, then words.

Positions are those of the whole extracted text, so that nothing is ever searched for again.
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

__all__ = ["Border", "Span", "halves", "pieces", "trimmed", "words"]

_WINDOW = 20_000
_LONGEST_PARAGRAPH = 500_000
_LONGEST_WORD = 400
_DEEPEST = 200  # characters of an indentation
_ABBREVIATIONS = frozenset(
    "approx al bzw ca cf dr ed eds eq eqs etc fig figs i.e e.g inc mr mrs ms no nr prof"  # noqa: SIM905 - a literal
    " ref refs sec st tab usw vgl vol vs z.b pp p max min temp".split()  # would be forty lines
)
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'\u201d\u2019)\]]*+\s++(?=[^a-z\s])"
    r"|[\u3002\uff01\uff1f]++[」』\u201d\u2019]*+\s*+"
    r"|\n(?=[ \t]*+(?:[-*+•|>]|\d{1,3}[.)])(?:[ \t]|\|))"
)
_LAST_WORD = re.compile(r"[\w.]+$")
_WORD = re.compile(r"\S+\s*")


class Border(IntEnum):
    """How good a place to cut the beginning of a span is."""

    WORD = 0
    SENTENCE = 1
    PARAGRAPH = 2


class Span(NamedTuple):
    """A piece of the text, white space after it included, and what begins with it."""

    start: int
    end: int
    border: Border


def pieces(text: str, start: int, end: int, size: int) -> Iterator[Span]:
    """Cut a paragraph into sentences, or one that nobody wrote into pieces of `size` characters, which is quicker."""
    if end - start > _LONGEST_PARAGRAPH:
        yield from _windows(text, start, end, size)
        return
    for window in _windows(text, start, end, _WINDOW):
        yield from _sentences(text, window)


def _windows(text: str, start: int, end: int, size: int) -> Iterator[Span]:
    border = Border.PARAGRAPH
    while end - start > size:
        cut = text.rfind(" ", start + size // 2, start + size) + 1 or start + size
        yield Span(start, cut, border)
        start, border = cut, Border.WORD
    yield Span(start, end, border)


def _sentences(text: str, window: Span) -> Iterator[Span]:
    at, border = window.start, window.border
    for found in _END.finditer(text, window.start, window.end):
        if found.end() >= window.end or (text[found.start()] == "." and _abbreviated(text, at, found.start())):
            continue
        yield Span(at, found.end(), border)
        at, border = found.end(), Border.SENTENCE
    yield Span(at, window.end, border)


def words(text: str, sentence: Span) -> Iterator[Span]:
    """Cut at white space, and words that nobody could read by length."""
    border = sentence.border
    for found in _WORD.finditer(text, sentence.start, sentence.end):
        for at in range(found.start(), found.end(), _LONGEST_WORD):
            yield Span(at, min(at + _LONGEST_WORD, found.end()), border)
            border = Border.WORD


def halves(span: Span) -> list[Span]:
    """Cut a piece in the middle; a single character stays what it is."""
    middle = (span.start + span.end) // 2
    if middle == span.start:
        return [span]
    return [Span(span.start, middle, span.border), Span(middle, span.end, Border.WORD)]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the positions without white space at both ends; of what is indented, the first line stays so too."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    line, after = text.rfind("\n", max(0, start - _DEEPEST), start) + 1, text.find("\n", start, end) + 1
    indented = line and after and text[line:start].isspace() and text[after] in " \t"
    return (line if indented else start), end


def _abbreviated(text: str, start: int, dot: int) -> bool:
    last = _LAST_WORD.search(text, max(start, dot - 12), dot)
    if last is None:
        return False
    word = last.group()
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word.isupper())
