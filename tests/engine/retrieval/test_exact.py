"""Exact search finds what sorting everything finds, ties included."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from studio.engine.retrieval import exact
from studio.engine.retrieval.exact import nearest, ranks, top

TABLES = hnp.arrays(
    np.float32, st.tuples(st.integers(1, 6), st.integers(1, 30)), elements=st.sampled_from([0, 0.25, 0.5, 1])
)


def sorted_out(row: np.ndarray, k: int) -> list[int]:
    return sorted(range(len(row)), key=lambda column: (-row[column], column))[:k]


@given(scores=TABLES, k=st.integers(1, 40))
def test_ties_go_to_the_earlier_passage(scores: np.ndarray, k: int) -> None:
    hits = top(scores, k)
    assert hits.columns.tolist() == [sorted_out(row, k) for row in scores]
    assert np.array_equal(np.take_along_axis(scores, hits.columns, 1), hits.scores)


@given(scores=TABLES, k=st.integers(1, 40))
def test_scores_that_say_nothing_are_no_hits(scores: np.ndarray, k: int) -> None:
    hits = top(scores, k, above=0.0)
    for row, columns in zip(scores, hits.columns.tolist(), strict=True):
        wanted = [column for column in sorted_out(row, k) if row[column] > 0]
        assert [column for column in columns if column >= 0] == wanted


@given(scores=TABLES)
def test_a_rank_counts_what_is_strictly_above(scores: np.ndarray) -> None:
    columns = np.zeros(len(scores), np.int64)
    assert ranks(scores, columns).tolist() == [1 + int((row > row[0]).sum()) for row in scores]


def test_blocks_change_nothing() -> None:
    rng = np.random.default_rng(0)
    queries, passages = (rng.standard_normal((n, 16)).astype(np.float32) for n in (50, 200))
    whole = np.stack([sorted_out(row, 10) for row in queries @ passages.T])
    assert np.array_equal(nearest(queries, passages, 10).columns, whole)
    assert [rows.stop for rows in exact.blocks(5, exact._BLOCK // 2)] == [2, 4, 5]


def test_nothing_to_search_is_no_error() -> None:
    assert nearest(np.zeros((0, 4), np.float32), np.zeros((3, 4), np.float32), 2).columns.shape == (0, 2)
    assert top(np.zeros((2, 0), np.float32), 3).columns.shape == (2, 0)
