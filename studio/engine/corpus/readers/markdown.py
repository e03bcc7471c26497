"""Markdown by a scan of its lines: headings of both kinds, fences, front matter. Body text stays as it was written.

Only links and images are shortened to their words, since addresses cost tokens and say little.
"""

import re
from collections.abc import Iterator

from studio.engine.corpus.documents import Block, Found, line_ends
from studio.engine.corpus.readers.base import DocumentReader, Tell, decoded

__all__ = ["READER", "blocks"]

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]++(.*))?$")
_CLOSING = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_ANCHOR = re.compile(r"[ \t]*\{[#.][^{}]*\}[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_LONGEST_LINE = 10_000  # no person wrote it: neither heading nor link is looked for
_LIST = re.compile(r"\s*(?:[-*+>|]|\d+[.)])(?:\s|$)")


def _read(data: bytes, tell: Tell) -> Found:
    title, body = _front_matter(line_ends(decoded(data, tell)))
    return Found(title, list(blocks(body)))


def _front_matter(text: str) -> tuple[str, str]:
    if not text.startswith("---\n"):
        return "", text
    end = text.find("\n---\n", 3)
    if end < 0:
        return "", text
    head = text[4:end]
    if not re.match(r"\s*[\w-]+\s*:", head):
        return "", text
    title = re.search(r"^title\s*:\s*(.+)$", head, re.MULTILINE)
    return (title.group(1).strip().strip("\"'") if title else ""), text[end + 5 :]


def blocks(text: str) -> Iterator[Block]:
    """Give headings, paragraphs and fenced code of a text without front matter; comments are left out."""
    lines: list[str] = []
    fence = ""

    def flush() -> Iterator[Block]:
        if lines:
            yield Block("\n".join(lines))
            lines.clear()

    for line in (_COMMENT.sub("", text) if "<!--" in text else text).split("\n"):
        if fence:
            lines.append(line)
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                yield from flush()
        elif len(line) > _LONGEST_LINE:
            lines.append(line)
        elif opening := _FENCE.match(line):
            yield from flush()
            fence = opening.group(1)
            lines.append(line)
        elif heading := _ATX.match(line):
            yield from flush()
            yield Block(_heading(_CLOSING.sub("", heading.group(2) or "")), len(heading.group(1)))
        elif lines and (under := _SETEXT.match(line)) and not _LIST.match(lines[-1]):
            *before, last = lines
            lines[:] = before
            yield from flush()
            yield Block(_heading(last), 1 if under.group(1)[0] == "=" else 2)
        elif not line.strip() or _RULE.match(line):
            yield from flush()
        else:
            lines.append(_LINK.sub(r"\1", line) if "](" in line else line)
    yield from flush()


def _heading(text: str) -> str:
    plain = _LINK.sub(r"\1", _ANCHOR.sub("", text))
    return _EMPHASIS.sub(r"\2", plain).strip()


READER = DocumentReader(
    name="markdown",
    about="Markdown, cut at its headings",
    suffixes=(".md", ".markdown", ".mdx", ".mkd"),
    read=_read,
)
