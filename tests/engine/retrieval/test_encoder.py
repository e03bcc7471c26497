"""The encoder gives unit vectors, says which weights made them, and adds no prompt of its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.options import ModelOptions
from studio.engine.retrieval.encoder import Encoder, encode_with, truncated
from studio.engine.retrieval.models import weights_hash
from studio.errors import StudioError


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(ModelOptions(device="cpu"))


def test_vectors_have_length_1_in_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = ["a much longer text about copper plating " * 8, "copper", "tungsten contact fill"]
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(encoder.encode(texts[::-1])[::-1], vectors, atol=1e-5)


def test_weights_have_one_name(encoder: Encoder) -> None:
    assert encoder.model_hash == weights_hash(ModelOptions().base)


def test_no_texts_are_no_vectors_of_the_models_size(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_models_default_prompt_is_not_added_unasked(encoder: Encoder) -> None:
    plain = encoder.encode(["copper"])
    model = encoder.model
    model.prompts, model.default_prompt_name = {"query": "Represent this: "}, "query"
    try:
        assert np.allclose(encode_with(model, ["copper"]), plain, atol=1e-6)
    finally:
        model.prompts, model.default_prompt_name = {}, None


def test_vectors_that_are_no_numbers_are_refused() -> None:
    class Broken:
        def encode(self, texts: list[str], **_: object) -> np.ndarray:
            return np.full((len(texts), 4), np.nan)

    with pytest.raises(StudioError, match="no numbers for 2 of 2 texts"):
        encode_with(Broken(), ["a", "b"])


@given(dimensions=st.integers(1, 40), rows=st.integers(0, 5))
def test_truncated_vectors_have_length_1_again(dimensions: int, rows: int) -> None:
    vectors = np.random.default_rng(rows).standard_normal((rows, 32)).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    cut = truncated(vectors, dimensions)
    assert cut.shape == (rows, min(dimensions, 32))
    assert np.allclose(np.linalg.norm(cut, axis=1), 1, atol=1e-5)
