"""How much of a training is kept: as little as does as well, the base itself where nothing does better."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from studio.engine.progress import Silent
from studio.engine.training.merge import ALPHAS, Judge, choose
from tests.engine.training.runner import run

GROUPS = [f"g{number}" for number in range(40)]


def alternating(low: float, high: float) -> list[float]:
    return [low, high] * 20


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ([[0.5] * 40, [0.5] * 40], 0),
        ([[0.5] * 40, [0.6] * 40], 1),
        ([alternating(0.1, 0.9), alternating(0.9, 0.12)], 0),
        ([[0.5] * 40, alternating(0.415, 0.615)], 0),
        ([[0.5] * 40, alternating(0.418, 0.618)], 1),
        ([[0.4] * 40, [0.6] * 40, [0.5] * 40], 1),
    ],
    ids=[
        "as good",
        "better everywhere",
        "better by less than its error",
        "just within its error, which is .016",
        "just beyond it",
        "the best one is in the middle",
    ],
)
def test_the_smallest_share_within_one_standard_error_of_the_best(rows: list[list[float]], chosen: int) -> None:
    assert choose(rows, GROUPS) == chosen


def test_queries_of_one_group_are_one_witness() -> None:
    once = [[0.5] * 4, [0.5, 0.5, 0.5, 0.9]]
    assert choose(once, ["a", "b", "c", "d"]) == 0
    assert choose([row * 20 for row in once], ["a", "b", "c", "d"] * 20) == 0
    assert choose([row * 20 for row in once], [f"g{i}" for i in range(80)]) == 1


def judging(*figures: float, groups: Sequence[str] = ("a", "b", "c")) -> Judge:
    """Give each alpha in turn its figure, the same for every query."""
    told = iter(figures)
    return Judge(score=lambda _: [next(told)] * len(groups), groups=groups)


def weights(model: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return dict(load_file(model / "model.safetensors"))


def far(model: Path, base: Path) -> float:
    """Return how far a model's weights are from its base's."""
    before, after = weights(base), weights(model)
    return math.hypot(*(float((after[name] - weight).norm()) for name, weight in before.items()))


@pytest.mark.parametrize("way", [{}, {"weights": "lora", "lora_rank": 4, "learning_rate": 1e-2}], ids=["full", "lora"])
def test_pairs_are_merged_by_themselves_whatever_part_of_the_weights_learns(
    tmp_path: Path, base: Path, way: dict[str, Any]
) -> None:
    whole = run(tmp_path / "whole", base, Silent(), merge="no", **way)
    half = run(tmp_path / "half", base, Silent(), judge=judging(0.1, 0.2, 0.5, 0.5, 0.4), **way)
    assert (half.share, half.best_dev) == (0.5, 0.5)
    assert half.merged.startswith("alpha 0.5, that share of the trained weights, the rest the base's: the smallest")
    assert half.merged.endswith("NDCG@10 is .100 at 0, .200 at 0.25, .500 at 0.5, .500 at 0.75, .400 at 1")
    assert far(half.path, base) == pytest.approx(far(whole.path, base) / 2, rel=0.01)
    assert (whole.share, whole.merged) == (1, 'alpha 1, the trained weights alone: training.merge = "no"')


def test_where_training_did_no_good_the_run_is_its_base(tmp_path: Path, base: Path) -> None:
    result = run(tmp_path, base, Silent(), judge=judging(0.5, 0.4, 0.3, 0.2, 0.1))
    assert (result.share, result.best_dev) == (0, 0.5)
    assert result.merged.startswith("alpha 0, the base's weights (nothing trained is told from them)")
    assert far(result.path, base) == 0


@pytest.mark.parametrize(
    ("judge", "why"),
    [
        (None, "there was no dev set to choose by"),
        (judging(*[0.5] * len(ALPHAS), groups=("a", "a")), "one group of documents tells no error"),
    ],
    ids=["no dev set", "one group"],
)
def test_what_cannot_be_told_is_not_merged_and_says_why(
    tmp_path: Path, base: Path, judge: Judge | None, why: str
) -> None:
    result = run(tmp_path, base, Silent(), judge=judge, dev=False)
    assert (result.share, result.merged) == (1, f"alpha 1, the trained weights alone: {why}")
