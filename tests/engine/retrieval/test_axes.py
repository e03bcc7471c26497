"""Turning vectors loses nothing, puts what matters first, and lets signs tell more."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.retrieval.axes import evened_axes, principal_axes
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


def products(vectors: Vectors, dimensions: int) -> Vectors:
    kept = vectors[:, :dimensions]
    return kept @ kept.T


@given(st.integers(0, 1000), st.integers(1, 60))
def test_evened_axes_keep_inner_products_however_few_vectors_there_are(seed: int, count: int) -> None:
    vectors = unit(np.random.default_rng(seed).normal(size=(count, 12)).astype(np.float32))
    axes = evened_axes(vectors, (12, 6))
    assert np.allclose(axes.T @ axes, np.eye(12), atol=1e-5)
    assert np.allclose(products(vectors @ axes, 12), products(vectors, 12), atol=1e-5)


def test_cut_at_a_cut_evened_vectors_are_as_good_as_by_principal_axes() -> None:
    vectors = steep(1)
    evened, principal = vectors @ evened_axes(vectors, (48, 16, 8)), vectors @ principal_axes(vectors)
    for dimensions in (8, 16, 48):
        assert np.allclose(products(evened, dimensions), products(principal, dimensions), atol=1e-5)
    assert not np.allclose(products(evened, 12), products(principal, 12), atol=1e-3)


def test_dimensions_between_two_cuts_weigh_alike() -> None:
    vectors = steep(2)
    weights = ((vectors @ evened_axes(vectors, (48, 16))) ** 2).sum(0)
    for block in (weights[1:16], weights[16:]):
        assert block.max() < 1.5 * block.min()
    assert weights[1:16].min() > weights[16:].max()


def test_what_all_vectors_share_stays_in_the_first_dimension() -> None:
    vectors = steep(3)
    means = np.abs((vectors @ evened_axes(vectors, (48, 16))).mean(0))
    assert means[0] > 20 * means[1:].max()


def test_a_cut_behind_which_lies_next_to_nothing_parts_no_blocks() -> None:
    vectors = steep(4)
    assert np.array_equal(evened_axes(vectors, (48, 40, 16)), evened_axes(vectors, (48, 16)))


def test_signs_of_evened_vectors_find_more_of_the_nearest_ones() -> None:
    def found(turned: Vectors) -> int:
        """Return how many of the ten nearest are among ten by their signs, over all vectors."""
        by_signs = np.argsort(-Stored(turned, "binary").scores(turned, 10), axis=1)[:, 1:11]
        nearest = np.argsort(-products(turned, 48), axis=1)[:, 1:11]
        return sum(len(set(few) & set(best)) for few, best in zip(by_signs.tolist(), nearest.tolist(), strict=True))

    vectors = steep(5)
    by_principal = found(vectors @ principal_axes(vectors))
    assert found(vectors @ evened_axes(vectors, (48, 16))) > 1.05 * by_principal
    assert found(vectors @ evened_axes(vectors, (48,))) > 1.15 * by_principal
