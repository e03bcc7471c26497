"""Sorting texts by length changes how long a step takes, and nothing else."""

from typing import Any

import pytest

from studio.engine.retrieval import models
from tests.engine.training.data import TEXTS, base

COLUMNS = [
    [queries[0] for _, queries in TEXTS[:7]],
    [text for text, _ in TEXTS[:7]],
    [text for text, _ in TEXTS[7:14]],
]


@pytest.fixture(scope="module", params=["bert", "roberta"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    loaded = models.load(base(tmp_path_factory.mktemp("base"), kind=request.param), "cpu")
    return loaded.eval()  # no dropout: it would differ


def values(model: Any, loss: Any, columns: list[list[str]]) -> tuple[float, Any]:
    """Return a loss and the gradient of the word embeddings."""
    model.zero_grad()
    made = loss([model.preprocess(column) for column in columns], None)
    made.backward()
    return made.item(), model[0].model.embeddings.word_embeddings.weight.grad.clone()


@pytest.mark.parametrize("tokens", [40, 2048])
@pytest.mark.parametrize("columns", [2, 3])
def test_the_loss_and_its_gradient_are_those_of_the_plain_one(
    model: Any, columns: int, tokens: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

    from studio.engine.training import losses

    monkeypatch.setattr(losses, "_TOKENS", tokens)
    plain, expected = values(
        model, MatryoshkaLoss(model, MultipleNegativesRankingLoss(model), [32, 16]), COLUMNS[:columns]
    )
    quick, found = values(model, MatryoshkaLoss(model, losses.SortedRankingLoss(model), [32, 16]), COLUMNS[:columns])
    assert quick == pytest.approx(plain, rel=1e-5)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-6)


def test_short_texts_do_not_pay_for_long_ones(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.engine.training import losses

    monkeypatch.setattr(losses, "_TOKENS", 40)
    monkeypatch.setattr(losses, "_GROUP", 1)
    widths = []
    handle = model[0].register_forward_pre_hook(lambda _, given: widths.append(tuple(given[0]["input_ids"].shape)))
    losses.SortedRankingLoss(model)([model.preprocess(column) for column in COLUMNS], None)
    handle.remove()
    real = sum(len(model.tokenizer(text)["input_ids"]) for column in COLUMNS for text in column)
    assert sum(rows for rows, _ in widths) == 21
    assert real <= sum(rows * width for rows, width in widths) < 1.1 * real


def test_groups_are_parted_where_padding_and_their_number_cost_least() -> None:
    import torch

    from studio.engine.training import losses

    def parted(*lengths: int) -> list[tuple[int, int]]:
        return [(len(rows), longest) for rows, longest in losses._groups(torch.arange(len(lengths)), lengths)]

    assert parted(10, 11, 12, 13) == [(4, 13)]
    assert parted(10, 10, 200, 200) == [(2, 10), (2, 200)]
    assert parted(*[100] * 60) == [(20, 100), (40, 100)]
    assert parted(20, 2000) == [(1, 20), (1, 2000)]


def test_tokens_that_are_padded_on_the_left_go_the_usual_way(model: Any) -> None:
    from studio.engine.training import losses

    model.tokenizer.padding_side = "left"
    calls: list[int] = []
    handle = model[0].register_forward_pre_hook(lambda _, given: calls.append(len(given[0]["input_ids"])))
    try:
        losses.SortedRankingLoss(model)([model.preprocess(column) for column in COLUMNS], None)
    finally:
        model.tokenizer.padding_side = "right"
        handle.remove()
    assert calls == [7, 14]
