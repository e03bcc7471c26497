"""What a reader hands on: a title and blocks, and the one extracted text that every offset refers to.

Knows no format. Control and bidirectional characters end here: nothing after this module meets one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Block", "Extract", "Found", "Section", "assemble", "clean", "line_ends", "sections"]

_ANSI = re.compile(r"\x1b\[[0-9;?]*+[ -/]*+[@-~]")
_BREAKS = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_REMARKABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_LONGEST_TITLE = 300
"""Characters that are kept of a title."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or code block, or a heading where `level` is above 0.

    A `tight` block is the next line of the block before it: an item of a list, a row of a table.
    """

    text: str
    level: int = 0
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A document as its format gives it. `title` may be empty."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks between two headings, as (start, end) in the extracted text, and the headings above them."""

    path: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """A document ready to be cut. `removed` counts characters that could have harmed a screen or a prompt."""

    title: str
    text: str
    sections: tuple[Section, ...]
    removed: int = 0


def line_ends(text: str) -> str:
    """Return the text with line ends unified."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean(text: str) -> tuple[str, int]:
    """Return the text with line ends unified and control and bidirectional characters gone, and how many mattered."""
    text = line_ends(text)
    if not _UNWANTED.search(text) and not _BREAKS.search(text):
        return text, 0
    removed = len(_REMARKABLE.findall(text))
    return _UNWANTED.sub("", _BREAKS.sub("\n", _ANSI.sub("", text))), removed


def assemble(found: Found, fallback_title: str = "") -> Extract:
    """Join the blocks into one text, an empty line apart where they are not tight, and tell its sections."""
    parts: list[str] = []
    spans: list[tuple[int, int, int]] = []
    at = removed = 0
    for block in found.blocks:
        text, lost = clean(block.text)
        removed += lost
        text = " ".join(text.split()) if block.level else text.strip("\n").rstrip()
        if not text.strip():
            continue
        tight = block.tight and spans and not spans[-1][2] and not block.level
        if spans:
            parts.append("\n" if tight else "\n\n")
            at += len(parts[-1])
        start = spans.pop()[0] if tight else at
        parts.append(text)
        at += len(text)
        spans.append((start, at, block.level))
    title, lost = clean(found.title)
    title = " ".join(title.split())[:_LONGEST_TITLE].strip()
    if not title and spans and spans[0][2]:
        title = parts[0][:_LONGEST_TITLE]
    text = "".join(parts)
    return Extract(
        title=title or fallback_title,
        text=text,
        sections=tuple(sections(title, text, spans)),
        removed=removed + lost,
    )


def sections(title: str, text: str, spans: Sequence[tuple[int, int, int]]) -> Iterable[Section]:
    """Group (start, end, level) under their headings. A first heading that is the title is in no path.

    A document that is nothing but headings is read as text: otherwise it could not be found at all.
    """
    if not any(level == 0 for _, _, level in spans):
        spans = [(start, end, 0) for start, end, _ in spans]
    stack: list[tuple[int, str]] = []
    body: list[tuple[int, int]] = []
    for number, (start, end, level) in enumerate(spans):
        if not level:
            body.append((start, end))
            continue
        if body:
            yield Section(tuple(name for _, name in stack), tuple(body))
            body = []
        heading = text[start:end]
        while stack and stack[-1][0] >= level:
            stack.pop()
        if number == 0 and heading[:_LONGEST_TITLE].casefold() == (title or heading[:_LONGEST_TITLE]).casefold():
            continue
        stack.append((level, heading))
    if body:
        yield Section(tuple(name for _, name in stack), tuple(body))
