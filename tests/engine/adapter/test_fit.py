"""An adapter learns from its lessons, and changes nothing where there are none."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.domain.options import IndexOptions
from studio.engine.adapter import contrast, learn
from studio.engine.adapter.fit import adapted, fit
from studio.engine.adapter.kept import learned
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.teacher import Lessons


def directions(number: int, seed: int, dimensions: int = 16) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, dimensions)).astype(np.float32))


PASSAGES = directions(60, 0)
TURN = np.linalg.qr(np.random.default_rng(3).normal(size=(16, 16)))[0].astype(np.float32)


def turned(seed: int, number: int = 600) -> tuple[Vectors, NDArray[np.int64]]:
    """Queries that lie where a passage would, were the space turned a little."""
    places = np.random.default_rng(seed).integers(0, 60, number)
    return unit((0.6 * PASSAGES[places] + 0.8 * PASSAGES[places] @ TURN).astype(np.float32)), places


def hits(queries: Vectors, places: NDArray[np.int64]) -> float:
    return float(((queries @ PASSAGES.T).argmax(1) == places).mean())


def taught(seed: int = 1) -> Vectors:
    queries, places = turned(seed)
    lessons = Lessons(places[:, None], np.full((len(places), 1), 0.9, np.float32))
    return fit(queries, PASSAGES, lessons, seed=13)


def test_what_was_learned_holds_for_queries_that_were_not_there() -> None:
    queries, places = turned(2, 200)
    assert hits(adapted(queries, taught()), places) > hits(queries, places) + 0.1


def test_vectors_keep_their_length_and_the_same_lessons_give_the_same_map() -> None:
    change = taught()
    assert np.allclose(np.linalg.norm(adapted(directions(5, 9), change), axis=1), 1, atol=1e-6)
    assert np.array_equal(change, taught())


def test_a_sample_of_a_large_corpus_teaches_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrast, "MOST_PASSAGES", 20)
    queries, places = turned(2, 200)
    assert hits(adapted(queries, taught()), places) > hits(queries, places) + 0.1


def test_no_lesson_changes_nothing() -> None:
    nothing = Lessons(np.zeros((0, 1), np.int64), np.zeros((0, 1), np.float32))
    change = fit(np.zeros((0, 16), np.float32), PASSAGES, nothing, seed=13)
    assert np.allclose(adapted(PASSAGES, change), PASSAGES, atol=1e-6)


def test_an_adapter_is_fitted_once_for_one_state_of_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queries, places = turned(1, 90)
    held = Answered(
        texts=[f"query {i}" for i in range(90)], vectors=queries, places=places, quoted=np.zeros(90, np.bool_)
    )
    texts = [f"text {i}" for i in range(60)]

    def ask(answered: Answered) -> Vectors:
        return learned(texts, PASSAGES, answered, IndexOptions(), seed=13, cache=tmp_path)

    first = ask(held)
    fewer = ask(held.only(np.arange(90) > 3))
    assert not np.array_equal(first, fewer)
    assert not np.array_equal(first, ask(replace(held, quoted=np.arange(90) > 3)))
    monkeypatch.setattr("studio.engine.adapter.kept.learn", lambda *_args, **_more: pytest.fail("fitted again"))
    assert np.array_equal(first, ask(held))
    for file in (tmp_path / "adapters").glob("*.npy"):
        file.write_bytes(b"cut off")
    with pytest.raises(pytest.fail.Exception):
        ask(held)


def test_of_many_queries_every_passage_has_its_share_in_what_teaches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learn, "_MOST_QUERIES", 120)
    places = np.repeat(np.arange(60), 10)
    rows = learn._sampled(places, 13)
    assert np.bincount(places[rows]).tolist() == [2] * 60
    assert len(set((rows % 10).tolist())) > 5  # not always a passage's first
    assert np.array_equal(learn._sampled(places[:100], 13), np.arange(100))
