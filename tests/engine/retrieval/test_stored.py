"""What passages' vectors score when an index stores them in less room."""

import numpy as np
import pytest

from studio.domain.leaderboard import Precision
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.stored import Stored, vector_bytes


def directions(number: int, dimensions: int = 48, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, dimensions)).astype(np.float32))


def test_float32_is_the_plain_product() -> None:
    passages, queries = directions(9), directions(2, seed=1)
    assert np.array_equal(Stored(passages, "float32").scores(queries, 10), queries @ passages.T)


def test_int8_scores_the_middle_of_each_value_s_step_between_the_passages_least_and_largest() -> None:
    passages = np.array([[0.0, -1.0], [0.5, 0.0], [1.0, 1.0], [0.25, 0.5]], np.float32)
    # Dimension 0 goes from 0 in steps of 1/255: .5 is 127.5 steps, so 127 and its middle; .25 is 63.75, so 63.5.
    # Dimension 1 goes from -1 in steps of 2/255: 0 is 127.5 steps again; .5 is 191.25, so 191.5.
    by_hand = [127.5 / 255 + 2 * (127.5 * 2 / 255 - 1), 63.5 / 255 + 2 * (191.5 * 2 / 255 - 1)]
    found = Stored(passages, "int8").scores(np.array([[1.0, 2.0]], np.float32), 10)
    assert np.allclose(found[0, [1, 3]], by_hand, atol=1e-6)


def test_int8_is_within_half_a_step_of_every_value() -> None:
    passages = directions(200)
    each_value = Stored(passages, "int8").scores(np.eye(48, dtype=np.float32), 10).T
    half = (passages.max(0) - passages.min(0)) / 510
    assert (np.abs(each_value - passages) <= half * 1.001 + 1e-6).all()


def test_a_dimension_without_any_spread_is_kept_as_it_is() -> None:
    passages = np.array([[0.6, 0.8], [0.6, -0.8]], np.float32)
    assert np.allclose(Stored(passages, "int8").scores(np.array([[1.0, 0.0]], np.float32), 10), 0.6, atol=1e-6)
    assert np.allclose(Stored(passages[:1], "int8").scores(np.eye(2, dtype=np.float32), 10).T, passages[:1], atol=1e-6)


def test_signs_find_candidates_and_the_float_query_scores_these_again() -> None:
    signs = ["++-+", "-+-+", "++--", "+--+", "++++", "--+-", "+++-"]
    passages = np.array([[0.5 if sign == "+" else -0.5 for sign in row] for row in signs], np.float32)
    query = np.array([[0.9, 0.3, -0.3, 0.1]], np.float32)
    # Unlike the query's signs ++-+ in 0, 1, 1, 1, 1, 4 and 2 places. One is asked for, so four are scored again: the
    # fifth ties with the three before it and comes later in the corpus.
    again = [(0.9 + 0.3 + 0.3 + 0.1) / 2, (-0.9 + 0.3 + 0.3 + 0.1) / 2, (0.9 + 0.3 + 0.3 - 0.1) / 2, 1.0 / 2]
    found = Stored(passages, "binary").scores(query, 1)
    assert np.allclose(found[0, :4], again)
    assert np.argsort(-found[0]).tolist() == [0, 2, 3, 1, 4, 6, 5]
    everything = Stored(passages, "binary").scores(query, 10)
    assert np.allclose(everything, query @ np.sign(passages).T / 2)


def test_both_sides_are_turned_before_signs_are_taken_and_for_nothing_else() -> None:
    passages, queries = directions(40), directions(5, seed=1)
    rotation = np.linalg.qr(np.random.default_rng(2).normal(size=(48, 48)))[0].astype(np.float32)
    by_hand = Stored(passages @ rotation, "binary").scores(queries @ rotation, 3)
    assert np.array_equal(Stored(passages, "binary", rotation).scores(queries, 3), by_hand)
    assert not np.allclose(by_hand, Stored(passages, "binary").scores(queries, 3))
    whole: tuple[Precision, ...] = ("float32", "int8")
    for precision in whole:
        turned, as_it_is = Stored(passages, precision, rotation), Stored(passages, precision)
        assert np.array_equal(turned.scores(queries, 3), as_it_is.scores(queries, 3))


def test_a_vector_in_less_room_still_finds_itself_first() -> None:
    passages = directions(300)
    kinds: tuple[Precision, ...] = ("float32", "int8", "binary")
    for precision in kinds:
        assert Stored(passages, precision).scores(passages, 10).argmax(1).tolist() == list(range(300)), precision


@pytest.mark.parametrize(
    ("dimensions", "precision", "size"),
    [(384, "float32", 1536), (384, "int8", 384), (384, "binary", 48), (100, "binary", 13)],
)
def test_a_vector_takes_four_bytes_a_dimension_or_one_or_a_bit(
    dimensions: int, precision: Precision, size: int
) -> None:
    assert vector_bytes(dimensions, precision) == size
