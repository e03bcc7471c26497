"""Why a pair is shown: one reason each, the weightier ones first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.pairs import Scores
from studio.domain.queue import RANDOM_CHECK, UNMINED, worth

_LONG = "five words of a query"


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (Scores(), UNMINED),
        (Scores(dense_rank=1, bm25_rank=2, margin=0.01, suspects=1), "a negative scores higher"),
        (Scores(dense_rank=14, bm25_rank=40), "ranks its passage 14th"),
        (Scores(dense_rank=21, bm25_rank=400), "ranks its passage 21st"),
        (Scores(dense_rank=112, bm25_rank=400), "ranks its passage 112th"),
        (Scores(dense_rank=14, bm25_rank=3), RANDOM_CHECK),
        (Scores(dense_rank=1, margin=-0.02, suspects=1), "a negative scores nearly as high"),
        (Scores(dense_rank=1, margin=-0.02, suspects=3), "3 negatives score nearly as high"),
        (Scores(dense_rank=1, duplicate_of="other"), "asks what another query asks"),
        (Scores(dense_rank=1, overlap=1.0), "copies the passage's words"),
        (Scores(dense_rank=1, shortfall="only 2 found"), "short of negatives"),
        (Scores(dense_rank=1, bm25_rank=1, positive_score=0.9, overlap=0.3), RANDOM_CHECK),
    ],
)
def test_a_pair_says_why_it_is_shown(scores: Scores, reason: str) -> None:
    assert worth(scores, _LONG).reason == reason


def test_a_short_query_cannot_copy() -> None:
    assert worth(Scores(dense_rank=1, overlap=1.0), "cmp dishing").reason == RANDOM_CHECK


def test_reasons_are_worth_more_the_weightier_they_are() -> None:
    ordered = [
        Scores(dense_rank=1, margin=0.01, suspects=1),
        Scores(dense_rank=11, bm25_rank=11, suspects=9),
        Scores(dense_rank=1, suspects=1, margin=-0.1),
        Scores(dense_rank=1, duplicate_of="x"),
        Scores(dense_rank=1, overlap=1.0),
        Scores(dense_rank=1, shortfall="x"),
        Scores(dense_rank=1),
    ]
    values = [worth(scores, _LONG).value for scores in ordered]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0


@given(st.integers(1, 10**7), st.integers(0, 500), st.floats(-1, 1))
def test_no_reason_outweighs_the_next_weightier_one(rank: int, suspects: int, margin: float) -> None:
    value = worth(Scores(dense_rank=rank, bm25_rank=rank, suspects=suspects, margin=margin), _LONG).value
    assert 0 <= value < 6
    if suspects and margin > 0:
        assert value >= 5
