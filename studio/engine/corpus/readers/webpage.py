"""HTML by selectolax: headings, paragraphs, lists, tables. Menus, scripts and page furniture are left out.

The walk keeps its own stack, since pages are nested deeper than Python calls may be.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from studio.engine.corpus.documents import Block, Found
from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import DocumentReader, Tell, decoded

__all__ = ["READER"]

_SKIPPED = frozenset(
    "script style noscript template svg math nav footer aside form"  # noqa: SIM905 - short where a literal is long
    " button select iframe object head dialog".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins"  # noqa: SIM905 - as above
    " kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
_ITEMS = frozenset({"li", "tr"})
_LISTS = frozenset({"ul", "ol", "table"})
_CELLS = frozenset({"td", "th"})
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNCLOSED = frozenset(
    "area base br col embed hr img input link meta source track wbr p li"  # noqa: SIM905 - as above
    " td th tr dt dd option tbody thead tfoot colgroup rp rt body html head".split()
)
_DEEPEST = 2_000  # the parser's time grows with the square of the depth: minutes at 100,000


def _read(data: bytes, tell: Tell) -> Found:
    declared = _CHARSET.search(data[:4096])
    text = decoded(data, tell, declared.group(1).decode("ascii") if declared else "")
    if _depth(text) > _DEEPEST:
        raise Unreadable(f"nests its elements deeper than {_DEEPEST:,} levels. No browser would show it; repair it.")
    page = LexborHTMLParser(text)
    top = page.css("h1")
    named = page.css_first("title")
    title = top[0].text() if len(top) == 1 else (named.text() if named else "")
    main = page.css("main") or page.css("article")
    root = main[0] if len(main) == 1 else page.root
    walk = _Walk()
    return Found(title, list(walk.blocks(root)) if root is not None else [])


def _depth(text: str) -> int:
    depth = deepest = 0
    for closing, tag in _TAG.findall(text):
        if tag.lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Give every node when it begins (True) and, where it may hold others, when it ends (False)."""
    stack = [(root, True)]
    while stack:
        node, begins = stack.pop()
        if begins and (node.tag in _SKIPPED or node.is_comment_node):
            continue
        yield node, begins
        if begins and not node.is_text_node:
            stack.append((node, False))
            children = []
            child = node.child
            while child is not None:
                children.append((child, True))
                child = child.next
            stack.extend(reversed(children))


@dataclass
class _Walk:
    """Gathers the text of one block until an element begins or ends that is no part of a line."""

    runs: list[str] = field(default_factory=list)
    level: int = 0
    verbatim: int = 0
    item: str = ""
    nested: int = 0
    items: int = 0

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        """Give the blocks below a node in the order in which they are read."""
        for node, begins in _events(root):
            tag = node.tag or ""
            if node.is_text_node:
                text = node.text_content or ""
                self.runs.append(text if self.verbatim else text.replace("\n", " "))
            elif tag == "br":
                self.runs.append("\n" if begins else "")
            elif tag in _CELLS:
                self.runs.append("" if begins or not self.runs else " | ")
            elif tag not in _INLINE:
                yield from self._flush()
                self._turn(tag, begins)
        yield from self._flush()

    def _turn(self, tag: str, begins: bool) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self.level = int(tag[1]) if begins else 0
        elif tag == "pre":
            self.verbatim += 1 if begins else -1
        elif tag in _ITEMS and begins:
            self.item = tag
        elif tag in _LISTS:
            self.nested += 1 if begins else -1
            self.items = 0 if begins and self.nested == 1 else self.items

    def _flush(self) -> Iterator[Block]:
        text = "".join(self.runs)
        self.runs.clear()
        if not self.verbatim:
            text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
        text = text.strip("\n").rstrip().removesuffix(" |")
        if text.strip():
            yield Block(
                ("- " if self.item == "li" else "") + text, self.level, tight=bool(self.item) and self.items > 0
            )
            self.items += 1
            self.item = ""


READER = DocumentReader(
    name="html",
    about="HTML, cut at its headings, without menus and scripts",
    suffixes=(".html", ".htm", ".xhtml"),
    read=_read,
)
