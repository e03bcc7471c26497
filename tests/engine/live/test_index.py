"""An index that is kept up passage by passage is the one that would be built anew."""

import numpy as np
import pytest

from studio.domain.options import IndexOptions
from studio.engine.live.index import LiveIndex
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.enriched import Answered, EnrichedIndex
from studio.engine.retrieval.exact import Places


def directions(number: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, 12)).astype(np.float32))


PASSAGES = np.concatenate([directions(60, 0), directions(4, 0)])  # the last four repeat others
QUERIES, ASKED = directions(90, 1), directions(20, 2)
AT = np.random.default_rng(3).integers(0, 64, 90)


def answered(rows: Places) -> Answered:
    return Answered(
        texts=[""] * len(rows), vectors=QUERIES[rows], places=AT[rows], quoted=np.zeros(len(rows), np.bool_)
    )


@pytest.mark.parametrize("options", [IndexOptions(), IndexOptions(neighbours=0), IndexOptions(neighbour_weight=0.0)])
def test_scores_follow_queries_that_come_and_go(options: IndexOptions) -> None:
    held = np.arange(90)
    live = LiveIndex(PASSAGES, answered(held), options)
    live.ask(np.zeros(0, np.int64), ASKED)
    for gone in ([3], [4, 5, 60, 61], list(range(20, 70)), []):
        before, held = held, np.setdiff1d(np.arange(90), gone)
        places = np.unique(AT[np.setxor1d(before, held)])
        live.put(places, answered(held[np.isin(AT[held], places)]))
        fresh = EnrichedIndex.build(PASSAGES, answered(held), options)
        assert np.allclose((live.scores / live.lengths).T, ASKED @ fresh.vectors.T, atol=1e-5)
        plain = ASKED @ EnrichedIndex.build(PASSAGES, answered(held), IndexOptions(neighbours=0)).vectors.T
        assert np.allclose(live.total, plain.sum(1), atol=1e-4)
        assert np.allclose(live.squares, (plain**2).sum(1), atol=1e-4)


def test_questions_come_and_go_and_a_copy_is_asked_nothing_yet() -> None:
    every = answered(np.arange(90))
    live = LiveIndex(PASSAGES, every, IndexOptions())
    live.ask(np.zeros(0, np.int64), ASKED[:10])
    copied = live.copy()
    live.ask(np.array([1, 7]), ASKED[10:])
    fresh = EnrichedIndex.build(PASSAGES, every, IndexOptions())
    wanted = np.concatenate([ASKED[[1, 7]], ASKED[10:]])
    assert np.allclose((live.scores / live.lengths).T, wanted @ fresh.vectors.T, atol=1e-5)
    assert copied.scores.shape == (64, 0)
