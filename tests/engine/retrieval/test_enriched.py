"""An index that queries enrich: what a query does for its passage, and for no other more than its share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from studio.domain.options import IndexOptions
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.enriched import Answered, EnrichedIndex, enriched_words, folds

ALONE = IndexOptions(neighbours=0)


def directions(number: int, dimensions: int = 16, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, dimensions)).astype(np.float32))


def answered(vectors: Vectors, places: list[int], texts: list[str] | None = None) -> Answered:
    return Answered(
        texts=texts or ["?"] * len(places),
        vectors=vectors,
        places=np.array(places, np.int64),
        quoted=np.zeros(len(places), np.bool_),
    )


NOTHING = answered(np.zeros((0, 16), np.float32), [])


def test_without_queries_and_neighbours_it_is_the_plain_index() -> None:
    passages, asked = directions(20), directions(5, seed=1)
    index = EnrichedIndex.build(passages, NOTHING, ALONE)
    assert np.allclose(asked @ index.vectors.T, asked @ passages.T, atol=1e-6)


def test_a_query_draws_its_own_passage_to_it_and_leaves_the_others() -> None:
    passages, queries = directions(20), directions(1, seed=1)
    plain = queries @ passages.T
    enriched = queries @ EnrichedIndex.build(passages, answered(queries, [7]), ALONE).vectors.T
    assert enriched[0, 7] > plain[0, 7] + 0.1
    assert np.allclose(np.delete(enriched, 7), np.delete(plain, 7), atol=1e-6)


def test_many_queries_of_a_passage_weigh_as_much_as_one() -> None:
    passages, query = directions(9), directions(1, seed=1)
    once = EnrichedIndex.build(passages, answered(query, [3]), ALONE)
    often = EnrichedIndex.build(passages, answered(np.repeat(query, 6, axis=0), [3] * 6), ALONE)
    assert np.allclose(once.vectors, often.vectors, atol=1e-6)


def test_neighbours_lend_a_passage_their_share_of_the_score() -> None:
    near = unit(np.array([[1, 0.1, 0], [1, -0.1, 0], [0, 0, 1], [0, 0.1, 1]], np.float32))
    index = EnrichedIndex.build(near, answered(np.zeros((0, 3), np.float32), []), IndexOptions(neighbours=1))
    lexical = np.array([[9.0, 0, 0, 0]], np.float32)
    scores = index.fused(np.array([[0, 0, 0]], np.float32), lexical)[0]
    assert scores[0] > scores[1] > scores[2] == scores[3]


@pytest.mark.parametrize("options", [IndexOptions(), IndexOptions(neighbours=0), IndexOptions(neighbour_weight=0.0)])
def test_ordered_scores_are_the_fused_ones_but_for_a_shift_of_each_query(options: IndexOptions) -> None:
    passages, asked = directions(30), directions(6, seed=1)
    index = EnrichedIndex.build(passages, answered(directions(9, seed=2), list(range(9))), options)
    lexical = np.maximum(np.random.default_rng(0).normal(size=(6, 30)).astype(np.float32) - 0.5, 0)
    lexical[3] = 0  # no word of it is in any passage
    apart = index.fused(asked, lexical) - index.ordered(asked, csr_matrix(lexical))
    assert np.allclose(apart, apart[:, :1], atol=1e-4)


def test_twins_beyond_the_number_of_neighbours_are_fine() -> None:
    passages = np.repeat(directions(1), 12, axis=0)
    index = EnrichedIndex.build(passages, NOTHING, IndexOptions(neighbours=4))
    assert np.allclose(index.vectors, passages, atol=1e-6)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_corpus_smaller_than_the_neighbourhood_is_fine(number: int) -> None:
    index = EnrichedIndex.build(directions(number), NOTHING, IndexOptions(neighbours=4))
    assert (directions(2, seed=1) @ index.vectors.T).shape == (2, number)


def test_fewer_dimensions_keep_unit_vectors() -> None:
    index = EnrichedIndex.build(directions(20), NOTHING, IndexOptions()).at(8)
    assert index.vectors.shape == (20, 8)
    assert np.allclose(np.linalg.norm(index.vectors, axis=1), 1, atol=1e-6)


def test_words_of_a_query_find_its_passage() -> None:
    held = answered(directions(1), [1], ["scum after descum"])
    scores = enriched_words(["resist residue", "plasma ash"], held).scores(["scum"])[0]
    assert scores[1] > scores[0] == 0


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(1, 6))
def test_folds_part_the_queries_of_each_passage_evenly(places: list[int], most: int) -> None:
    numbers = folds(np.array(places, np.int64), most)
    assert len(numbers) == len(places)
    for place in set(places):
        counts = np.bincount(numbers[np.array(places) == place], minlength=most)
        assert counts.max() - counts.min() <= 1
        assert counts[0] == counts.max()
