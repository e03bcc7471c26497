"""What an index teaches about a query that it does not hold."""

import numpy as np
import pytest

from studio.domain.options import IndexOptions
from studio.engine.progress import Interrupted, Silent
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.teacher import CANDIDATES, Heard, Lessons
from studio.engine.retrieval.teacher import teach as teach_heard

OPTIONS = IndexOptions(neighbours=2)


def directions(number: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, 16)).astype(np.float32))


def answered(texts: list[str], places: list[int], seed: int = 1) -> Answered:
    return Answered(texts=texts, vectors=directions(len(texts), seed), places=np.array(places, np.int64))


def teach(texts: list[str], passages: Vectors, asked: Answered, options: IndexOptions) -> Lessons:
    return teach_heard(Heard.of(texts, asked), passages, asked, options)


def test_a_query_teaches_nothing_about_itself() -> None:
    texts = [f"word{i}" for i in range(40)]
    passages = directions(40, 0)
    asked = answered(["only here", "word3 more"], [9, 3])
    lessons = teach(texts, passages, asked, OPTIONS)
    alone = teach(texts, passages, asked.only(np.array([True, False])), OPTIONS)
    assert np.array_equal(lessons.places[0][:5], alone.places[0][:5])


def test_the_other_queries_of_a_passage_teach() -> None:
    texts = [f"word{i}" for i in range(40)]
    passages = directions(40, 0)
    same = directions(1, 5)
    pair = Answered(
        texts=["cross talk", "cross talk at edge"], vectors=np.repeat(same, 2, axis=0), places=np.array([9, 9])
    )
    assert teach(texts, passages, pair, OPTIONS).places[:, 0].tolist() == [9, 9]


def test_weights_are_shares_of_all_passages() -> None:
    passages = directions(CANDIDATES + 50, 0)
    lessons = teach([f"word{i}" for i in range(len(passages))], passages, answered(["a", "b", "c"], [1, 2, 3]), OPTIONS)
    assert lessons.places.shape == lessons.weights.shape == (3, CANDIDATES)
    assert (np.diff(lessons.weights, axis=1) <= 0).all()
    assert ((lessons.weights.sum(1) > 0) & (lessons.weights.sum(1) < 1)).all()


def test_a_small_corpus_is_taught_whole() -> None:
    lessons = teach(["one", "two"], directions(2, 0), answered(["a"], [1]), OPTIONS)
    assert lessons.places.shape == (1, 2)
    assert np.isclose(lessons.weights.sum(), 1)
    assert teach(["one", "two"], directions(2, 0), answered([], []), OPTIONS).places.shape == (0, 2)


def test_only_some_queries_are_taught_by_an_index_that_holds_the_others() -> None:
    passages = directions(40, 0)
    texts = [f"word{i}" for i in range(40)]
    same = np.repeat(directions(1, 5), 2, axis=0)
    asked = Answered(texts=["cross talk", "cross talk at edge"], vectors=same, places=np.array([9, 9]))
    some = teach_heard(Heard.of(texts, asked), passages, asked, OPTIONS, rows=np.array([1]))
    assert np.array_equal(some.places, teach(texts, passages, asked, OPTIONS).places[1:])


def test_teaching_stops_where_it_is_told_to() -> None:
    asked = answered(["a", "b"], [1, 2])
    with pytest.raises(Interrupted):
        teach_heard(
            Heard.of(["one", "two", "three"], asked),
            directions(3, 0),
            asked,
            OPTIONS,
            reporter=Silent(stop=lambda: True),
        )
