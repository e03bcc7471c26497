"""What an index teaches about a query that it does not hold."""

from collections.abc import Sequence

import numpy as np
import pytest

from studio.domain.options import IndexOptions
from studio.engine.progress import Interrupted, Silent
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.enriched import Answered, EnrichedIndex, enriched_words, folds
from studio.engine.retrieval.teacher import CANDIDATES, Heard, Lessons
from studio.engine.retrieval.teacher import teach as teach_heard

OPTIONS = IndexOptions(neighbours=2)


def directions(number: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, 16)).astype(np.float32))


def answered(
    texts: list[str], places: list[int], vectors: Vectors | None = None, quoted: Sequence[int] = ()
) -> Answered:
    return Answered(
        texts=texts,
        vectors=directions(len(texts), 1) if vectors is None else vectors,
        places=np.array(places, np.int64),
        quoted=np.isin(np.arange(len(texts)), quoted),
    )


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
    pair = answered(["cross talk", "cross talk at edge"], [9, 9], np.repeat(same, 2, axis=0))
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


def test_where_most_passages_have_queries_lists_are_over_those_alone() -> None:
    count, apart = CANDIDATES + 40, range(0, CANDIDATES + 40, 4)
    passages, texts = directions(count, 0), [f"word{i}" for i in range(count)]
    places = [place for place in range(count) if place not in apart]
    asked = answered([f"ask{place} word{place}" for place in places], places)
    lessons = teach(texts, passages, asked, OPTIONS)
    assert lessons.among is not None
    assert lessons.among.tolist() == places
    assert not set(apart) & set(lessons.places.ravel().tolist())
    kept, lists = lessons.over(passages)
    assert np.array_equal(kept, passages[places])
    assert np.array_equal(kept[lists.places], passages[lessons.places])
    alone = teach([texts[place] for place in places], kept, answered(list(asked.texts), [*range(len(places))]), OPTIONS)
    assert np.array_equal(lists.places, alone.places)
    assert np.array_equal(lists.weights, alone.weights)


def test_where_few_passages_have_queries_of_their_own_wording_lists_are_over_all() -> None:
    count = 3 * CANDIDATES
    passages, texts = directions(count, 0), [f"word{i}" for i in range(count)]
    places = list(range(count - 1))
    few = answered([f"ask{place}" for place in places[: CANDIDATES + 1]], places[: CANDIDATES + 1])
    quoting = answered([f"word{place}" for place in places], places, quoted=range(count - 1))
    for asked in (few, quoting):
        lessons = teach(texts, passages, asked, OPTIONS)
        assert lessons.among is None
        assert lessons.over(passages)[0] is passages


def test_what_a_teacher_adds_to_a_list_is_among_what_it_is_over() -> None:
    lessons = Lessons(np.array([[1, 4]]), np.array([[0.7, 0.3]], np.float32), np.array([1, 2]))
    passages = directions(6, 0)
    kept, lists = lessons.over(passages)
    assert np.array_equal(kept, passages[[1, 2, 4]])
    assert lists.places.tolist() == [[0, 2]]


def test_only_some_queries_are_taught_by_an_index_that_holds_the_others() -> None:
    passages = directions(40, 0)
    texts = [f"word{i}" for i in range(40)]
    same = np.repeat(directions(1, 5), 2, axis=0)
    asked = answered(["cross talk", "cross talk at edge"], [9, 9], same)
    some = teach_heard(Heard.of(texts, asked), passages, asked, OPTIONS, rows=np.array([1]))
    assert np.array_equal(some.places, teach(texts, passages, asked, OPTIONS).places[1:])


def test_what_quotes_its_passage_asks_and_is_held_by_no_index() -> None:
    passages, texts = directions(40, 0), [f"word{i} said" for i in range(40)]
    queries, places = [f"ask{i} word{i}" for i in range(12)], [i % 5 for i in range(12)]
    every = answered(queries, places, quoted=range(0, 12, 3))
    lessons = teach(texts, passages, every, OPTIONS)
    written = teach(texts, passages, every.only(~every.quoted), OPTIONS)
    assert np.array_equal(lessons.places[~every.quoted], written.places)
    assert np.array_equal(lessons.weights[~every.quoted], written.weights)
    for row in np.flatnonzero(every.quoted):
        alone = every.only(~every.quoted | (np.arange(12) == row))
        found = teach(texts, passages, alone, OPTIONS)
        assert np.array_equal(lessons.places[row], found.places[alone.quoted][0])


def test_written_queries_are_ranked_by_all_of_the_others_but_their_fold() -> None:
    passages, texts = directions(40, 0), [f"word{i} said" for i in range(40)]
    every = answered([f"ask{i % 7} word{i}" for i in range(30)], [i % 8 for i in range(30)])
    lessons = teach(texts, passages, every, OPTIONS)
    number = folds(every.places, 3)
    for row in range(30):
        held = every.only(number != number[row])
        lexical = enriched_words(texts, held).scores([every.texts[row]])
        scores = EnrichedIndex.build(passages, held, OPTIONS).fused(every.vectors[[row]], lexical)[0]
        shares = np.exp(1.5 * scores) / np.exp(1.5 * scores).sum()
        assert np.allclose(lessons.weights[row], np.sort(shares)[::-1], atol=1e-6)


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
