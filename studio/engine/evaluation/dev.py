"""A dev set for use inside training: quick enough to be asked every few hundred steps.

Only what could be confused is searched: the judged passages and those that the base and BM25 rank highest. Its figures
steer a run and compare its own steps; they are not those of a leaderboard.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from studio.domain.identity import content_hash
from studio.domain.leaderboard import SMALL, Unit
from studio.domain.metrics import ndcg
from studio.domain.options import ModelOptions
from studio.engine.evaluation.sets import grades_by_query
from studio.engine.evaluation.units import Units
from studio.engine.progress import Reporter
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Encoder, MakeEncoder, Vectors, encode_with, truncated
from studio.engine.retrieval.exact import top
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.vectors import embed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["DevLimits", "DevSet"]

_DEPTH = 30
"""Passages that each search brings in as rivals of a query's answers."""


@dataclass(frozen=True, kw_only=True)
class DevLimits:
    """How much one evaluation may encode: on 2 cores 300 passages of 200 tokens take about 10 seconds."""

    passages: int = 300
    queries: int = 150

    @classmethod
    def standing(cls) -> "DevLimits":
        """Return how much it may be where the passages' vectors stand: then queries alone are encoded each time."""
        return cls(passages=20_000, queries=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class DevSet:
    """Queries, judgments and the passages to search, made ready once. `whole` where these are all of the corpus.

    Where `standing` are the vectors of the passages, they are not encoded by the model that is measured; `by_base` are
    those that stand while the base is.
    """

    queries: list[str]
    grades: list[dict[str, int]]
    groups: list[str]
    passages: list[str]
    units: Units
    whole: bool
    standing: Vectors | None = None
    by_base: Vectors | None = None

    def __len__(self) -> int:
        """Return the number of queries: with none there is nothing to steer by, and training goes without."""
        return len(self.queries)

    @classmethod
    def prepare(
        cls,
        passages: pl.DataFrame,
        queries: pl.DataFrame,
        qrels: pl.DataFrame,
        *,
        unit: Unit,
        model: ModelOptions,
        cache: Path,
        reporter: Reporter,
        limits: DevLimits | None = None,
        make_encoder: MakeEncoder = Encoder,
    ) -> "DevSet":
        """Choose queries and passages of one dev set; `cache` is the project's index folder."""
        limits = limits or DevLimits()
        grades = grades_by_query(qrels)
        answered = queries.filter(
            pl.col("query_id").is_in([query for query, judged in grades.items() if any(judged.values())])
        )
        units = Units(passages, unit)
        whole = len(passages) <= limits.passages
        budget = len(passages) if whole else limits.passages // 2
        chosen, places = _chosen_queries(answered["query_id"].to_list(), grades, units, limits.queries, budget)
        texts = dict(zip(answered["query_id"].to_list(), answered["text"].to_list(), strict=True))
        groups = dict(zip(answered["query_id"].to_list(), answered["group_id"].to_list(), strict=True))
        asked = [texts[query] for query in chosen]
        if whole:
            places = np.arange(len(passages))
        elif asked:
            rivals = _rivals(passages, asked, model=model, cache=cache, reporter=reporter, make_encoder=make_encoder)
            places = np.sort(_first_different(np.concatenate([places, rivals]))[: limits.passages])
        pool = passages[places.tolist()]
        return cls(
            queries=[model.query_prompt + query for query in asked],
            grades=[grades[query] for query in chosen],
            groups=[groups[query] for query in chosen],
            passages=[model.passage_prompt + text for text in indexed_texts(pool)],
            units=Units(pool, unit),
            whole=whole,
        )

    def score(self, model: "SentenceTransformer") -> dict[str, float]:
        """Return NDCG@10 at the model's own dimensions (`ndcg@10`) and at 128 (`ndcg@10_128`)."""
        return self.score_vectors(encode_with(model, self.queries), self._passages(model))

    def score_base(self, model: "SentenceTransformer") -> dict[str, float]:
        """Return what `score` does, of the base before it is trained."""
        return replace(self, standing=self.by_base).score(model)

    def per_query(self, model: "SentenceTransformer") -> list[float]:
        """Return NDCG@10 of each query at the model's own dimensions."""
        return self._ndcg(encode_with(model, self.queries), self._passages(model))

    def score_vectors(self, queries: Vectors, passages: Vectors) -> dict[str, float]:
        """Return what `score` does, from unit vectors (queries x d, passages x d); nothing where there is no query."""
        if not self.queries:
            return {}
        scores = {"ndcg@10": fmean(self._ndcg(queries, passages))}
        if passages.shape[1] > SMALL:
            scores[f"ndcg@10_{SMALL}"] = fmean(self._ndcg(truncated(queries, SMALL), truncated(passages, SMALL)))
        return scores

    def _passages(self, model: "SentenceTransformer") -> Vectors:
        return encode_with(model, self.passages) if self.standing is None else self.standing

    def _ndcg(self, queries: Vectors, passages: Vectors) -> list[float]:
        rankings = self.units.rank(queries @ passages.T)
        return [ndcg(r.units, grades) for r, grades in zip(rankings, self.grades, strict=True)]


def _chosen_queries(
    query_ids: Sequence[str], grades: dict[str, dict[str, int]], units: Units, most: int, budget: int
) -> tuple[list[str], NDArray[np.int64]]:
    """Take queries, in an order that no file decides, until their judged passages fill the budget."""
    chosen: list[str] = []
    taken: dict[int, None] = {}
    for query in sorted(query_ids, key=content_hash):
        more = [place for unit in grades[query] for place in units.members(unit)]
        if chosen and (len(chosen) >= most or len(taken.keys() | set(more)) > budget):
            break
        chosen.append(query)
        taken |= dict.fromkeys(more)
    return chosen, np.fromiter(taken, np.int64, len(taken))


def _rivals(
    passages: pl.DataFrame,
    queries: Sequence[str],
    *,
    model: ModelOptions,
    cache: Path,
    reporter: Reporter,
    make_encoder: MakeEncoder,
) -> NDArray[np.int64]:
    """Return passages that the base and BM25 rank highest: first everybody's first, then everybody's second."""
    texts = indexed_texts(passages)
    encoder = make_encoder(model)
    vectors, of_queries = (
        embed([prompt + text for text in some], encoder=encoder, index=cache, reporter=reporter, stage=f"encode {what}")
        for what, prompt, some in (
            ("passages", model.passage_prompt, texts),
            ("dev queries", model.query_prompt, queries),
        )
    )
    dense = top(of_queries @ vectors.T, _DEPTH).columns
    lexical = top(Bm25(texts).scores(queries), _DEPTH, above=0.0).columns
    by_rank = np.stack([dense, lexical], axis=1).transpose(2, 0, 1).ravel()
    return by_rank[by_rank >= 0]


def _first_different(places: NDArray[np.int64]) -> NDArray[np.int64]:
    _, first = np.unique(places, return_index=True)
    return places[np.sort(first)]
