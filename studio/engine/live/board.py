"""The dev rows of the project's base as pairs stand now: alone, and on indexes that the standing queries enrich.

Decisions come in a few pairs at a time. The test set is never read, no model is loaded here: who asks brings vectors.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from studio.domain.options import IndexOptions
from studio.engine.adapter.fit import adapted
from studio.engine.adapter.learn import learn
from studio.engine.evaluation.enriching import DEV_FOLDS
from studio.engine.live.pairs import ActivePairs, Asked, Held, LivePair
from studio.engine.live.part import Part, Texts
from studio.engine.live.ranks import Relevant, gain, ranks
from studio.engine.progress import SILENT, Reporter
from studio.engine.retrieval.counted import Wording
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.enriched import Answered, folds
from studio.engine.retrieval.teacher import Heard

__all__ = ["Lesson", "LiveBoard", "Rows", "adapter_figure"]

_ENRICHED = ("base, enriched", "base, enriched + BM25")

_AT_ONCE = 2
"""Parts that are ranked at once, each on a core of its own: what takes long there lets other threads run."""

_ENOUGH = 500
"""Queries that an adapter's figure rests on: folds that come after so many are left out, each would be a fit more."""

Encode = Callable[[Sequence[str]], Vectors]
"""Vectors of queries by the base, prompts and all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """NDCG@10 on the dev set as it is now: `queries` of them, `reviewed` pairs accepted or rejected so far."""

    figures: dict[str, float]
    queries: int
    reviewed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What an adapter is taught and measured on: a copy, so that decisions may go on meanwhile.

    `parts` has for each fold what the adapter may learn from, words and vectors, vectors of the queries that it is
    asked, and the places that answer them with how many passages do so in all.
    """

    passages: Vectors
    parts: Sequence[tuple[Heard, Answered, Vectors, list[list[int]], list[int]]]
    reviewed: int


class LiveBoard:
    """Passages (`texts` and vectors), the pairs of a project, and the figures that follow from both."""

    def __init__(
        self, texts: Sequence[str], passages: Vectors, active: ActivePairs, encode: Encode, options: IndexOptions
    ) -> None:
        wording = Wording()
        self._active, self._encode, self._options = active, encode, options
        self._texts = Texts(
            passages=passages,
            queries=np.zeros((0, passages.shape[1]), np.float32),
            passage_words=wording.words(texts),
            query_words=[],
            wording=wording,
        )
        self._parts: dict[int, Part] = {}
        self._of_base: dict[tuple[int, tuple[int, ...]], list[int]] = {}
        self._read_texts()

    def put(self, pairs: Sequence[LivePair]) -> None:
        """Take over how some pairs stand now."""
        self._active.put(pairs)
        self._read_texts()

    def measure(self) -> Rows:
        """Return the rows as pairs stand now; without a dev query there are none, without a held one that of the base.

        No query is asked of an index that holds it.
        """
        asked = self._active.asked()
        places = {each.text: self._places(each) for each in asked}
        found = {"base": self._base(places)}
        split = self._split(asked)
        parts = [(self._part(number, held), held, of_part) for number, (held, of_part) in split.items()]

        def enriched(part: Part, held: Held, of_part: Sequence[Asked]) -> Iterable[dict[int, list[int]]]:
            part.hold(held.wordings)
            part.ask([each.text for each in of_part])
            return part.ranks(places)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for of_rows in pool.map(enriched, *zip(*parts, strict=True)) if parts else ():
                for name, ranked in zip(_ENRICHED, of_rows, strict=True):
                    found.setdefault(name, {}).update(ranked)
        figures = {
            name: float(np.mean([gain(of_row[each.text], len(each.relevant)) for each in asked]))
            for name, of_row in found.items()
            if of_row
        }
        return Rows(figures=figures, queries=len(asked), reviewed=self._active.reviewed)

    def lesson(self) -> Lesson:
        """Return what an adapter would learn now. Of a large dev set, as many folds as make a figure are in it."""
        texts = self._texts
        parts = []
        measured = 0
        for held, asked in self._split(self._active.asked()).values():
            words = [texts.query_words[text] for text in held.texts.tolist()]
            heard = Heard(texts.wording, texts.passage_words, words)
            queries = texts.queries[[each.text for each in asked]]
            places, relevant = [self._places(each) for each in asked], [len(each.relevant) for each in asked]
            parts.append((heard, texts.answered(held), queries, places, relevant))
            measured += len(asked)
            if measured >= _ENOUGH:
                break
        return Lesson(passages=texts.passages, parts=parts, reviewed=self._active.reviewed)

    def _read_texts(self) -> None:
        known = len(self._texts.query_words)
        new = self._active.texts[known:]
        if new:
            self._texts.queries = np.concatenate([self._texts.queries, self._encode(new)])
            self._texts.query_words += self._texts.wording.words(new)

    def _split(self, asked: Sequence[Asked]) -> dict[int, tuple[Held, list[Asked]]]:
        """Return the parts of the dev set, as `Enriching.parts` has them, with what the index of each may hold."""
        held = self._active.held()
        if not len(held.rows):
            return {}
        fold = dict(zip(held.keys.tolist(), folds(held.places, DEV_FOLDS).tolist(), strict=True))
        by_fold: dict[int, list[Asked]] = {}
        for each in asked:
            by_fold.setdefault(fold.get(each.key, 0), []).append(each)
        found = {}
        for number, of_part in sorted(by_fold.items()):
            others = ~np.isin(held.keys, [each.key for each in of_part])
            found[number] = (held.only(others), of_part)
        return found

    def _part(self, number: int, held: Held) -> Part:
        part = self._parts.get(number)
        if part is None:
            like = next(iter(self._parts.values()), None)
            part = self._parts[number] = like.copy() if like else Part(self._texts, held.wordings, self._options)
        return part

    def _places(self, asked: Asked) -> list[int]:
        found = (self._active.place(name) for name in asked.relevant)
        return [place for place in found if place is not None]

    def _base(self, places: dict[int, list[int]]) -> dict[int, list[int]]:
        """Return ranks on the passages' own vectors; only what was not asked before is ranked."""
        new = {text: at for text, at in places.items() if (text, tuple(at)) not in self._of_base}
        ranked = _plain(self._texts.passages, self._texts.queries[list(new)], list(new.values())) if new else []
        self._of_base |= {(text, tuple(new[text])): at for text, at in zip(new, ranked, strict=True)}
        return {text: self._of_base[text, tuple(at)] for text, at in places.items()}


def adapter_figure(lesson: Lesson, options: IndexOptions, *, seed: int, reporter: Reporter = SILENT) -> float | None:
    """Teach an adapter for each part of the dev set, without the part's queries, and return NDCG@10 over these parts.

    None where there is nothing to teach by. Raises Interrupted where the reporter is stopping: it is asked all along.
    """
    gains: list[float] = []
    for heard, answered, queries, places, relevant in lesson.parts:
        change = learn(heard, lesson.passages, answered, options, seed=seed, reporter=reporter)
        found = _plain(lesson.passages, adapted(queries, change), places)
        gains += [gain(at, count) for at, count in zip(found, relevant, strict=True)]
    return float(np.mean(gains)) if gains else None


def _plain(passages: Vectors, queries: Vectors, places: list[list[int]]) -> list[list[int]]:
    scores = passages @ queries.T
    wanted = Relevant(places)
    own = scores[wanted.places, wanted.columns]
    return wanted.by_query(ranks(wanted, len(passages), lambda rows: scores[rows], own))
