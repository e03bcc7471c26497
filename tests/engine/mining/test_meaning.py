"""Queries that ask the same thing are found, by words and by vectors."""

import numpy as np

from studio.engine.mining.meaning import meanings


def unit(*angles: float) -> np.ndarray:
    return np.array([[np.cos(a), np.sin(a)] for a in angles], np.float32)


def test_same_words_share_a_code_whatever_their_vectors() -> None:
    found = meanings(["Copper  plating", "tin", "copper plating"], unit(0, 1, 2), 0.93)
    assert found.codes.tolist() == [0, 1, 0]
    assert found.original.tolist() == [0, 1, 0]
    assert not len(found.left)


def test_near_vectors_are_the_same_question_in_both_directions() -> None:
    found = meanings(["a", "b", "c"], unit(0, 0.1, 2), 0.93)
    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == {(0, 1), (1, 0)}
    assert found.original.tolist() == [0, 0, 2]


def test_a_chain_does_not_drift_from_its_first_question() -> None:
    found = meanings(["a", "b", "c"], unit(0, 0.3, 0.6), 0.93)  # c is near b, and not near a
    assert found.original.tolist() == [0, 0, 2]


def test_no_queries_are_no_error() -> None:
    assert len(meanings([], np.zeros((0, 2), np.float32), 0.93).original) == 0
