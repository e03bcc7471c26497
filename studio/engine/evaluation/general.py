"""A small retrieval set of everyday fields: what a model that was tuned to one domain still knows of all others.

Reads the set that ships with the studio and scores vectors on it; knows no model, adds no prompt and compares nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from studio.domain.corpus import indexed_text
from studio.domain.metrics import ndcg
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.exact import nearest

__all__ = ["GeneralPassage", "GeneralSet"]

_FILE = "general.jsonl"
_DEPTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralPassage:
    """One line of the set: a passage, and the queries that it alone answers."""

    id: str
    title: str
    text: str
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneralSet:
    """Six related passages of each field, so that they distract from one another; one is relevant to a query.

    all-MiniLM-L6-v2 scores about 0.90 untouched: there is much to lose, and some room to gain.
    """

    lines: tuple[GeneralPassage, ...]

    @classmethod
    def read(cls) -> "GeneralSet":
        """Return the set that ships with the studio."""
        rows = map(json.loads, files(__package__).joinpath(_FILE).read_text("utf-8").splitlines())
        return cls(tuple(GeneralPassage(**{**row, "queries": tuple(row["queries"])}) for row in rows))

    @property
    def passages(self) -> list[str]:
        """Texts of the passages as an index sees them, title first; a model's prompt goes before each."""
        return [indexed_text(line.title, (), line.text) for line in self.lines]

    @property
    def queries(self) -> list[str]:
        """Texts of the queries, in the order of their passages; a model's prompt goes before each."""
        return [query for line in self.lines for query in line.queries]

    def score(self, queries: Vectors, passages: Vectors) -> float:
        """Return the mean NDCG@10, from 0 to 1, of unit vectors that one model made of `queries` and `passages`."""
        each = self.per_query(queries, passages)
        return sum(each) / len(each)

    def per_query(self, queries: Vectors, passages: Vectors) -> list[float]:
        """Return NDCG@10 of each query, in their order; raise ValueError where rows are not one a text."""
        answers = [line.id for line in self.lines for _ in line.queries]
        if (len(queries), len(passages)) != (len(answers), len(self.lines)):
            raise ValueError(
                f"{len(queries)} and {len(passages)} vectors do not fit "
                f"{len(answers)} queries and {len(self.lines)} passages"
            )
        ranked = nearest(queries, passages, _DEPTH).columns.tolist()
        return [ndcg(self._ids(columns), {answer: 1}, _DEPTH) for columns, answer in zip(ranked, answers, strict=True)]

    def _ids(self, columns: Sequence[int]) -> list[str]:
        return [self.lines[column].id for column in columns]
