"""What every system is measured against: passages, queries, judgments, BM25 to be fused with, queries to enrich by.

Ranks and measures one system at a time; compares none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from studio.domain.identity import content_hash
from studio.domain.leaderboard import RowKind
from studio.domain.options import EvaluationOptions, IndexOptions, ModelOptions
from studio.engine.evaluation.enriched import EnrichedBench, Made, Searched
from studio.engine.evaluation.enriching import Enriching
from studio.engine.evaluation.latency import measure_latency, one_after_the_other
from studio.engine.evaluation.rows import Line, Measured, measured
from studio.engine.evaluation.sets import Judged
from studio.engine.evaluation.units import DEEP, Ranking, Units
from studio.engine.progress import Interrupted, Reporter
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Encodes, MakeEncoder, Vectors, truncated
from studio.engine.retrieval.exact import blocks, top
from studio.engine.retrieval.fusion import fuse
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.signs import sign_rotation
from studio.engine.retrieval.stored import Stored, vector_bytes
from studio.engine.retrieval.vectors import embed
from studio.errors import InputError

__all__ = ["Bench", "Means", "System"]

_MILLION = 1_000_000
_TURNED = {"turned": "itq"}
"""What rows by signs say of how they were measured, so that others, as they were, are not taken for them."""


class System(NamedTuple):
    """A model to measure, by name and kind; `run_id` is empty for a base.

    `path` encodes queries, and passages too where `passages` is empty: else that model does. `short` is what its rows
    beside BM25 and with an enriched index are called by. `model` holds its own prompts, None where it has those of the
    base that all are compared with.
    """

    kind: RowKind
    run_id: str
    name: str
    short: str
    path: str
    passages: str = ""
    model: ModelOptions | None = None


class _Encoded(NamedTuple):
    """A system's vectors of passages and queries at its own dimensions, and who made those of the passages.

    `rotation` is what both are turned by before signs are taken; None where no line wants them.
    """

    passages: Vectors
    queries: Vectors
    of_passages: Encodes
    rotation: Vectors | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what a system is measured."""

    options: EvaluationOptions
    index: IndexOptions
    model: ModelOptions
    cache: Path
    reporter: Reporter
    make_encoder: MakeEncoder


