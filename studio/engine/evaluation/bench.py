"""What every system is measured against: passages, queries, judgments, and BM25 to be fused with.

Ranks and measures one system at a time; compares none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from studio.domain.identity import content_hash
from studio.domain.leaderboard import RowKind
from studio.domain.options import EvaluationOptions, ModelOptions
from studio.engine.evaluation.latency import measure_latency, one_after_the_other
from studio.engine.evaluation.rows import Line, Measured, measured
from studio.engine.evaluation.sets import Judged
from studio.engine.evaluation.units import DEEP, Ranking, Units
from studio.engine.progress import Interrupted, Reporter
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import MakeEncoder, Vectors, truncated
from studio.engine.retrieval.exact import blocks, top
from studio.engine.retrieval.fusion import fuse
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.vectors import embed

__all__ = ["Bench", "Means", "System"]

_MILLION = 1_000_000
_FLOAT = 4


class System(NamedTuple):
    """A model to measure: `run_id` is empty for a base; `fused` is what its row is called beside BM25.

    `model` holds its own prompts, None where it has those of the base that all are compared with.
    """

    run_id: str
    name: str
    fused: str
    path: str
    model: ModelOptions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what a system is measured."""

    options: EvaluationOptions
    model: ModelOptions
    cache: Path
    reporter: Reporter
    make_encoder: MakeEncoder


class Bench:
    """Passages and test sets, made ready once for all systems."""

    def __init__(self, passages: pl.DataFrame, judged: Sequence[Judged], means: Means) -> None:
        self._means = means
        self._texts = indexed_texts(passages)
        self._judged = [each for each in judged if each.query_ids]
        self._units = {each.unit: Units(passages, each.unit) for each in self._judged}
        self._queries = list(dict.fromkeys(text for each in self._judged for text in each.texts))
        self._bm25 = Bm25(self._texts)
        self._words = Line(
            name="BM25",
            kind=RowKind.BM25,
            run_id="",
            dimensions=0,
            model_hash=self._bm25.settings_hash,
            latency=measure_latency(lambda query: top(self._bm25.scores([query]), DEEP), self._queries),
            bytes_per_million=round(self._bm25.bytes_per_text * _MILLION),
            settings={"corpus": content_hash(*passages["passage_id"].to_list(), *self._texts)},
        )

    def words(self) -> Iterator[Measured]:
        """Measure BM25 on each test set."""
        for judged in self._judged:
            rankings: list[Ranking] = []
            for rows in blocks(len(judged.texts), len(self._texts)):
                rankings += self._units[judged.unit].rank(self._bm25.scores(judged.texts[rows]))
            yield measured(self._words, judged, rankings, seed=self._means.options.seed)

    def dense(self, system: System) -> list[Measured]:
        """Measure one model, alone and fused, at its own and the wanted dimensions, on each test set."""
        options, reporter = self._means.options, self._means.reporter
        model = system.model or self._means.model
        encoder = self._means.make_encoder(replace(model, base=system.path))
        passages, queries = (
            embed(
                [prompt + text for text in texts],
                encoder=encoder,
                index=self._means.cache,
                reporter=reporter,
                stage=f"encode {what} with {system.name}",
            )
            for what, prompt, texts in (
                ("passages", model.passage_prompt, self._texts),
                ("queries", model.query_prompt, self._queries),
            )
        )
        latency = measure_latency(lambda query: encoder.encode([model.query_prompt + query]), self._queries)
        line = Line(
            name=system.name,
            kind=RowKind.RUN if system.run_id else RowKind.BASE,
            run_id=system.run_id,
            dimensions=passages.shape[1],
            model_hash=encoder.model_hash,
            latency=latency,
            bytes_per_million=None,
            settings={
                **self._words.settings,
                "query_prompt": model.query_prompt,
                "passage_prompt": model.passage_prompt,
            },
        )
        found: list[Measured] = []
        sizes = _sizes(passages.shape[1], options.dimensions)
        for number, size in enumerate(sizes, 1):
            alone = replace(line, dimensions=size, bytes_per_million=_FLOAT * size * _MILLION)
            found += self._at_size(alone, system.fused, truncated(passages, size), truncated(queries, size))
            reporter.progress(f"measure {system.name}", number, len(sizes), "dimensions")
            if reporter.stopping():
                raise Interrupted
        return found

    def _at_size(self, alone: Line, fused_name: str, passages: Vectors, queries: Vectors) -> Iterator[Measured]:
        options = self._means.options
        fused = replace(
            alone,
            name=fused_name,
            kind=RowKind.FUSED,
            latency=one_after_the_other(alone.latency, self._words.latency),
            bytes_per_million=(alone.bytes_per_million or 0) + (self._words.bytes_per_million or 0),
            settings={**alone.settings, "dense_weight": options.dense_weight, "bm25": self._words.model_hash},
        )
        places = {text: place for place, text in enumerate(self._queries)}
        for judged in self._judged:
            of_set = queries[np.fromiter((places[text] for text in judged.texts), np.int64)]
            by_meaning: list[Ranking] = []
            by_both: list[Ranking] = []
            for rows in blocks(len(of_set), len(passages)):
                scores = of_set[rows] @ passages.T
                both = fuse(scores, self._bm25.scores(judged.texts[rows]), options.dense_weight)
                by_meaning += self._units[judged.unit].rank(scores)
                by_both += self._units[judged.unit].rank(both)
            yield measured(alone, judged, by_meaning, seed=options.seed)
            yield measured(fused, judged, by_both, seed=options.seed)


def _sizes(own: int, wanted: Sequence[int]) -> list[int]:
    return sorted({own, *(size for size in wanted if 0 < size < own)}, reverse=True)
