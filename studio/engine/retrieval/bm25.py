"""BM25 over texts: bm25s with Snowball's English stemmer.

Knows no passages and no ids; scores come in the order of the texts.
"""

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np

from studio.domain.identity import content_hash
from studio.engine.retrieval.encoder import Vectors

__all__ = ["Bm25"]


class Bm25:
    """An index over texts, built in memory: 10,000 passages take about a second."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s  # noqa: PLC0415 - only who searches pays for it
        import Stemmer  # noqa: PLC0415 - as above

        self._tokenize = bm25s.tokenize
        self._stemmer = Stemmer.Stemmer("english")
        self._size = len(texts)
        self._index = bm25s.BM25()
        tokens = self._tokenize(list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False)
        self._empty = not any(len(ids) for ids in tokens.ids)
        if not self._empty:
            self._index.index(tokens, show_progress=False)

    @property
    def settings_hash(self) -> str:
        """Name of the implementation and its settings."""
        return content_hash("bm25s", version("bm25s"), "lucene", "1.5", "0.75", "english")

    @property
    def bytes_per_text(self) -> float:
        """Size of the index, vocabulary included, for each text."""
        if self._empty:
            return 0.0
        arrays = sum(self._index.scores[name].nbytes for name in ("data", "indices", "indptr"))
        words = sum(len(word.encode()) + 8 for word in self._index.vocab_dict)
        return float(arrays + words) / self._size

    def scores(self, queries: Sequence[str]) -> Vectors:
        """Return a row of scores over all texts for each query; 0 where no word is shared."""
        scores = np.zeros((len(queries), self._size), np.float32)
        if self._empty:
            return scores
        tokens = self._tokenize(
            list(queries), stopwords="en", stemmer=self._stemmer, show_progress=False, return_ids=False
        )
        for row, words in enumerate(tokens):
            ids = self._index.get_tokens_ids(words)
            if ids:
                scores[row] = self._index.get_scores_from_ids(ids)
        return scores
