"""Which queries an enriched index may hold when a test set asks it: never the one that is asked.

On the dev set a query is left out and its passage's other queries stay. On held-out generated queries all of the test
side are out. What is taken from its passage teaches an adapter and enriches nothing. Ranks and measures nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from studio.domain.identity import asked_hash, content_hash
from studio.engine.evaluation.sets import Judged
from studio.engine.retrieval.answers import quoted
from studio.engine.retrieval.enriched import folds

__all__ = ["DEV_FOLDS", "Enriching", "Part"]

DEV_FOLDS = 5
"""Most indexes that a dev set is scored on: beyond as many queries a passage, an index is without several of them."""


class Part(NamedTuple):
    """Queries of a test set (`asked`: their places) and the index that they are asked of (`held`: which it holds)."""

    asked: NDArray[np.int64]
    held: NDArray[np.bool_]


class Enriching:
    """The queries that may enrich an index: texts, places of the passages that answer them, whether those are quoted.

    `examples` has query, positive_id, split and source (who wrote the query).
    """

    def __init__(self, examples: pl.DataFrame | None, passages: pl.DataFrame) -> None:
        if examples is None:
            examples = pl.DataFrame(schema=dict.fromkeys(("query", "positive_id", "split", "source"), pl.String))
        known = passages.select("passage_id").with_row_index("place")
        rows = examples.join(known, left_on="positive_id", right_on="passage_id", maintain_order="left")
        self.texts: list[str] = rows["query"].to_list()
        self.places: NDArray[np.int64] = rows["place"].to_numpy().astype(np.int64)
        self.quoted = quoted(rows["source"])
        self._test_side = (rows["split"] == "test").to_numpy()
        self._keys = np.array([asked_hash(text) for text in self.texts], dtype=np.str_)

    def __len__(self) -> int:
        """Return how many queries there are, each once for every passage that answers it."""
        return len(self.texts)

    def content_hash(self, held: NDArray[np.bool_]) -> str:
        """Return a name for those queries (`held`, one truth each) that an index holds or that teach an adapter."""
        rows = np.flatnonzero(held)
        return content_hash(
            *(f"{self._keys[row]} {self.places[row]}{' quoted' if self.quoted[row] else ''}" for row in rows)
        )

    def parts(self, judged: Judged) -> Iterator[Part]:
        """Yield the queries of a test set with the index that each may be asked of."""
        asked = np.array([asked_hash(text) for text in judged.texts], dtype=np.str_)
        if judged.purpose != "dev":
            held = ~np.isin(self._keys, asked)
            if judged.source == "generated":
                held &= ~self._test_side
            yield Part(np.arange(len(asked)), held)
            return
        fold = dict(zip(self._keys.tolist(), folds(self.places, DEV_FOLDS).tolist(), strict=True))
        of_asked = np.array([fold.get(key, 0) for key in asked.tolist()])
        for number in np.unique(of_asked):
            rows = np.flatnonzero(of_asked == number)
            yield Part(rows, ~np.isin(self._keys, asked[rows]))
