"""What runs made: the figures that they told, their weights, the vectors of their models."""

import json
from pathlib import Path

import numpy as np

from studio.engine.retrieval.encoder import Encoder
from tests.engine.training import data


def told(folder: Path) -> list[tuple[int, dict[str, float]]]:
    """Return step and figures that a `Teller` kept."""
    return [(step, values) for step, values in map(json.loads, (folder / "figures.jsonl").read_text().splitlines())]


def assert_same_weights(model: Path, expected: Path) -> None:
    import torch
    from safetensors.torch import load_file

    found, wanted = load_file(model / "model.safetensors"), load_file(expected / "model.safetensors")
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-6)


def vectors(path: Path, texts: list[str]) -> np.ndarray:
    """Return the vectors that a model makes of texts, with the test model's options."""
    return Encoder(data.model_options(path)).encode(texts)
