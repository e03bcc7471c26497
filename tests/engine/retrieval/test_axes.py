"""Turning vectors loses nothing, puts what matters first, and lets signs tell more."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.retrieval.axes import principal_axes, sign_axes
from studio.engine.retrieval.encoder import Vectors, truncated, unit
from studio.engine.retrieval.stored import Stored


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


def steep(seed: int, count: int = 400, dimensions: int = 48) -> Vectors:
    """Return unit vectors that share something, and whose directions hold less and less."""
    draw = np.random.default_rng(seed)
    held = draw.normal(size=(count, dimensions)) * 0.93 ** np.arange(dimensions)
    held[:, 0] += 2
    anywhere, _ = np.linalg.qr(draw.normal(size=(dimensions, dimensions)))
    return unit((held @ anywhere).astype(np.float32))


def products(vectors: Vectors) -> Vectors:
    return vectors @ vectors.T


@given(st.integers(0, 1000), st.integers(1, 60))
def test_sign_axes_keep_inner_products_however_few_vectors_there_are(seed: int, count: int) -> None:
    vectors = unit(np.random.default_rng(seed).normal(size=(count, 12)).astype(np.float32))
    axes = sign_axes(vectors)
    assert np.allclose(axes.T @ axes, np.eye(12), atol=1e-5)
    assert np.allclose(products(vectors @ axes), products(vectors), atol=1e-5)


def test_dimensions_turned_for_signs_weigh_alike() -> None:
    weights = ((steep(2) @ sign_axes(steep(2))) ** 2).sum(0)
    assert weights[1:].max() < 1.5 * weights[1:].min()


def test_what_all_vectors_share_stays_in_the_first_dimension() -> None:
    means = np.abs((steep(3) @ sign_axes(steep(3))).mean(0))
    assert means[0] > 20 * means[1:].max()


def test_signs_after_their_rotation_find_more_of_the_nearest_ones() -> None:
    def found(turned: Vectors, rotation: Vectors | None = None) -> int:
        """Return how many of the ten nearest are among ten by their signs, over all vectors."""
        by_signs = np.argsort(-Stored(turned, "binary", rotation).scores(turned, 10), axis=1)[:, 1:11]
        nearest = np.argsort(-products(turned), axis=1)[:, 1:11]
        return sum(len(set(few) & set(best)) for few, best in zip(by_signs.tolist(), nearest.tolist(), strict=True))

    vectors = steep(5)
    principal = vectors @ principal_axes(vectors)
    assert found(vectors, sign_axes(vectors)) > 1.03 * found(vectors)
    assert found(principal, sign_axes(principal)) > 1.15 * found(principal)