class Bench:
    """Passages and test sets, made ready once for all systems. Raises InputError where there is no passage."""

    def __init__(self, passages: pl.DataFrame, judged: Sequence[Judged], enriching: Enriching, means: Means) -> None:
        if passages.is_empty():
            raise InputError("There are no passages to search in. Ingest a folder first.")
        self._means = means
        self._texts = indexed_texts(passages)
        self._judged = [each for each in judged if each.query_ids]
        self._units = {each.unit: Units(passages, each.unit) for each in self._judged}
        self._queries = list(dict.fromkeys(text for each in self._judged for text in each.texts))
        self._places = {text: place for place, text in enumerate(self._queries)}
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
        searched = Searched(
            texts=self._texts,
            units=self._units,
            bm25=self._bm25,
            words=self._words,
            dense_weight=means.options.dense_weight,
            index=means.index,
            seed=means.options.seed,
            cache=means.cache,
        )
        self._enriched = EnrichedBench(searched, enriching)

    def words(self) -> Iterator[Measured]:
        """Measure BM25 on each test set."""
        for judged in self._judged:
            rankings: list[Ranking] = []
            for rows in blocks(len(judged.texts), len(self._texts)):
                rankings += self._units[judged.unit].rank(self._bm25.scores(judged.texts[rows]))
            yield measured(self._words, judged, rankings, seed=self._means.options.seed)

    def dense(self, system: System) -> list[Measured]:
        """Measure one model on each test set: alone, fused, and both enriched, at its own and the wanted dimensions.

        At its own dimensions it is measured with stored vectors of less precision, too, where BM25 is not beside it.
        """
        options, reporter = self._means.options, self._means.reporter
        model = system.model or self._means.model
        encoder = self._means.make_encoder(replace(model, base=system.path))
        of_passages = self._means.make_encoder(replace(model, base=system.passages)) if system.passages else encoder
        passages = self._encode(system, "passages", model.passage_prompt, self._texts, of_passages)
        queries = self._encode(system, "queries", model.query_prompt, self._queries, encoder)
        rotation = sign_rotation(passages, self._means.cache, reporter) if "binary" in options.precisions else None
        encoded = _Encoded(passages, queries, of_passages, rotation)
        latency = measure_latency(lambda query: encoder.encode([model.query_prompt + query]), self._queries)
        own = passages.shape[1]
        hashes = (encoder.model_hash, of_passages.model_hash) if system.passages else (encoder.model_hash,)
        line = Line(
            name=system.name,
            kind=system.kind,
            run_id=system.run_id,
            dimensions=own,
            model_hash=hashes[0] if len(hashes) == 1 else content_hash(*hashes),
            latency=latency,
            bytes_per_million=None,
            settings={
                **self._words.settings,
                "query_prompt": model.query_prompt,
                "passage_prompt": model.passage_prompt,
            },
        )
        lines = _at_sizes(line, options)
        found: list[Measured] = []
        for number, alone in enumerate(lines, 1):
            found += self._at_size(alone, system, encoded)
            reporter.progress(f"measure {system.name}", number, len(lines), "sizes")
            if reporter.stopping():
                raise Interrupted
        if self._enriched:
            found += self._with_queries(lines, system, encoded)
        return found

    def _with_queries(self, lines: Sequence[Line], system: System, encoded: _Encoded) -> Iterator[Measured]:
        """Measure a system on indexes that queries enrich, one test set after the other."""
        reporter = self._means.reporter
        prompt, texts = (system.model or self._means.model).query_prompt, self._enriched.texts
        answered = self._encode(system, "the index's queries", prompt, texts, encoded.of_passages)
        for number, judged in enumerate(self._judged, 1):
            queries = encoded.queries[self._rows(judged)]
            made = Made(encoded.passages, queries, answered, encoded.rotation)
            of_reference = system.kind is RowKind.BASE and system.short == "base"
            yield from self._enriched.measure(lines, system.short, judged, made, adapter=of_reference)
            reporter.progress(f"measure {system.name} on enriched indexes", number, len(self._judged), "test sets")
            if reporter.stopping():
                raise Interrupted

    def _encode(self, system: System, what: str, prompt: str, texts: Sequence[str], encoder: Encodes) -> Vectors:
        return embed(
            [prompt + text for text in texts],
            encoder=encoder,
            index=self._means.cache,
            reporter=self._means.reporter,
            stage=f"encode {what} with {system.name}",
        )

    def _at_size(self, alone: Line, system: System, encoded: _Encoded) -> Iterator[Measured]:
        options = self._means.options
        passages, queries = (truncated(made, alone.dimensions) for made in encoded[:2])
        stored = Stored(passages, alone.precision, encoded.rotation)
        fused = replace(
            alone,
            name=f"{system.short} + BM25",
            kind=RowKind.FUSED,
            latency=one_after_the_other(alone.latency, self._words.latency),
            bytes_per_million=(alone.bytes_per_million or 0) + (self._words.bytes_per_million or 0),
            settings={**alone.settings, "dense_weight": options.dense_weight, "bm25": self._words.model_hash},
        )
        for judged in self._judged:
            of_set = queries[self._rows(judged)]
            by_meaning: list[Ranking] = []
            by_both: list[Ranking] = []
            for rows in blocks(len(of_set), len(passages)):
                scores = stored.scores(of_set[rows], DEEP)
                by_meaning += self._units[judged.unit].rank(scores)
                if alone.precision == "float32":
                    both = fuse(scores, self._bm25.scores(judged.texts[rows]), options.dense_weight)
                    by_both += self._units[judged.unit].rank(both)
            yield measured(alone, judged, by_meaning, seed=options.seed)
            if alone.precision == "float32":
                yield measured(fused, judged, by_both, seed=options.seed)

    def _rows(self, judged: Judged) -> NDArray[np.int64]:
        """Return the places of a set's queries among those of all sets."""
        return np.fromiter((self._places[text] for text in judged.texts), np.int64)


def _at_sizes(line: Line, options: EvaluationOptions) -> list[Line]:
    """Return a system's line at every wanted size of its vectors, its own dimensions in float32 first."""
    own = line.dimensions
    cut = sorted({own, *(size for size in options.dimensions if 0 < size < own)}, reverse=True)
    lines = [replace(line, dimensions=size) for size in cut]
    for precision in dict.fromkeys(options.precisions):
        settings = {**line.settings, "precision": precision, **(_TURNED if precision == "binary" else {})}
        lines.append(replace(line, precision=precision, settings=settings))
    return [replace(each, bytes_per_million=vector_bytes(each.dimensions, each.precision) * _MILLION) for each in lines]
