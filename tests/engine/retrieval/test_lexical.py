"""BM25 and what fuses it with vectors."""

import numpy as np
import pytest

from studio.engine.retrieval.bm25 import Bm25
from studio.engine.retrieval.exact import top
from studio.engine.retrieval.fusion import fuse, z_scores

TEXTS = [
    "Copper plating\nThe additives of the bath age.",
    "Barrier deposition\nQueue time before the barrier is two hours.",
    "Tungsten fill\nGlue layers wait four hours.",
    "",
]


def test_words_match_by_their_stem() -> None:
    scores = Bm25(TEXTS).scores(["barriers deposited", "additive plate"])
    assert top(scores, 1).columns[:, 0].tolist() == [1, 0]


def test_a_query_that_shares_no_word_scores_nothing() -> None:
    assert not Bm25(TEXTS).scores(["zebra", "", "the of"]).any()


@pytest.mark.parametrize("texts", [["the of", "of"], [""], []])
def test_texts_without_words_are_no_error(texts: list[str]) -> None:
    index = Bm25(texts)
    assert index.scores(["copper"]).shape == (1, len(texts))
    assert index.bytes_per_text == 0


def test_markup_and_control_characters_are_text() -> None:
    assert Bm25(["[bold]copper[/bold]\x00\x1b[31m", "tin"]).scores(["copper"])[0, 0] > 0


def test_the_index_has_a_size_and_a_name() -> None:
    index = Bm25(TEXTS)
    assert 10 < index.bytes_per_text < 1000
    assert index.settings_hash == Bm25(["other"]).settings_hash


def test_z_scores_have_mean_0_and_deviation_1() -> None:
    scores = np.random.default_rng(0).random((3, 500), dtype=np.float32)
    assert np.allclose(z_scores(scores).mean(1), 0, atol=1e-5)
    assert np.allclose(z_scores(scores).std(1), 1, atol=1e-3)


def test_a_side_that_says_nothing_leaves_the_other_its_order() -> None:
    dense = np.array([[0.1, 0.5, 0.3]], np.float32)
    assert top(fuse(dense, np.zeros_like(dense), 0.7), 3).columns.tolist() == top(dense, 3).columns.tolist()
    assert top(fuse(np.zeros_like(dense), dense, 0.7), 3).columns.tolist() == top(dense, 3).columns.tolist()


def test_the_weight_decides_who_wins() -> None:
    dense, lexical = np.array([[1, 0, 0.5]], np.float32), np.array([[0, 1, 0.5]], np.float32)
    assert top(fuse(dense, lexical, 0.9), 1).columns.item() == 0
    assert top(fuse(dense, lexical, 0.1), 1).columns.item() == 1
