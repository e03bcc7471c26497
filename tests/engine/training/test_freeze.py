"""Lower parts of a model can be left as they are, never all of it."""

from pathlib import Path
from typing import Any

import pytest

from studio.engine.training.freeze import freeze


def loaded(base: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(base), device="cpu")


@pytest.mark.parametrize("asked", [0, 1, 2, 100])
def test_embeddings_go_first_and_the_last_layer_always_learns(base: Path, asked: int) -> None:
    model = loaded(base)
    layers = model[0].model.encoder.layer
    frozen = freeze(model, asked)
    assert frozen == min(asked, len(layers))
    assert model[0].model.embeddings.word_embeddings.weight.requires_grad == (asked == 0)
    assert all(weight.requires_grad for weight in layers[-1].parameters())
    assert [not next(layer.parameters()).requires_grad for layer in layers].count(True) == max(0, frozen - 1)


def test_a_model_of_embeddings_alone_learns() -> None:
    from torch import nn

    table = nn.Embedding(10, 4)
    assert freeze(nn.Sequential(table), 1) == 0
    assert table.weight.requires_grad
