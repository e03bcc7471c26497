"""Ranks that are counted are those of sorting, ties going to the passage that comes first."""

import numpy as np

from studio.domain.metrics import ndcg
from studio.engine.live.ranks import Relevant, gain, ranks
from studio.engine.retrieval.exact import top


def test_ranks_are_those_of_the_sorted_passages() -> None:
    draw = np.random.default_rng(0)
    scores = draw.integers(0, 40, (600, 7)).astype(np.float32)  # many ties
    wanted = Relevant([[3], [599, 0, 250], [], [17], [18, 19], [240], [239]])
    found = ranks(wanted, 600, lambda rows: scores[rows], scores[wanted.places, wanted.columns])
    order = top(np.ascontiguousarray(scores.T), 600).columns
    expected = [
        order[column].tolist().index(place) + 1 for place, column in zip(wanted.places, wanted.columns, strict=True)
    ]
    assert found.tolist() == expected
    assert wanted.by_query(found) == [
        [expected[0]],
        expected[1:4],
        [],
        [expected[4]],
        expected[5:7],
        *[[e] for e in expected[7:]],
    ]


def test_the_gain_is_that_of_the_leaderboard() -> None:
    ranked = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    assert gain([2, 11, 5], 4) == ndcg(ranked, {"b": 1, "e": 1, "x": 1, "y": 1})
    assert gain([400], 1) == 0
    assert gain([1], 1) == 1
