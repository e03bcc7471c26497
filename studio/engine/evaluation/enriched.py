"""Measuring systems on indexes that queries enrich, dense alone and with BM25.

Which queries an index may hold is said in `enriching`; nothing here loads a model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from studio.domain.identity import content_hash
from studio.domain.leaderboard import RowKind
from studio.domain.options import IndexOptions
from studio.engine.evaluation.enriching import Enriching, Part
from studio.engine.evaluation.latency import one_after_the_other
from studio.engine.evaluation.rows import Line, Measured, measured
from studio.engine.evaluation.sets import Judged
from studio.engine.evaluation.units import Ranking, Unit, Units
from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.encoder import Vectors, truncated
from studio.engine.retrieval.enriched import Answered, EnrichedIndex, enriched_words
from studio.engine.retrieval.exact import blocks

__all__ = ["EnrichedBench", "Made"]

_MILLION = 1_000_000
_PLACE = 4
"""Bytes of a neighbour's place."""


class Made(NamedTuple):
    """A system's vectors at its own dimensions: passages, a test set's queries, and the queries that enrich."""

    passages: Vectors
    queries: Vectors
    answered: Vectors


class EnrichedBench:
    """Passages' texts and the queries that may enrich them, made ready once for all systems."""

    def __init__(
        self,
        texts: Sequence[str],
        enriching: Enriching,
        *,
        units: Mapping[Unit, Units],
        index: IndexOptions,
        words: Line,
        seed: int,
    ) -> None:
        self._texts, self._enriching, self._units = texts, enriching, units
        self._index, self._words, self._seed = index, words, seed
        self._known: dict[str, list[tuple[Part, Bm25]]] = {}

    def __len__(self) -> int:
        """Return how many queries there are to enrich with."""
        return len(self._enriching)

    @property
    def texts(self) -> list[str]:
        """The queries that there are to enrich with."""
        return self._enriching.texts

    def measure(self, lines: Sequence[Line], short: str, judged: Judged, made: Made) -> list[Measured]:
        """Measure one system on one test set at each of its `lines`; `short` is what its rows are called by."""
        every = Answered(texts=self.texts, vectors=made.answered, places=self._enriching.places)
        parts = self._parts(judged, every)
        indexes = [EnrichedIndex.build(made.passages, every.only(part.held), self._index) for part, _ in parts]
        found: list[Measured] = []
        for line in lines:
            rankings: tuple[dict[int, Ranking], dict[int, Ranking]] = ({}, {})
            asked = truncated(made.queries, line.dimensions)
            for (part, words), full in zip(parts, indexes, strict=True):
                for known, more in zip(
                    rankings, self._rank(judged, asked, part, words, full.at(line.dimensions)), strict=True
                ):
                    known.update(zip(part.asked.tolist(), more, strict=True))
            for named, by_place in zip(self._lines(line, short, parts), rankings, strict=True):
                in_order = [by_place[place] for place in range(len(judged.texts))]
                found.append(measured(named, judged, in_order, seed=self._seed))
        return found

    def _parts(self, judged: Judged, every: Answered) -> list[tuple[Part, Bm25]]:
        """Return the parts of a test set with BM25 over what their indexes hold: the same for every system."""
        known = self._known.get(judged.test_set)
        if known is None:
            parts = self._enriching.parts(judged)
            known = [(part, enriched_words(self._texts, every.only(part.held))) for part in parts]
            self._known[judged.test_set] = known
        return known

    def _lines(self, line: Line, short: str, parts: Sequence[tuple[Part, Bm25]]) -> tuple[Line, Line]:
        held = content_hash(*(self._enriching.content_hash(part.held) for part, _ in parts))
        alone = replace(
            line,
            name=f"{short}, enriched",
            kind=RowKind.ENRICHED,
            settings={**line.settings, **asdict(self._index), "held": held},
        )
        words = parts[0][1]
        beside = round((words.bytes_per_text + self._index.neighbours * _PLACE) * _MILLION)
        return alone, replace(
            alone,
            name=f"{short}, enriched + BM25",
            latency=one_after_the_other(alone.latency, self._words.latency),
            bytes_per_million=(alone.bytes_per_million or 0) + beside,
            settings={**alone.settings, "bm25": words.settings_hash},
        )

    def _rank(
        self, judged: Judged, queries: Vectors, part: Part, words: Bm25, index: EnrichedIndex
    ) -> tuple[list[Ranking], list[Ranking]]:
        """Return the rankings of a part's queries, dense alone and with BM25."""
        units = self._units[judged.unit]
        by_meaning: list[Ranking] = []
        by_both: list[Ranking] = []
        for rows in blocks(len(part.asked), len(self._texts)):
            asked = part.asked[rows]
            lexical = words.scores([judged.texts[place] for place in asked.tolist()])
            by_meaning += units.rank(index.dense(queries[asked]))
            by_both += units.rank(index.fused(queries[asked], lexical))
        return by_meaning, by_both
