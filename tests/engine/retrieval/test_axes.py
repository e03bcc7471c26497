"""Turning vectors by their principal axes loses nothing, and puts what matters first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.retrieval.axes import principal_axes
from studio.engine.retrieval.encoder import truncated, unit


@given(st.integers(0, 1000), st.integers(1, 60))
def test_inner_products_stay(seed: int, count: int) -> None:
    vectors = unit(np.random.default_rng(seed).normal(size=(count, 12)).astype(np.float32))
    axes = principal_axes(vectors)
    assert np.allclose(axes.T @ axes, np.eye(12), atol=1e-5)
    turned = vectors @ axes
    assert np.allclose(turned @ turned.T, vectors @ vectors.T, atol=1e-5)


def test_the_first_dimensions_hold_what_lies_in_few_directions() -> None:
    draw = np.random.default_rng(3)
    plane = draw.normal(size=(3, 24)).astype(np.float32)
    vectors = unit(draw.normal(size=(80, 3)).astype(np.float32) @ plane)
    cut = truncated(vectors @ principal_axes(vectors), 3)
    assert np.allclose(cut @ cut.T, vectors @ vectors.T, atol=1e-4)
    assert not np.allclose(truncated(vectors, 3) @ truncated(vectors, 3).T, vectors @ vectors.T, atol=0.1)
