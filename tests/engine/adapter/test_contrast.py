"""The written gradient is that of the loss of ranked lists."""

import numpy as np
import pytest
import torch

from studio.engine.adapter import contrast
from studio.engine.adapter.contrast import Contrast
from studio.engine.listwise import ListLoss
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.teacher import Lessons


def directions(number: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, 16)).astype(np.float32))


PASSAGES, QUERIES = directions(400, 0), torch.from_numpy(directions(40, 1))
PLACES = (-QUERIES.numpy() @ PASSAGES.T).argsort(1)[:, :100]
LESSONS = Lessons(PLACES, np.random.default_rng(2).dirichlet(np.ones(101), 40)[:, :100].astype(np.float32))
CHANGE = torch.from_numpy(0.1 * np.random.default_rng(3).normal(size=(16, 16)).astype(np.float32))
ROWS = torch.tensor([3, 17, 0, 39, 22])


def by_torch() -> torch.Tensor:
    change = CHANGE.clone().requires_grad_()
    queries = QUERIES[ROWS]
    asked = torch.nn.functional.normalize(queries + queries @ change, dim=1)
    ListLoss(torch.from_numpy(PASSAGES), LESSONS)(asked, ROWS).backward()
    assert change.grad is not None
    return change.grad


def test_it_is_what_torch_finds_by_itself() -> None:
    found = Contrast(PASSAGES, LESSONS, seed=0).gradient(CHANGE, QUERIES[ROWS], ROWS)
    assert torch.allclose(found, by_torch(), atol=1e-5)


def test_of_a_large_corpus_lists_and_samples_come_near_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contrast, "MOST_PASSAGES", 300)
    monkeypatch.setattr(contrast, "_SAMPLE", 100)
    sampled = Contrast(PASSAGES, LESSONS, seed=0)
    found = torch.stack([sampled.gradient(CHANGE, QUERIES[ROWS], ROWS) for _ in range(200)]).mean(0)
    whole = by_torch()
    assert (found - whole).norm() < 0.1 * whole.norm()
    monkeypatch.setattr(contrast, "_SAMPLE", 400)
    every = Contrast(PASSAGES, LESSONS, seed=0).gradient(CHANGE, QUERIES[ROWS], ROWS)
    assert torch.allclose(every, whole, atol=1e-5)


def test_each_sampled_passage_stands_for_several_where_lists_hold_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    nearest = Lessons((-QUERIES.numpy() @ PASSAGES.T).argsort(1)[:, :100], LESSONS.weights)
    whole = Contrast(PASSAGES, nearest, seed=0).gradient(CHANGE, QUERIES[ROWS], ROWS)
    monkeypatch.setattr(contrast, "MOST_PASSAGES", 300)
    monkeypatch.setattr(contrast, "_SAMPLE", 100)
    monkeypatch.setattr(contrast, "_OWN", 20)
    sampled = Contrast(PASSAGES, nearest, seed=0)
    found = torch.stack([sampled.gradient(CHANGE, QUERIES[ROWS], ROWS) for _ in range(400)]).mean(0)
    assert (found - whole).norm() < 0.03 * whole.norm()
