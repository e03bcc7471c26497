"""Groups: documents joined by near duplicate passages, the unit of splitting and of every statistic.

It is told which passages are alike; it does not find them.
"""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

__all__ = ["UnionFind", "join_documents"]


_Name = TypeVar("_Name", str, int)


class UnionFind(Generic[_Name]):
    """Names, or numbers, that are joined step by step; the smallest of a set stands for it (Tarjan 1975)."""

    def __init__(self, names: Iterable[_Name] = ()) -> None:
        self._parent: dict[_Name, _Name] = {name: name for name in names}

    def find(self, name: _Name) -> _Name:
        """Return the smallest name joined with `name`; an unknown name stands for itself."""
        parent = self._parent
        root = name
        while (above := parent.setdefault(root, root)) != root:
            root = above
        while parent[name] != root:
            parent[name], name = root, parent[name]
        return root

    def union(self, a: _Name, b: _Name) -> _Name:
        """Join the sets of two names and return the name that stands for both."""
        first, second = sorted((self.find(a), self.find(b)))
        self._parent[second] = first
        return first

    def groups(self) -> dict[_Name, _Name]:
        """Return, for every name known, the name that stands for its set."""
        return {name: self.find(name) for name in list(self._parent)}


def join_documents(documents: Mapping[str, str], alike: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the group of every document: the smallest document_id among those joined by near duplicate passages.

    `documents` says for each passage_id the document it stands in, `alike` lists pairs of near duplicate passages.
    """
    joined = UnionFind(documents.values())
    for a, b in alike:
        joined.union(documents[a], documents[b])
    return joined.groups()
