"""A run learns with the dropout that it is asked to learn with."""

from pathlib import Path
from typing import Any

import pytest

from studio.engine.training.dropout import set_dropout
from tests.engine.training import data
from tests.engine.training.outcomes import vectors


def loaded(folder: Path, kind: str) -> Any:
    from studio.engine.retrieval import models

    return models.load(data.base(folder, kind=kind), "cpu").train()


def differs(model: Any) -> bool:
    """Return whether the same text, as it goes through in training, has another vector the second time."""
    first, second = (model(model.preprocess(["copper barrier"]))["sentence_embedding"] for _ in range(2))
    return not bool((first == second).all())


@pytest.mark.parametrize("kind", ["bert", "roberta", "mpnet"])
def test_without_dropout_a_text_learns_from_one_vector(tmp_path: Path, kind: str) -> None:
    model = loaded(tmp_path, kind)
    set_dropout(model, -1)
    assert differs(model)
    set_dropout(model, 0)
    assert not differs(model)
    set_dropout(model, 0.5)
    assert differs(model)


def test_a_saved_model_keeps_its_own(tmp_path: Path) -> None:
    model = loaded(tmp_path, "bert")
    set_dropout(model, 0)
    model.save_pretrained(str(tmp_path / "saved"), create_model_card=False)
    from studio.engine.retrieval import models

    assert differs(models.load(tmp_path / "saved", "cpu").train())
    assert vectors(tmp_path / "saved", ["copper"]).shape == (1, 32)
