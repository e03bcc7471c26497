"""One part of the dev set, with an index of its own that holds none of the part's queries. Knows numbers, no names."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from studio.domain.options import IndexOptions
from studio.engine.live.index import LiveIndex
from studio.engine.live.pairs import Held
from studio.engine.live.ranks import Relevant, ranks
from studio.engine.retrieval.counted import CountedWords, Wording, Words
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.exact import Mask, Places
from studio.engine.retrieval.fusion import inverse_deviation

__all__ = ["Part", "Texts"]


@dataclass(slots=True)
class Texts:
    """Passages, and every query that was ever seen, by number: vectors of one model, and words."""

    passages: Vectors
    queries: Vectors
    passage_words: list[Words]
    query_words: list[Words]
    wording: Wording

    def answered(self, held: Held, at: Mask | None = None) -> Answered:
        """Return what an index of vectors holds, or the rows of it that are named; texts stay behind."""
        rows = slice(None) if at is None else at
        return Answered(
            texts=(), vectors=self.queries[held.texts[rows]], places=held.places[rows], quoted=held.quoted[rows]
        )


class Part:
    """An index of the passages and of what it holds, and the queries (by number) that are asked of it."""

    def __init__(self, texts: Texts, held: Held, options: IndexOptions) -> None:
        self._texts, self._options, self._held = texts, options, held
        self._index = LiveIndex(texts.passages, texts.answered(held), options)
        every = np.arange(len(texts.passages))
        self._words = CountedWords(texts.wording, [words for _, words in self._words_of(every)])
        self._asked: list[int] = []

    def copy(self) -> "Part":
        """Return one that may change on its own; nothing is asked of it yet."""
        copied = copy(self)
        copied._index, copied._words, copied._asked = self._index.copy(), self._words.copy(), []
        return copied

    def hold(self, held: Held) -> None:
        """Hold just these queries from now on; passages whose queries stay the same cost nothing."""
        before, self._held = self._held, held
        changed = np.setxor1d(before.rows, held.rows)
        places = np.union1d(*(each.places[np.isin(each.rows, changed)] for each in (before, held)))
        if len(places):
            self._index.put(places, self._texts.answered(held, np.isin(held.places, places)))
            for place, words in self._words_of(places):
                self._words.put(place, words)

    def ask(self, asked: Sequence[int]) -> None:
        """Be asked just these queries from now on."""
        wanted, known = set(asked), set(self._asked)
        kept = [column for column, query in enumerate(self._asked) if query in wanted]
        new = [query for query in asked if query not in known]
        if new or len(kept) < len(self._asked):
            self._index.ask(np.array(kept, np.int64), self._texts.queries[np.array(new, np.int64)])
            self._asked = [*(self._asked[column] for column in kept), *new]

    def ranks(self, relevant: dict[int, list[int]]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Return for each query at which ranks its relevant passages stand: by vectors, and with BM25 beside them."""
        wanted = Relevant([relevant[query] for query in self._asked])
        at = (wanted.places, wanted.columns)
        count, scores, lengths = len(self._texts.passages), self._index.scores, self._index.lengths
        dense = ranks(wanted, count, lambda rows: scores[rows] / lengths[rows], scores[at] / lengths[wanted.places, 0])
        lexical = self._words.scores(self._texts.wording.queries([self._texts.query_words[q] for q in self._asked]))
        of_dense, of_words = self._weights(lexical)

        def both(rows: slice | Places) -> Vectors:
            added = self._index.shared(lexical, rows) * of_words
            added += scores[rows] * of_dense
            return added

        own, row = np.unique(wanted.places, return_inverse=True)
        fused = ranks(wanted, count, both, both(own)[row, wanted.columns])
        by_vectors, by_both = (dict(zip(self._asked, wanted.by_query(found), strict=True)) for found in (dense, fused))
        return by_vectors, by_both

    def _weights(self, lexical: Vectors) -> tuple[Vectors, Vectors]:
        """Return what to multiply scores by, that their sum orders passages as `fuse` does: z-scores but for a shift.

        A share that all neighbours have alike shifts, and shifts order nothing.
        """
        count, index, weight = len(lexical), self._index, self._options.dense_weight
        total = lexical.sum(0, dtype=np.float64)
        squares = np.einsum("ij,ij->j", lexical, lexical, dtype=np.float64)
        of_dense = inverse_deviation(index.squares / count - (index.total / count) ** 2)
        of_words = inverse_deviation(squares / count - (total / count) ** 2)
        return np.float32(weight) * of_dense, np.float32(1 - weight) * of_words

    def _words_of(self, places: Places) -> Iterator[tuple[int, Words]]:
        """Yield places with the words of the passage and of the queries that are held for it."""
        rows = np.flatnonzero(np.isin(self._held.places, places))
        rows = rows[np.argsort(self._held.places[rows], kind="stable")]
        starts, ends = (np.searchsorted(self._held.places[rows], places, side=side) for side in ("left", "right"))
        for place, start, end in zip(places.tolist(), starts.tolist(), ends.tolist(), strict=True):
            queries = (self._texts.query_words[text] for text in self._held.texts[rows[start:end]].tolist())
            yield place, np.concatenate([self._texts.passage_words[place], *queries])
