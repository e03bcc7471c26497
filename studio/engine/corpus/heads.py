"""Keeps title and headings from taking the room of the text that stands below them.

Counts with the function it is given; knows no document.
"""

from collections.abc import Iterable

from studio.domain.corpus import indexed_text
from studio.engine.corpus.tokens import Count

__all__ = ["shortened"]

Head = tuple[str, tuple[str, ...]]


def shortened(heads: Iterable[Head], count: Count, room: int) -> dict[Head, tuple[str, tuple[str, ...], int]]:
    """Return for each (title, headings) what to put before a passage and its tokens: the same where it has room.

    Where it has not, outer headings go first, then words of the title, then words of the last heading.
    """
    ordered = sorted(set(heads))
    costs = count([indexed_text(title, path, "") for title, path in ordered])
    return {
        head: (*head, cost) if cost <= room else _shorter(head, count, room)
        for head, cost in zip(ordered, costs, strict=True)
    }


def _shorter(head: Head, count: Count, room: int) -> tuple[str, tuple[str, ...], int]:
    def cost(title: str, path: tuple[str, ...]) -> int:
        return count([indexed_text(title, path, "")])[0]

    title, path = head
    while len(path) > 1 and cost(title, path) > room:
        path = path[1:]
    while title and cost(title, path) > room:
        title = _clipped(title)
    while path and cost(title, path) > room:
        clipped = _clipped(path[-1])
        path = (*path[:-1], clipped) if clipped else ()
    return title, path, cost(title, path)


def _clipped(text: str) -> str:
    bare = text.removesuffix("…").rstrip()
    kept = bare[: len(bare) * 3 // 4]
    kept = kept.rsplit(" ", 1)[0] if " " in kept else kept
    return f"{kept}…" if len(kept) > 1 else ""
