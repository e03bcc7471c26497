"""Measuring systems on indexes that queries enrich, and the adapter that such an index teaches.

Which queries an index may hold, and so an adapter may learn from, is said in `enriching`. Nothing here loads a model.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from studio.domain.identity import content_hash
from studio.domain.leaderboard import RowKind, Unit
from studio.domain.options import IndexOptions
from studio.engine.adapter.fit import adapted
from studio.engine.adapter.kept import learned
from studio.engine.evaluation.enriching import Enriching, Part
from studio.engine.evaluation.latency import one_after_the_other
from studio.engine.evaluation.rows import Line, Measured, measured
from studio.engine.evaluation.sets import Judged
from studio.engine.evaluation.units import DEEP, Ranking, Units
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Vectors, truncated
from studio.engine.retrieval.enriched import Answered, EnrichedIndex, enriched_words
from studio.engine.retrieval.exact import blocks
from studio.engine.retrieval.fusion import fuse
from studio.engine.retrieval.stored import Stored

__all__ = ["EnrichedBench", "Made", "Searched"]

_MILLION = 1_000_000
_PLACE = 4
"""Bytes of a neighbour's place."""


class Made(NamedTuple):
    """A system's vectors at its own dimensions: passages, a test set's queries, and the queries that enrich.

    All are turned by `rotation` before signs are taken, those of enriched passages too; None turns none.
    """

    passages: Vectors
    queries: Vectors
    answered: Vectors
    rotation: Vectors | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What all systems search: passages' texts, their units, BM25 over them with its line, and how all is put together.

    `cache` is the project's index folder.
    """

    texts: Sequence[str]
    units: Mapping[Unit, Units]
    bm25: Bm25
    words: Line
    dense_weight: float
    index: IndexOptions
    seed: int
    cache: Path


class _Way(NamedTuple):
    """A way to ask: by the adapter's map or without, on enriched vectors or plain ones, beside BM25 or alone."""

    adapter: bool
    enriched: bool
    words: bool

    @classmethod
    def every(cls, line: Line, *, adapter: bool) -> list["_Way"]:
        """Return the ways in which a line is measured; vectors of less precision than float32 are measured alone."""
        vectors = [(False, True), *([(True, False), (True, True)] if adapter else [])]
        beside = (False, True) if line.precision == "float32" else (False,)
        return [cls(changed, enriched, words) for changed, enriched in vectors for words in beside]


class _Asked(NamedTuple):
    """A part of a test set with all that answers it; `change` is the adapter's map, None where there is none."""

    part: Part
    words: Bm25
    enriched: EnrichedIndex
    change: Vectors | None


