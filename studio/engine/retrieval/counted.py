"""BM25 whose texts may gain and lose words: counts are kept, weights are made of them when it is asked.

The figures are those of `studio.engine.retrieval.bm25`, for many queries at once. Knows no passages and no ids.
"""

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.engine.retrieval.encoder import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["CountedWords", "Wording", "Words"]

Words = NDArray[np.int32]
"""The words of a text as numbers, in order, repeats included."""

_K1, _B = 1.5, 0.75  # those of bm25s, so that both give the same


class Wording:
    """Words of texts as numbers: tokens and stems as BM25 has them, each stem with a number of its own for good."""

    def __init__(self) -> None:
        import bm25s  # noqa: PLC0415 - only who searches pays for it
        import Stemmer  # noqa: PLC0415 - as above

        self._tokenize, self._stemmer = bm25s.tokenize, Stemmer.Stemmer("english")
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self._numbers)

    def words(self, texts: Sequence[str]) -> list[Words]:
        """Return the words of each text."""
        if not texts:
            return []
        found = self._tokenize(list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False)
        known = np.zeros(len(found.vocab), np.int32)
        for stem, place in found.vocab.items():
            known[place] = self._numbers.setdefault(stem, len(self._numbers))
        return [known[ids] if ids else np.zeros(0, np.int32) for ids in found.ids]

    def queries(self, words: Sequence[Words]) -> "csr_matrix":
        """Return queries as a matrix (words x queries) of how often each asks for a word."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - a tenth of a second to import

        rows = np.concatenate(words) if len(words) else np.zeros(0, np.int32)
        columns = np.repeat(np.arange(len(words)), [len(each) for each in words])
        return csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), (len(self), len(words)))


class CountedWords:
    """BM25 over texts of which each may be given other words at any time."""

    def __init__(self, wording: Wording, words: Sequence[Words]) -> None:
        self._wording = wording
        self._counts = [np.unique(each, return_counts=True) for each in words]
        self._lengths = np.array([len(each) for each in words], np.float64)

    def put(self, place: int, words: Words) -> None:
        """Let a text have just these words."""
        self._counts[place] = np.unique(words, return_counts=True)
        self._lengths[place] = len(words)

    def copy(self) -> "CountedWords":
        """Return one that may change on its own."""
        copied = copy(self)
        copied._counts, copied._lengths = list(self._counts), self._lengths.copy()
        return copied

    def scores(self, queries: "csr_matrix") -> Vectors:
        """Return a row for each text with its score for each query (see `Wording.queries`); 0 without a shared word."""
        weights = self.weights()
        scores: Vectors = (weights @ queries[: weights.shape[1]]).toarray()
        return scores

    def weights(self) -> "csr_matrix":
        """Return what each word weighs in each text (texts x words). The formula is Lucene's (Kamphuis et al. 2020)."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - as above

        sizes = [len(words) for words, _ in self._counts]
        if not sum(sizes):
            return csr_matrix((len(sizes), len(self._wording)), dtype=np.float32)
        words = np.concatenate([words for words, _ in self._counts])
        often = np.concatenate([counts for _, counts in self._counts]).astype(np.float32)
        held = np.bincount(words, minlength=len(self._wording))
        rare = np.log(1 + (len(sizes) - held + 0.5) / (held + 0.5)).astype(np.float32)
        norm = (_K1 * (1 - _B + _B * self._lengths / self._lengths.mean())).astype(np.float32)
        often *= rare[words] / (often + np.repeat(norm, sizes))
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return csr_matrix((often, words, starts), (len(sizes), len(self._wording)))
