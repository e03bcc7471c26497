"""NDCG@10 of people's queries on what a state of the pairs makes: the enriched hybrid, and the adapter it teaches.

As the leaderboard has them at full size, without its other rows. Chooses nothing.
"""

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.quality import TEST_SET
from studio.bases import resolved
from studio.domain.metrics import ndcg
from studio.domain.options import IndexOptions, ModelOptions, TrainingOptions
from studio.engine.adapter.fit import adapted
from studio.engine.adapter.learn import learn
from studio.engine.evaluation.sets import judged_sets
from studio.engine.evaluation.units import Units
from studio.engine.progress import SILENT
from studio.engine.retrieval.answers import encoded
from studio.engine.retrieval.encoder import Encoder, Vectors
from studio.engine.retrieval.enriched import EnrichedIndex, enriched_words
from studio.engine.retrieval.teacher import Heard
from studio.engine.retrieval.vectors import embed
from studio.storage import corpus, test_sets
from studio.storage.database import Database

__all__ = ["Gains"]


class Gains:
    """A project's passages and its people's queries, read and encoded once."""

    def __init__(self, project: Path, work: Path) -> None:
        files = [work / f"{name}.parquet" for name in ("testsets", "queries", "qrels")]
        with Database.open(project / "studio.duckdb") as db:
            corpus.export_passages(db, work / "passages.parquet")
            test_sets.export(db, [TEST_SET], *files)
        self._passages = pl.read_parquet(work / "passages.parquet")
        [self._judged] = judged_sets(*(pl.read_parquet(file) for file in files))
        self._units = Units(self._passages, self._judged.unit)
        self._cache, self._model = project / "index", resolved(ModelOptions())
        self._encoder = Encoder(self._model)
        prompted = [self._model.query_prompt + text for text in self._judged.texts]
        self._asked = embed(prompted, encoder=self._encoder, index=self._cache, reporter=SILENT, stage="queries")

    def of(self, enriching: Path) -> tuple[float, float]:
        """Return the figures where the queries of this frame (query, positive_id) enrich and teach."""
        examples, options = pl.read_parquet(enriching), IndexOptions()
        texts, passages, answered = encoded(
            examples,
            self._passages,
            model=self._model,
            encoder=self._encoder,
            cache=self._cache,
            reporter=SILENT,
        )
        lexical = enriched_words(texts, answered.wordings).scores(self._judged.texts)
        hybrid = EnrichedIndex.build(passages, answered.wordings, options).fused(self._asked, lexical)
        change = learn(Heard.of(texts, answered), passages, answered, options, seed=TrainingOptions().seed)
        return self._ndcg(hybrid), self._ndcg(adapted(self._asked, change) @ passages.T)

    def _ndcg(self, scores: Vectors) -> float:
        ranked = self._units.rank(scores)
        found = [ndcg(each.units, grades) for each, grades in zip(ranked, self._judged.grades, strict=True)]
        return round(float(np.mean(found)), 4)
