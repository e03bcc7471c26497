"""From scores of passages to rankings of units: a section or a document counts by its best passage.

Knows places and names of passages, no models and no judgments.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from studio.domain.identity import section_id
from studio.domain.leaderboard import Unit
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import top

__all__ = ["DEEP", "SHOWN", "Ranking", "Units"]

DEEP = 100
"""Units ranked for each query: what the deepest metric looks at."""

SHOWN = 10
"""Units whose best passage and score are kept for the screens."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One query's units, best first; of the first ten also the best passage's place and the score."""

    units: list[str]
    passages: list[int]
    scores: list[float]


class Units:
    """Which passages make up which unit."""

    def __init__(self, passages: pl.DataFrame, unit: Unit) -> None:
        names = _names(passages, unit)
        number: dict[str, int] = {}
        codes = np.fromiter((number.setdefault(name, len(number)) for name in names), np.int64, len(names))
        self.names = list(number)
        self._codes = number
        self._alone = len(self.names) == len(names)
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._order], np.arange(len(self.names)))
        self._ends = np.append(self._starts[1:], len(names))

    def members(self, name: str) -> list[int]:
        """Return the places of a unit's passages; none where the corpus does not hold it."""
        code = self._codes.get(name)
        return [] if code is None else self._places(code).tolist()

    def rank(self, scores: Vectors) -> list[Ranking]:
        """Rank the units for each row of passage scores; ties go to the unit that comes first in the corpus."""
        hits = top(scores if self._alone else self._best_of_each(scores), DEEP)
        return [
            Ranking(
                units=[self.names[code] for code in codes.tolist()],
                passages=[self._best(code, row) for code in codes[:SHOWN].tolist()],
                scores=[float(score) for score in best[:SHOWN]],
            )
            for codes, best, row in zip(hits.columns, hits.scores, scores, strict=True)
        ]

    def _best_of_each(self, scores: Vectors) -> Vectors:
        best: Vectors = np.maximum.reduceat(scores[:, self._order], self._starts, axis=1)
        return best

    def _best(self, code: int, row: NDArray[np.float32]) -> int:
        places = self._places(code)
        return int(places[int(row[places].argmax())])

    def _places(self, code: int) -> NDArray[np.int64]:
        return self._order[self._starts[code] : self._ends[code]]


def _names(passages: pl.DataFrame, unit: Unit) -> list[str]:
    if unit == "section":
        rows = zip(passages["document_id"].to_list(), passages["heading_path"].to_list(), strict=True)
        return [section_id(document, path or ()) for document, path in rows]
    names: list[str] = passages[f"{unit}_id"].to_list()
    return names
