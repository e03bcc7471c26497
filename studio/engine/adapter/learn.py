"""From an enriched index to its adapter: what is taught to how many queries, then the fit. Keeps nothing."""

import numpy as np

from studio.domain.options import IndexOptions
from studio.engine.adapter.fit import fit
from studio.engine.progress import SILENT, Reporter
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.enriched import Answered, folds
from studio.engine.retrieval.exact import Places
from studio.engine.retrieval.teacher import Heard, teach

__all__ = ["learn"]

_MOST_QUERIES = 10_000
"""Queries that teach; of more a sample does, the index holds the others. A fit looks at each some ten times."""


def learn(
    heard: Heard,
    passages: Vectors,
    answered: Answered,
    options: IndexOptions,
    *,
    seed: int,
    reporter: Reporter = SILENT,
) -> Vectors:
    """Return the map (d x d, see `studio.engine.adapter.fit.fit`) that the index with these queries teaches.

    `heard` holds the words of passages (n x d) and queries. Raises Interrupted where the reporter is stopping.
    """
    rows = _sampled(answered.places, seed)
    taught = teach(heard, passages, answered, options, rows=rows, reporter=reporter)
    return fit(answered.vectors[rows], passages, taught, seed=seed, reporter=reporter)


def _sampled(places: Places, seed: int) -> Places:
    """Return the queries that teach: all, or of each passage as many as of the others, drawn by lot."""
    count = len(places)
    if count <= _MOST_QUERIES:
        return np.arange(count)
    drawn = np.random.default_rng(seed).permutation(count)
    of_passage = folds(places[drawn], count)
    return np.sort(drawn[np.argsort(of_passage, kind="stable")[:_MOST_QUERIES]])
