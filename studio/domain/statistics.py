"""Whether a difference between two systems is real: paired, and by group.

Queries from one document are not independent, so signs are flipped and groups are drawn as wholes; naive tests over
queries raise false alarms two- to fourfold. Nothing here knows what was measured. numpy is imported by `compare` alone,
so that screens may use the words without it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DETECTABLE", "FEWEST_GROUPS", "MARGIN", "Comparison", "compare", "holm", "not_worse", "t_quantile"]

FEWEST_GROUPS = 30
"""Groups under which no claim is made."""

MARGIN = 0.01
"""The loss of NDCG@10 that "not worse" rules out."""

DETECTABLE = 2.8
"""Standard errors that a difference must have to be found four times in five (80% power) at 5%: 1.96 + 0.84."""

_EXACT = 13  # 2 ** 13 sign patterns are fewer than the usual 10,000 draws
_FURTHER = 4  # times as many draws again where fewer than _FEW reached: Holm multiplies by hundreds of rows
_FEW = 10
_BLOCK = 1 << 22  # numbers held at once
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Mean paired difference over queries, its 95% interval, and the chance of one as large without any.

    `standard_error` is by group; `detectable` is the difference these two could show with 80% power.
    """

    difference: float
    ci_low: float
    ci_high: float
    p_value: float
    standard_error: float
    detectable: float
    queries: int
    groups: int
    won: int
    lost: int

    @property
    def enough(self) -> bool:
        """True where there are groups enough for a claim."""
        return self.groups >= FEWEST_GROUPS


def compare(differences: Sequence[float], groups: Sequence[str], *, draws: int = 10_000, seed: int = 13) -> Comparison:
    """Compare two systems by their per-query differences and each query's group.

    The test flips the sign of whole groups, through all patterns where they are few, and with more draws where hardly
    any reaches (Besag and Clifford 1991). The interval draws groups with replacement, its ends moved out for their
    number as t is wider than normal (Hesterberg 2015).
    """
    import numpy as np  # noqa: PLC0415 - screens import this module and must start without numpy

    values = np.asarray(differences, dtype=np.float64)
    if len(values) != len(groups):
        raise ValueError(f"{len(values)} differences but {len(groups)} groups")
    if not len(values):
        raise ValueError("there is nothing to compare: no query has both figures")
    _, codes = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    sums = np.bincount(codes, weights=values).astype(np.float64)
    sizes = np.bincount(codes).astype(np.float64)
    mean = float(values.mean())
    error = _standard_error(sums, sizes, mean)
    low, high = _interval(sums, sizes, mean, draws=draws, seed=seed)
    return Comparison(
        difference=mean,
        ci_low=low,
        ci_high=high,
        p_value=_sign_flips(sums, draws=draws, seed=seed),
        standard_error=error,
        detectable=DETECTABLE * error,
        queries=len(values),
        groups=len(sums),
        won=int((values > 1e-9).sum()),
        lost=int((values < -1e-9).sum()),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p-values of one family adjusted by Holm's step-down, in the order given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, p_values[index] * (len(p_values) - place)))
        adjusted[index] = highest
    return adjusted


def not_worse(ci_low: float, margin: float = MARGIN) -> bool:
    """Return True where the interval rules out a loss of `margin`: a missing significance alone proves nothing."""
    return ci_low > -margin


def _standard_error(sums: "NDArray[np.float64]", sizes: "NDArray[np.float64]", mean: float) -> float:
    groups = len(sums)
    if groups < 2:
        return math.inf
    spread = float(((sums - mean * sizes) ** 2).sum())
    return math.sqrt(spread * groups / (groups - 1)) / float(sizes.sum())


def _sign_flips(sums: "NDArray[np.float64]", *, draws: int, seed: int) -> float:
    """Return the two-sided share of sign patterns whose total is at least as far from zero as the one observed."""
    import numpy as np  # noqa: PLC0415 - as above

    moving = sums[np.abs(sums) > 1e-12]
    if not len(moving):
        return 1.0
    bar = abs(float(moving.sum())) * (1 - 1e-12) - 1e-12
    if len(moving) <= _EXACT:
        patterns = np.arange(2 ** len(moving))[:, None] >> np.arange(len(moving)) & 1
        return float((np.abs((2.0 * patterns - 1.0) @ moving) >= bar).mean())
    rng = np.random.default_rng(seed)
    reached = _reached(moving, bar, draws, rng)
    if reached < _FEW:
        further = _FURTHER * draws
        return (reached + _reached(moving, bar, further, rng) + 1) / (draws + further + 1)
    return (reached + 1) / (draws + 1)


def _reached(sums: "NDArray[np.float64]", bar: float, draws: int, rng: "np.random.Generator") -> int:
    """Return how many of so many random sign patterns have a total at least as far from zero as `bar`."""
    import numpy as np  # noqa: PLC0415 - as above

    block = max(1, _BLOCK // len(sums))
    reached = 0
    for start in range(0, draws, block):
        signs = rng.integers(0, 2, (min(block, draws - start), len(sums)), dtype=np.int8)
        totals = 2.0 * (signs @ sums) - sums.sum()
        reached += int((np.abs(totals) >= bar).sum())
    return reached


def _interval(
    sums: "NDArray[np.float64]", sizes: "NDArray[np.float64]", mean: float, *, draws: int, seed: int
) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415 - as above

    groups = len(sums)
    if groups < 2:
        return -1.0, 1.0
    rng = np.random.default_rng(seed)
    block = max(1, _BLOCK // groups)
    means = []
    for start in range(0, draws, block):
        drawn = rng.integers(0, groups, (min(block, draws - start), groups))
        means.append(sums[drawn].sum(1) / sizes[drawn].sum(1))
    tail = _NORMAL.cdf(-t_quantile(groups - 1) * math.sqrt(groups / (groups - 1)))
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail])
    return min(float(low), mean), max(float(high), mean)


def t_quantile(freedom: int) -> float:
    """Return the 97.5% quantile of Student's t (Cornish-Fisher; within 1% from 4 degrees of freedom on)."""
    z = _NORMAL.inv_cdf(0.975)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
