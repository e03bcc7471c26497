"""Says for every passage which group its document belongs to and which passage it repeats.

A text that many documents carry along, such as a licence, marks its passages and joins nothing: otherwise
one footer would make a whole corpus one group, and no split would be left. Documents that consist of such texts,
versions of one manual for example, are joined all the same.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from studio.domain.groups import join_documents
from studio.engine.corpus.duplicates import Duplicates, find
from studio.engine.corpus.frames import GROUPS

__all__ = ["Grouping", "group"]

_CARRIED = 20
"""Documents that hold a text from which on it counts as carried along."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """GROUPS of all passages; `exact` and `near` count duplicates, `carried` the texts that joined nothing."""

    frame: pl.DataFrame
    exact: int
    near: int
    carried: int


def group(passages: pl.DataFrame, threshold: float, between: Callable[[int], None] = lambda _: None) -> Grouping:
    """Find duplicates among passages and join the documents that share them."""
    ordered = passages.sort("document_id", "ordinal")
    names: list[str] = ordered["passage_id"].to_list()
    owners: list[str] = ordered["document_id"].to_list()
    texts = [text or title for title, text in zip(ordered["title"].to_list(), ordered["text"].to_list(), strict=True)]
    found = find(texts, threshold, between)
    links, carried = _links(owners, found)
    groups = join_documents(
        dict(zip(names, owners, strict=True)), ((names[left], names[right]) for left, right in links)
    )
    frame = pl.DataFrame(
        {
            "passage_id": names,
            "group_id": [groups[owner] for owner in owners],
            "duplicate_of": [None if first is None else names[first] for first in found.first],
        },
        schema=GROUPS,
    )
    return Grouping(frame, found.exact, found.near, carried)


def _links(owners: Sequence[str], found: Duplicates) -> tuple[list[tuple[int, int]], int]:
    """Return the pairs that join documents, and how many texts were only carried along."""
    kinds = [position if first is None else first for position, first in enumerate(found.first)]
    holders: dict[int, set[str]] = defaultdict(set)
    for kind, owner in zip(kinds, owners, strict=True):
        holders[kind].add(owner)
    common = {kind for kind, documents in holders.items() if len(documents) > _CARRIED}
    if not common:
        return found.alike, 0
    total = Counter(owners)
    shared = Counter(owner for kind, owner in zip(kinds, owners, strict=True) if kind in common)
    made_of = {owner for owner, count in shared.items() if 2 * count >= total[owner]}
    links = [pair for pair in found.alike if kinds[pair[0]] not in common]
    links += _chains(kinds, owners, common, made_of)
    return links, sum(not holders[kind] & made_of for kind in common)


def _chains(
    kinds: Sequence[int], owners: Sequence[str], common: set[int], made_of: set[str]
) -> Iterator[tuple[int, int]]:
    last: dict[int, int] = {}
    for position, (kind, owner) in enumerate(zip(kinds, owners, strict=True)):
        if kind in common and owner in made_of:
            if kind in last:
                yield last[kind], position
            last[kind] = position
