"""How far queries are from ranking passages as they were taught."""

import numpy as np
import pytest
import torch

from studio.engine import listwise
from studio.engine.listwise import ListLoss
from studio.engine.retrieval.encoder import unit
from studio.engine.retrieval.teacher import Lessons

PASSAGES = unit(np.random.default_rng(1).normal(size=(30, 8)).astype(np.float32))
LESSONS = Lessons(
    np.array([[4, 7], [9, 2]], np.int64),
    np.array([[0.8, 0.2], [0.6, 0.4]], np.float32),
)


def loss(queries: np.ndarray, rows: list[int]) -> float:
    found = ListLoss(torch.from_numpy(PASSAGES), LESSONS)
    return float(found(torch.from_numpy(queries), torch.tensor(rows)))


def test_a_query_beside_what_answers_it_is_nearer_than_one_beside_another_passage() -> None:
    assert loss(PASSAGES[[4, 9]], [0, 1]) < loss(PASSAGES[[9, 4]], [0, 1])
    assert loss(PASSAGES[[9, 4]], [1, 0]) == pytest.approx(loss(PASSAGES[[4, 9]], [0, 1]))


def test_it_is_the_cross_entropy_with_the_taught_shares() -> None:
    queries = PASSAGES[[4]]
    likely = torch.log_softmax(torch.from_numpy(20 * queries @ PASSAGES.T), 1)[0]
    assert loss(queries, [0]) == pytest.approx(float(-(0.8 * likely[4] + 0.2 * likely[7])), rel=1e-5)


def test_what_the_shares_leave_is_that_of_all_passages_alike() -> None:
    queries, lessons = PASSAGES[[4]], Lessons(LESSONS.places[:1], np.array([[0.5, 0.2]], np.float32))
    likely = torch.log_softmax(torch.from_numpy(20 * queries @ PASSAGES.T), 1)[0]
    found = float(ListLoss(torch.from_numpy(PASSAGES), lessons)(torch.from_numpy(queries), torch.tensor([0])))
    assert found == pytest.approx(float(-(0.5 * likely[4] + 0.2 * likely[7] + 0.3 * likely.mean())), rel=1e-5)


def test_of_many_passages_a_sample_is_contrasted_the_same_for_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listwise, "MOST_PASSAGES", 10)
    queries = PASSAGES[[4, 9]]
    assert loss(queries, [0, 1]) == loss(queries, [0, 1])
    assert loss(queries, [0, 1]) < loss(PASSAGES[[9, 4]], [0, 1])
