"""Which passages can never be a negative of which pair, whatever they score.

Never: the positive itself, its neighbours and overlaps in the document, exact and near duplicates of it, and whatever
answers another query with the same meaning or was found relevant by a person. Knows places, no scores.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from studio.domain.groups import UnionFind
from studio.domain.identity import text_hash
from studio.engine.mining.meaning import Meanings
from studio.engine.retrieval.exact import Mask, Places

__all__ = ["Barred", "Relations", "duplicate_roots"]

Table = NDArray[np.int64]
"""Numbers for a block of pairs: a row a pair, a column a candidate."""


@dataclass(frozen=True, slots=True)
class Barred:
    """For a table of candidates: which stand near the positive, and which say or answer the same."""

    near: Mask
    same: Mask


def duplicate_roots(passages: pl.DataFrame) -> Places:
    """Give passages that are exact or near duplicates of one another a common number: the first one's place."""
    joined = UnionFind(range(len(passages)))
    by_id = {name: place for place, name in enumerate(passages["passage_id"].to_list())}
    by_text: dict[str, int] = {}
    rows = zip(passages["text"].to_list(), passages["duplicate_of"].to_list(), strict=True)
    for place, (text, duplicate_of) in enumerate(rows):
        for other in (by_text.setdefault(text_hash(text), place), by_id.get(duplicate_of, place)):
            joined.union(place, other)
    return np.fromiter(map(joined.find, range(len(passages))), np.int64, len(passages))


class Relations:
    """What is known of passages and pairs before anything is scored."""

    def __init__(
        self,
        passages: pl.DataFrame,
        positives: Places,
        protected: tuple[Places, Places],
        meanings: Meanings,
        *,
        neighbours: int,
    ) -> None:
        self.roots = duplicate_roots(passages)
        self._documents = passages["document_id"].rank("dense").to_numpy().astype(np.int64)
        self._ordinals, self._starts, self._ends = (
            passages[name].to_numpy().astype(np.int64) for name in ("ordinal", "start", "end")
        )
        self._neighbours = neighbours
        self._codes = meanings.codes
        self._answers = self._answered(positives, protected, meanings)

    def barred(self, pairs: Places, positives: Places, candidates: Table) -> Barred:
        """Look at a table of candidates, a row a pair; places below 0 are nobody and are not barred."""
        own = positives[:, None]
        within = self._documents[candidates] == self._documents[own]
        beside = np.abs(self._ordinals[candidates] - self._ordinals[own]) <= self._neighbours
        overlapping = (self._starts[candidates] < self._ends[own]) & (self._ends[candidates] > self._starts[own])
        keys = self._codes[pairs][:, None] * len(self.roots) + self.roots[candidates]
        at = np.searchsorted(self._answers, keys)
        same = self._answers[np.minimum(at, len(self._answers) - 1)] == keys
        return Barred(near=within & (beside | overlapping), same=same)

    def _answered(self, positives: Places, protected: tuple[Places, Places], meanings: Meanings) -> Places:
        """Return sorted keys (meaning code, duplicate root) of everything that answers a query."""
        pairs = np.concatenate([np.arange(len(positives)), protected[0]])
        answers = pl.DataFrame(
            {"code": meanings.codes[pairs], "root": self.roots[np.concatenate([positives, protected[1]])]}
        ).unique()
        shared = pl.DataFrame({"to": meanings.left, "code": meanings.right}).join(answers, on="code")
        every = pl.concat([answers, shared.select(pl.col("to").alias("code"), "root")])
        return np.unique(every["code"].to_numpy() * len(self.roots) + every["root"].to_numpy())
