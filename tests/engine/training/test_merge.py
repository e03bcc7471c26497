"""How much of a training is kept: as little as does as well."""

import pytest

from studio.engine.training.merge import choose

GROUPS = [f"g{number}" for number in range(40)]


def alternating(low: float, high: float) -> list[float]:
    return [low, high] * 20


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ([[0.5] * 40, [0.5] * 40], 0),
        ([[0.5] * 40, [0.6] * 40], 1),
        ([alternating(0.1, 0.9), alternating(0.9, 0.12)], 0),
        ([[0.4] * 40, [0.6] * 40, [0.5] * 40], 1),
    ],
    ids=["as good", "better everywhere", "better by less than its error", "the best one is in the middle"],
)
def test_the_smallest_share_within_one_standard_error_of_the_best(rows: list[list[float]], chosen: int) -> None:
    assert choose(rows, GROUPS) == chosen


def test_queries_of_one_group_are_one_witness() -> None:
    once = [[0.5] * 4, [0.5, 0.5, 0.5, 0.9]]
    assert choose(once, ["a", "b", "c", "d"]) == 0
    assert choose([row * 20 for row in once], ["a", "b", "c", "d"] * 20) == 0
    assert choose([row * 20 for row in once], [f"g{i}" for i in range(80)]) == 1
