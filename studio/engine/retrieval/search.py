"""Search while typing: the approximate index and BM25, merged by rank.

For a person who looks for a passage; figures are made by exact search elsewhere. Reads the model's index file, which
mining builds, and writes nothing.
"""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from studio.domain.options import ModelOptions
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Encoder, Encodes, MakeEncoder
from studio.engine.retrieval.exact import top
from studio.engine.retrieval.index import Near, SearchIndex, index_path, passage_keys
from studio.engine.retrieval.passages import indexed_texts

__all__ = ["Found", "Search"]

_DEEP = 50  # of each ranking
_SMOOTH = 60.0  # reciprocal rank fusion (Cormack, Clarke, Büttcher 2009)


class Found(NamedTuple):
    """A passage found: its id, and its fused score for ordering."""

    passage_id: str
    score: float


class Search:
    """Passages ready to be searched. Without an index of this model, words alone are matched."""

    def __init__(
        self, passages: pl.DataFrame, *, model: ModelOptions, index: Path, make_encoder: MakeEncoder = Encoder
    ) -> None:
        texts = indexed_texts(passages)
        self._ids: list[str] = passages["passage_id"].to_list()
        self._bm25 = Bm25(texts)
        self._prompt = model.query_prompt
        self._encoder: Encodes = make_encoder(model)
        self._path = index_path(index, self._encoder.model_hash)
        self._keys = {int(key): place for place, key in enumerate(passage_keys(self._ids, texts))}
        self._index: SearchIndex | None = None

    @property
    def dense(self) -> bool:
        """True where the model's index is there, so that meaning is searched besides words."""
        return self._path.is_file()

    def find(self, text: str, limit: int = 20) -> list[Found]:
        """Return the passages that fit what was typed so far, best first."""
        if not text.strip():
            return []
        scores: dict[int, float] = {}
        for rank, place in enumerate(top(self._bm25.scores([text]), _DEEP, above=0.0).columns[0].tolist()):
            if place >= 0:
                scores[place] = 1 / (_SMOOTH + rank)
        if self.dense:
            for rank, near in enumerate(self._near(text)):
                scores[near.place] = scores.get(near.place, 0.0) + 1 / (_SMOOTH + rank)
        best = sorted(scores, key=lambda place: (-scores[place], place))[:limit]
        return [Found(self._ids[place], scores[place]) for place in best]

    def _near(self, text: str) -> list[Near]:
        vector = self._encoder.encode([self._prompt + text])[0]
        if self._index is None:
            self._index = SearchIndex.open(self._path, len(vector))
        return self._index.search(vector, _DEEP, self._keys)
