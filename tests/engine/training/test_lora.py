"""Low-rank changes are learnt in place of weights, and leave a plain model."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.engine.progress import Interrupted, Silent
from studio.engine.training.fake import tiny_model
from studio.errors import InputError
from tests.engine.training import data
from tests.engine.training.runner import run

LORA: dict[str, Any] = {"weights": "lora", "lora_rank": 4, "learning_rate": 1e-2, "merge": "no"}


def weights(model: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    found: dict[str, Any] = load_file(model / "model.safetensors")
    return found


def changed(model: Path, base: Path, tmp_path: Path) -> set[str]:
    """Return the names of what is not as it was in the base."""
    from sentence_transformers import SentenceTransformer

    untouched = tmp_path / "untouched"
    SentenceTransformer(str(base), device="cpu").save_pretrained(str(untouched), create_model_card=False)
    before, after = weights(untouched), weights(model)
    assert before.keys() == after.keys()
    return {name for name in before if not np.allclose(before[name], after[name], atol=1e-7)}


def test_a_run_leaves_a_plain_model_whose_linear_layers_alone_have_changed(tmp_path: Path, base: Path) -> None:
    result = run(tmp_path, base, Silent(), **LORA)
    assert result.best_dev is not None
    assert result.base_dev is not None
    assert result.best_dev >= result.base_dev
    files = {file.name for file in result.path.rglob("*")}
    assert not {name for name in files if "adapter" in name or "lora" in name}
    names = changed(result.path, base, tmp_path)
    assert any("attention" in name for name in names)
    assert any("intermediate" in name for name in names)
    assert not any("embeddings" in name or "bias" in name or "LayerNorm" in name for name in names)
    assert "peft" not in json.dumps(json.loads((result.path / "modules.json").read_text()))


def test_the_saved_model_gives_the_vectors_that_were_measured(tmp_path: Path, base: Path) -> None:
    from studio.engine.retrieval import models

    result = run(tmp_path, base, Silent(), **LORA)
    assert data.closeness(models.load(result.path, "cpu"))["ndcg@10"] == pytest.approx(result.best_dev)


def test_a_run_that_was_cut_off_goes_on_to_the_same_model(tmp_path: Path, base: Path) -> None:
    import torch

    whole = run(tmp_path / "whole", base, Silent(), **LORA)
    reporter = Silent()
    reporter.stop = lambda: sum("loss" in values for _, values in reporter.metrics) >= 7
    with pytest.raises(Interrupted):
        run(tmp_path / "cut", base, reporter, **LORA)
    cut = run(tmp_path / "cut", base, Silent(), **LORA)
    torch.testing.assert_close(weights(cut.path), weights(whole.path), rtol=1e-4, atol=1e-6)


def test_frozen_layers_learn_no_changes_either(tmp_path: Path, base: Path) -> None:
    result = run(tmp_path, base, Silent(), **LORA, frozen=2)
    names = changed(result.path, base, tmp_path)
    assert any(".layer.1." in name for name in names)
    assert not any(".layer.0." in name for name in names)


def test_a_base_without_a_transformer_is_refused_in_a_sentence(tmp_path: Path) -> None:
    static = tiny_model(tmp_path / "static", [text for text, _ in data.TEXTS], kind="static")
    with pytest.raises(InputError, match=r'training\.weights = "lora" changes .* Use "full"'):
        run(tmp_path, static, Silent(), **LORA)
