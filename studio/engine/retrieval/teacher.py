"""What the enriched index with BM25 says of each written query: a few passages, and how much each answers it.

A model that is taught by it learns what the index knows (distillation, Hinton et al. 2015; by lists over a corpus:
arXiv 2502.19712). No query is ranked by an index that holds it, and none holds queries that were taken from their
passage: they ask, but add no wording to what stands there. Passages without queries would teach that they answer less:
where most have some, lists are over those. Knows vectors and texts; trains nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from studio.domain.options import IndexOptions
from studio.engine.progress import SILENT, Interrupted, Reporter
from studio.engine.retrieval.counted import CountedWords, Wording, Words
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.enriched import Answered, EnrichedIndex, folds
from studio.engine.retrieval.exact import Places, blocks, top

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["CANDIDATES", "Heard", "Lessons", "Teacher", "teach"]

CANDIDATES = 100
"""Passages of each query's list: what lies below has next to no weight."""

_FOLDS = 3
_SHARPNESS = 1.5
"""Weight of a score in the list's softmax. Of 1, 1.5, 2 and 3 it taught best."""
_MOST = 0.5
"""Share of all passages from which those with queries alone are ranked: figures are in docs/tried.md."""
_CACHED = 1 << 21
"""Scores that are worked on at once: few enough to stay in the processor's cache."""


class Heard(NamedTuple):
    """Words of passages, and of the queries that they answer."""

    wording: Wording
    passages: Sequence[Words]
    queries: Sequence[Words]

    @classmethod
    def of(cls, texts: Sequence[str], answered: Answered) -> "Heard":
        """Cut texts and queries into words."""
        wording = Wording()
        words = wording.words([*texts, *answered.texts])
        return cls(wording, words[: len(texts)], words[len(texts) :])


class Lessons(NamedTuple):
    """For each query the places of its best passages, best first, and their weights (both n x k).

    Weights are shares of 1; what they leave of it is that of all other passages together: of those `among` which it was
    ranked, in ascending order, None for the whole corpus.
    """

    places: NDArray[np.int64]
    weights: Vectors
    among: Places | None = None

    def over(self, passages: Vectors) -> "tuple[Vectors, Lessons]":
        """Return the vectors of the passages that lists are over, given those of the corpus, and lists by their places.

        What a teacher put into a list is among them.
        """
        if self.among is None:
            return passages, self
        among = np.union1d(self.among, self.places)
        return passages[among], Lessons(np.searchsorted(among, self.places), self.weights)


class Teacher(Protocol):
    """Who knows better than the index, of some passages at least."""

    @property
    def name(self) -> str:
        """Who teaches."""
        ...

    def correct(self, first: Lessons, queries: Sequence[str], passages: Sequence[str], /) -> Lessons:
        """Return the index's lists of queries, corrected. `passages` are the texts of all places, without prompts."""
        ...


def teach(
    heard: Heard,
    passages: Vectors,
    answered: Answered,
    options: IndexOptions,
    *,
    rows: Places | None = None,
    reporter: Reporter = SILENT,
) -> Lessons:
    """Rank the passages for each answered query by indexes made without it and its like of other passages.

    `rows` names the queries that are wanted, in ascending order: what is not wanted, every index holds, but for what
    is quoted, which none does. Raises Interrupted where the reporter is stopping.
    """
    among = _among(answered, len(passages))
    if among is not None:
        heard = heard._replace(passages=[heard.passages[place] for place in among.tolist()])
        passages, answered = passages[among], replace(answered, places=np.searchsorted(among, answered.places))
    wanted = np.arange(len(answered.places)) if rows is None else rows
    count = min(CANDIDATES, len(passages))
    places = np.zeros((len(wanted), count), np.int64)
    weights = np.zeros((len(wanted), count), np.float32)
    for asked, scores in _scored(heard, passages, answered, options, wanted):
        if reporter.stopping():
            raise Interrupted
        best = top(scores, count)
        at = np.searchsorted(wanted, asked)
        places[at] = best.columns
        sharp = _SHARPNESS * (scores - best.scores[:, :1])
        weights[at] = np.exp(_SHARPNESS * (best.scores - best.scores[:, :1])) / np.exp(sharp).sum(1, keepdims=True)
    return Lessons(places if among is None else among[places], weights, among)


def _among(answered: Answered, passages: int) -> Places | None:
    """Return the places of passages that have queries, or None for all: those would tell a query from too little."""
    if len(np.unique(answered.places[~answered.quoted])) < max(CANDIDATES, _MOST * passages):
        return None
    return np.unique(answered.places)


def _scored(
    heard: Heard, passages: Vectors, answered: Answered, options: IndexOptions, wanted: Places
) -> Iterator[tuple[Places, Vectors]]:
    """Yield wanted queries, block by block, with their scores by an index without any of their fold."""
    quoted = answered.quoted[wanted]
    number = np.full(len(wanted), _FOLDS)  # one index of all that is not quoted serves what is
    number[~quoted] = folds(answered.places[wanted[~quoted]], _FOLDS)
    for fold in np.unique(number):
        rows = wanted[number == fold]
        others = ~answered.quoted
        others[rows] = False
        vectors, places = answered.vectors[others], answered.places[others]
        held = Answered(texts=(), vectors=vectors, places=places, quoted=answered.quoted[others])
        index = EnrichedIndex.build(passages, held, options)
        weights = _weights(heard, answered.places, np.flatnonzero(others)).T.tocsr()
        for block in blocks(len(rows), len(passages), most=_CACHED):
            part = rows[block]
            asked = heard.wording.queries([heard.queries[row] for row in part.tolist()])
            yield part, index.ordered(answered.vectors[part], asked[: weights.shape[0]].T.tocsr() @ weights)


def _weights(heard: Heard, places: Places, held: Places) -> "csr_matrix":
    """Return BM25's weights of passages with the words of the queries (rows `held`) that they answer."""
    texts = [[words] for words in heard.passages]
    for row in held.tolist():
        texts[places[row]].append(heard.queries[row])
    return CountedWords(heard.wording, [np.concatenate(words) for words in texts]).weights()
