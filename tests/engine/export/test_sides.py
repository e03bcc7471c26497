"""A run with an encoder a side leaves as one model, turned where signs are wanted."""

from pathlib import Path

import numpy as np
import pytest

from studio.engine.export.sides import join_sides, turn_for_signs
from studio.engine.retrieval.axes import principal_axes
from studio.engine.training.fake import tiny_model

TEXTS = ["copper barrier", "queue time before deposition", "wet clean"]


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    from sentence_transformers import SentenceTransformer

    from studio.engine.retrieval.turned import turned

    for name, seed in (("queries", 1), ("passages", 2)):
        model = SentenceTransformer(str(tiny_model(tmp_path / "base" / name, TEXTS)), device="cpu")
        model.prompts = {"query": "q: ", "document": "d: "}
        axes = principal_axes(np.random.default_rng(seed).normal(size=(64, 32)).astype(np.float32))
        turned(model, axes).save_pretrained(str(tmp_path / name), create_model_card=False)
    return tmp_path / "queries", tmp_path / "passages"


def test_each_side_gives_the_vectors_of_its_own_model(tmp_path: Path, sides: tuple[Path, Path]) -> None:
    from sentence_transformers import SentenceTransformer

    join_sides(*sides, tmp_path / "joined")
    joined = SentenceTransformer(str(tmp_path / "joined"), device="cpu")
    asking, answering = (SentenceTransformer(str(side), device="cpu") for side in sides)
    assert np.abs(joined.encode_query(TEXTS) - asking.encode([f"q: {text}" for text in TEXTS])).max() < 1e-5
    assert np.abs(joined.encode_document(TEXTS) - answering.encode([f"d: {text}" for text in TEXTS])).max() < 1e-5
    assert np.abs(joined.encode_query(TEXTS) - joined.encode_document(TEXTS)).max() > 1e-3


def test_turned_for_signs_both_sides_turn_alike_and_scores_stay(tmp_path: Path, sides: tuple[Path, Path]) -> None:
    from sentence_transformers import SentenceTransformer

    join_sides(*sides, tmp_path / "joined")
    as_it_was = SentenceTransformer(str(tmp_path / "joined"), device="cpu")
    queries, passages = as_it_was.encode_query(TEXTS), as_it_was.encode_document(TEXTS)
    rotation = principal_axes(np.random.default_rng(3).normal(size=(64, 32)).astype(np.float32))
    turn_for_signs(tmp_path / "joined", rotation)
    turned = SentenceTransformer(str(tmp_path / "joined"), device="cpu")
    assert np.abs(turned.encode_query(TEXTS) - queries @ rotation).max() < 1e-5
    assert np.abs(turned.encode_document(TEXTS) - passages @ rotation).max() < 1e-5
    assert np.abs(turned.encode_query(TEXTS) @ turned.encode_document(TEXTS).T - queries @ passages.T).max() < 1e-5
    assert np.array_equal(
        turned.encode_document(TEXTS, precision="ubinary"), np.packbits(passages @ rotation > 0, axis=1)
    )