class EnrichedBench:
    """Passages and the queries that may enrich them, made ready once for all systems."""

    def __init__(self, searched: Searched, enriching: Enriching) -> None:
        self._searched, self._enriching = searched, enriching
        self._known: dict[str, list[tuple[Part, Bm25]]] = {}

    def __len__(self) -> int:
        """Return how many queries there are to enrich with."""
        return len(self._enriching)

    @property
    def texts(self) -> list[str]:
        """The queries that there are to enrich with."""
        return self._enriching.texts

    def measure(
        self, lines: Sequence[Line], short: str, judged: Judged, made: Made, *, adapter: bool
    ) -> Iterator[Measured]:
        """Measure one system on one test set at each of its `lines`; `short` is what its rows are called by.

        With `adapter` the system's adapter is fitted too, on the queries that each index holds, and measured.
        """
        asked = self._asked(judged, made, adapter=adapter)
        held = content_hash(*(self._enriching.content_hash(each.part.held) for each in asked))
        units = self._searched.units[judged.unit]
        for line in lines:
            rankings: dict[_Way, dict[int, Ranking]] = {way: {} for way in _Way.every(line, adapter=adapter)}
            for each in asked:
                for places, scored in self._scores(judged, made, each, line, list(rankings)):
                    for way, scores in scored.items():
                        rankings[way].update(zip(places.tolist(), units.rank(scores), strict=True))
            for way, by_place in rankings.items():
                in_order = [by_place[place] for place in range(len(judged.texts))]
                named = self._line(way, line, short, asked[0].words, held)
                yield measured(named, judged, in_order, seed=self._searched.seed)

    def _asked(self, judged: Judged, made: Made, *, adapter: bool) -> list[_Asked]:
        enriching = self._enriching
        every = Answered(texts=enriching.texts, vectors=made.answered, places=enriching.places, quoted=enriching.quoted)
        searched, found = self._searched, []
        for part, words in self._parts(judged, every):
            held = every.only(part.held)
            index = EnrichedIndex.build(made.passages, held.wordings, searched.index)
            change = (
                learned(searched.texts, made.passages, held, searched.index, seed=searched.seed, cache=searched.cache)
                if adapter
                else None
            )
            found.append(_Asked(part, words, index, change))
        return found

    def _parts(self, judged: Judged, every: Answered) -> list[tuple[Part, Bm25]]:
        """Return the parts of a test set with BM25 over what their indexes hold: the same for every system."""
        known = self._known.get(judged.test_set)
        if known is None:
            parts = self._enriching.parts(judged)
            known = [(part, enriched_words(self._searched.texts, every.only(part.held).wordings)) for part in parts]
            self._known[judged.test_set] = known
        return known

    def _scores(
        self, judged: Judged, made: Made, asked: _Asked, line: Line, ways: Sequence[_Way]
    ) -> Iterator[tuple[NDArray[np.int64], dict[_Way, Vectors]]]:
        """Yield places of queries, block by block, and their scores (queries x passages) in each way."""
        searched, index, dimensions = self._searched, asked.enriched.at(line.dimensions), line.dimensions
        plain = Stored(truncated(made.passages, dimensions), line.precision, made.rotation)
        enriched = Stored(index.vectors, line.precision, made.rotation)
        beside = any(way.words for way in ways)
        for rows in blocks(len(asked.part.asked), len(searched.texts)):
            places = asked.part.asked[rows]
            texts = [judged.texts[place] for place in places.tolist()]
            lexical = asked.words.scores(texts) if beside else None
            queries = {False: truncated(made.queries[places], dimensions)}
            if asked.change is not None:
                queries[True] = truncated(adapted(made.queries[places], asked.change), dimensions)
            scored: dict[_Way, Vectors] = {}
            for way in ways:
                by = queries[way.adapter]
                if lexical is not None and way.words and way.enriched:
                    scored[way] = index.fused(by, lexical)
                elif way.words:
                    alone = scored[way._replace(words=False)]
                    scored[way] = fuse(alone, searched.bm25.scores(texts), searched.dense_weight)
                else:
                    scored[way] = (enriched if way.enriched else plain).scores(by, DEEP)
            yield places, scored

    def _line(self, way: _Way, line: Line, short: str, words: Bm25, held: str) -> Line:
        """Return the line of one way; `words` is BM25 over passages with the queries that they answer."""
        searched = self._searched
        settings = {**line.settings, **asdict(searched.index), "held": held}
        if way.adapter:
            name, kind = "adapter, enriched" if way.enriched else "adapter", RowKind.ADAPTER
        else:
            name, kind = f"{short}, enriched", RowKind.ENRICHED
        alone = replace(line, name=name, kind=kind, settings=settings)
        if not way.words:
            return alone
        more = searched.words.bytes_per_million or 0
        if way.enriched:
            more = round((words.bytes_per_text + searched.index.neighbours * _PLACE) * _MILLION)
        return replace(
            alone,
            name=f"{name} + BM25",
            latency=one_after_the_other(alone.latency, searched.words.latency),
            bytes_per_million=(alone.bytes_per_million or 0) + more,
            settings={**settings, "dense_weight": searched.dense_weight, "bm25": words.settings_hash},
        )
