"""People's decisions as a teacher: they outweigh the enriched index where somebody decided.

Ranks nothing itself, and reads no database: what was decided is in the dataset.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from studio.domain.wording import plural
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import Places
from studio.engine.retrieval.teacher import Lessons

__all__ = ["Grades"]

_SAID = {"query": pl.String, "passage_id": pl.String, "grade": pl.Int64}
_SHARE = 0.5
"""Share of a list that goes by grades; the rest goes by the list of before. Not measured."""


@dataclass(frozen=True, slots=True)
class Grades:
    """Grades of 0 to 3 for passages of queries: a frame of query, passage_id and grade; 0 is known not to answer.

    `passage_ids` name the passages in their places. Of two grades the higher one counts.
    """

    said: pl.DataFrame
    passage_ids: Sequence[str]

    @classmethod
    def of(cls, examples: pl.DataFrame, passage_ids: Sequence[str]) -> "Grades":
        """Take the grades of a dataset's examples (graded_ids and grades, a list each); older datasets hold none."""
        if "grades" not in examples.columns:
            return cls(pl.DataFrame(schema=_SAID), passage_ids)
        lists = examples.select("query", passage_id="graded_ids", grade="grades")
        return cls(lists.explode("passage_id", "grade").drop_nulls(), passage_ids)

    def __len__(self) -> int:
        """Return how many there are, each once."""
        return self.said.n_unique(["query", "passage_id"])

    @property
    def name(self) -> str:
        """Who teaches."""
        return f"people's decisions ({plural(len(self), 'grade')})"

    def correct(self, first: Lessons, queries: Sequence[str], _passages: Sequence[str]) -> Lessons:
        """Return the lists of `queries`: half the weight by their grades' shares, and none for what has a grade of 0.

        A query without grades keeps its list; grades of passages that are gone are left out.
        """
        known = self._by_query()
        grades = [known.get(query, {}) for query in queries]
        width = first.places.shape[1] + max((len(of) for of in grades), default=0)
        places = np.zeros((len(queries), width), np.int64)
        weights = np.zeros((len(queries), width), np.float32)
        for row, of in enumerate(grades):
            places[row], weights[row] = _mixed(first.places[row], first.weights[row], of, width)
        return Lessons(places, weights, first.among)

    def _by_query(self) -> dict[str, dict[int, int]]:
        places = {name: place for place, name in enumerate(self.passage_ids)}
        found: dict[str, dict[int, int]] = {}
        for query, passage, grade in self.said.select("query", "passage_id", "grade").iter_rows():
            if passage in places:
                of = found.setdefault(query, {})
                of[places[passage]] = max(grade, of.get(places[passage], 0))
        return found


def _mixed(first: Places, shares: Vectors, grades: Mapping[int, int], width: int) -> tuple[Places, Vectors]:
    """Return one list of a fixed width, best first; what is left of it repeats the last place at no weight."""
    total = sum(grades.values())
    by_grade = _SHARE if total else 0.0
    weights = {
        place: 0.0 if grades.get(place) == 0 else (1 - by_grade) * share
        for place, share in zip(first.tolist(), shares.tolist(), strict=True)
    }
    for place, grade in grades.items():
        weights[place] = weights.get(place, 0.0) + (by_grade * grade / total if total else 0.0)
    order = sorted(weights, key=lambda place: -weights[place])
    left = width - len(order)
    return (
        np.array(order + order[-1:] * left, np.int64),
        np.array([*(weights[place] for place in order), *[0.0] * left], np.float32),
    )
