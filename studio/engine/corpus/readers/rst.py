"""reStructuredText by a scan of its lines: headings between or above rules, directives and roles left as their words.

Levels follow from the order in which kinds of rules come, as docutils has it. Tables stay as they were written.
"""

import re
from collections.abc import Iterator

from studio.engine.corpus.documents import Block, Found, line_ends
from studio.engine.corpus.readers.base import DocumentReader, Tell, decoded, paragraphs

__all__ = ["READER"]

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1*$")
_SHORTEST = 3
_LONGEST_LINE = 2_000  # no person wrote it: no role is looked for
_ROLE = re.compile(r":[\w:+.-]+:`~?!?([^`<]*?)(?:\s*<[^`]*>)?`")
_LINK = re.compile(r"`([^`<\s]+(?:\s+[^`<\s]+)*)\s*<[^`>]+>`__?")
_UNSEEN = re.compile(
    r"\.\. (?:_|\[|\|.*\| (?:image|replace)::|(?:contents|index|highlight|toctree|image|raw|include)::)"
)
_DIRECTIVE = re.compile(r"(\s*)\.\. (?:[\w:.+-]+)::\s*(.*)$")
_COMMENT = re.compile(r"\.\.(?:\s|$)")


def _read(data: bytes, tell: Tell) -> Found:
    return Found("", list(_blocks(line_ends(decoded(data, tell)).expandtabs().split("\n"))))


def _blocks(lines: list[str]) -> Iterator[Block]:
    levels: dict[tuple[str, bool], int] = {}
    body: list[str] = []
    at = 0
    while at < len(lines):
        heading, kind, used = _heading(lines, at, after_empty=not body or not body[-1].strip())
        if heading:
            yield from paragraphs("\n".join(body))
            body = []
            yield Block(_plain(heading), levels.setdefault(kind, len(levels) + 1))
            at += used
            continue
        if _UNSEEN.match(lines[at]) or (_COMMENT.match(lines[at]) and not _DIRECTIVE.match(lines[at])):
            at = _past(lines, at)
            continue
        directive = _DIRECTIVE.match(lines[at])
        body.append(_plain(directive[1] + directive[2] if directive else lines[at]))
        at += 1
    yield from paragraphs("\n".join(body))


def _heading(lines: list[str], at: int, *, after_empty: bool) -> tuple[str, tuple[str, bool], int]:
    """Return a heading that begins here, its kind of rule, and how many lines it takes; empty where none does."""
    here, below, last = (lines[n].rstrip() if n < len(lines) else "" for n in (at, at + 1, at + 2))
    nothing = "", ("", False), 0
    if not after_empty or not here or not below:
        return nothing
    if _is_rule(here) and here == last and len(below.strip()) <= len(here) and not _is_rule(below):
        return below.strip(), (here[0], True), 3
    if _is_rule(below) and not _is_rule(here) and here == here.lstrip() and len(below) >= len(here):
        return here, (below[0], False), 2
    return nothing


def _is_rule(line: str) -> bool:
    return len(line) >= _SHORTEST and _RULE.match(line) is not None


def _past(lines: list[str], at: int) -> int:
    """Return where the lines end that belong to a directive or comment: those that are indented."""
    at += 1
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith(" ")):
        at += 1
    return at


def _plain(line: str) -> str:
    if "`" not in line or len(line) > _LONGEST_LINE:
        return line
    return _LINK.sub(r"\1", _ROLE.sub(r"\1", line)).replace("``", "`")


READER = DocumentReader(
    name="reStructuredText",
    about="reStructuredText, cut at its headings",
    suffixes=(".rst", ".rest"),
    read=_read,
)
