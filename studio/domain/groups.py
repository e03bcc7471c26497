"""Groups: documents joined by near duplicate passages, the unit of splitting and of every statistic.

It is told which passages are alike; it does not find them.
"""

from collections.abc import Iterable, Mapping

__all__ = ["UnionFind", "join_documents"]


class UnionFind:
    """Names that are joined step by step; the smallest name of a set stands for it."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._parent: dict[str, str] = {name: name for name in names}

    def find(self, name: str) -> str:
        """Return the smallest name joined with `name`; an unknown name stands for itself."""
        parent = self._parent
        root = name
        while (above := parent.setdefault(root, root)) != root:
            root = above
        while parent[name] != root:
            parent[name], name = root, parent[name]
        return root

    def union(self, a: str, b: str) -> str:
        """Join the sets of two names and return the name that stands for both."""
        first, second = sorted((self.find(a), self.find(b)))
        self._parent[second] = first
        return first

    def groups(self) -> dict[str, str]:
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
