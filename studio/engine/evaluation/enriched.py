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
    """A system's vectors at its own dimensions: passages, a test set's queries, and the queries that enrich."""

    passages: Vectors
    queries: Vectors
    answered: Vectors


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
        for line in lines:
            named = self._lines(line, short, asked, held)
            rankings: list[dict[int, Ranking]] = [{} for _ in named]
            for each in asked:
                for places, ways in self._scores(judged, made, each, line):
                    for known, scores in zip(rankings, ways, strict=True):
                        ranked = self._searched.units[judged.unit].rank(scores)
                        known.update(zip(places.tolist(), ranked, strict=True))
            for each_line, by_place in zip(named, rankings, strict=True):
                in_order = [by_place[place] for place in range(len(judged.texts))]
                yield measured(each_line, judged, in_order, seed=self._searched.seed)

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
        self, judged: Judged, made: Made, asked: _Asked, line: Line
    ) -> Iterator[tuple[NDArray[np.int64], list[Vectors]]]:
        """Yield places of queries, block by block, and their scores in the order of `_lines`."""
        searched, index, dimensions = self._searched, asked.enriched.at(line.dimensions), line.dimensions
        passages = Stored(truncated(made.passages, dimensions), line.precision)
        enriched = Stored(index.vectors, line.precision)
        for rows in blocks(len(asked.part.asked), len(searched.texts)):
            places = asked.part.asked[rows]
            texts = [judged.texts[place] for place in places.tolist()]
            lexical = asked.words.scores(texts) if _beside_words(line) else None
            queries = truncated(made.queries[places], dimensions)
            ways = [enriched.scores(queries, DEEP)]
            if lexical is not None:
                ways.append(index.fused(queries, lexical))
            if asked.change is not None:
                queries = truncated(adapted(made.queries[places], asked.change), dimensions)
                plain = passages.scores(queries, DEEP)
                ways.append(plain)
                if lexical is not None:
                    ways.append(fuse(plain, searched.bm25.scores(texts), searched.dense_weight))
                ways.append(enriched.scores(queries, DEEP))
                if lexical is not None:
                    ways.append(index.fused(queries, lexical))
            yield places, ways

    def _lines(self, line: Line, short: str, asked: Sequence[_Asked], held: str) -> list[Line]:
        searched = self._searched
        settings = {**line.settings, **asdict(searched.index), "held": held}
        words = asked[0].words
        more = round((words.bytes_per_text + searched.index.neighbours * _PLACE) * _MILLION)

        def dense(name: str, kind: RowKind) -> Line:
            return replace(line, name=name, kind=kind, settings=settings)

        def fused(alone: Line, name: str, beside: int) -> Line:
            return replace(
                alone,
                name=name,
                latency=one_after_the_other(alone.latency, searched.words.latency),
                bytes_per_million=(alone.bytes_per_million or 0) + beside,
                settings={**settings, "dense_weight": searched.dense_weight, "bm25": words.settings_hash},
            )

        enriched = dense(f"{short}, enriched", RowKind.ENRICHED)
        lines = [enriched, fused(enriched, f"{short}, enriched + BM25", more)]
        if asked[0].change is not None:
            alone = dense("adapter", RowKind.ADAPTER)
            both = dense("adapter, enriched", RowKind.ADAPTER)
            plain = searched.words.bytes_per_million or 0
            lines += [alone, fused(alone, "adapter + BM25", plain), both, fused(both, "adapter, enriched + BM25", more)]
        return lines if _beside_words(line) else lines[::2]  # alone and beside BM25 by turns


def _beside_words(line: Line) -> bool:
    """Return whether a line is measured beside BM25 as well: vectors of less precision are measured alone."""
    return line.precision == "float32"
