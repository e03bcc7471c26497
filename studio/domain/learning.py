"""A small model of what a reviewer rejects: logistic regression on what is known of a pair before anybody looks.

Pure Python, for a few thousand pairs and a handful of features; it reads nothing and hides nothing: its weights put the
rest of the queue into another order, and how far to trust them is measured on pairs that it did not see.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["FEATURES", "FEWEST_REJECTED", "Example", "Learned", "learn"]

FEATURES = (
    "dense rank",
    "BM25 rank",
    "cosine",
    "margin",
    "suspects",
    "overlap",
    "repeats another",
    "short of negatives",
    "length of the query",
)
"""What the numbers of an example stand for, in this order; ranks, counts and lengths as logarithms."""
FEWEST_REJECTED = 30
"""Rejected pairs below which nothing is learned."""

_FOLDS = 5
"""Parts of the cross-validation."""
_STEPS = 25
"""Newton steps at most: a fit ends before where one changes next to nothing."""
_RIDGE = 1.0
"""Weight of the squared weights (ridge), the intercept's left aside."""
_FIRST = 10
"""One in so many of the pairs that were held out is what the order would show first."""

Example = tuple[bool, Sequence[float]]
"""Whether a pair was rejected, and its features."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights of the features as they are, and what they are worth.

    `precision` is the share of rejected pairs among the tenth that the order would have shown first, for pairs that the
    weights were not fitted on (5 folds); `base` is the share among all. Whatever scores above `middle` is more like the
    rejected pairs: it is halfway between what they score and what the accepted ones do, each on average.
    """

    weights: tuple[float, ...]
    precision: float
    base: float
    examples: int
    middle: float


def learn(examples: Sequence[Example]) -> Learned | None:
    """Fit the weights; None where fewer than FEWEST_REJECTED pairs were rejected, or none was accepted."""
    rejected = sum(bad for bad, _ in examples)
    if rejected < FEWEST_REJECTED or rejected == len(examples):
        return None
    weights, _ = _fit(examples)
    return Learned(
        weights=weights,
        precision=_precision(list(_held_out(examples))),
        base=rejected / len(examples),
        examples=len(examples),
        middle=sum(_average(weights, examples, bad=bad) for bad in (True, False)) / 2,
    )


def _precision(held_out: Sequence[tuple[float, bool]]) -> float:
    """Return the share of rejected pairs among those that score highest; of equal ones as many as a draw would give."""
    ranked = sorted((score for score, _ in held_out), reverse=True)
    first = max(1, len(ranked) // _FIRST)
    above = [bad for score, bad in held_out if score > ranked[first - 1]]
    equal = [bad for score, bad in held_out if score == ranked[first - 1]]
    return (sum(above) + (first - len(above)) * sum(equal) / len(equal)) / first


def _average(weights: Sequence[float], examples: Sequence[Example], *, bad: bool) -> float:
    scores = [_dot(weights, values) for rejected, values in examples if rejected is bad]
    return sum(scores) / len(scores)


def _held_out(examples: Sequence[Example]) -> Iterator[tuple[float, bool]]:
    """Yield the score of every example under weights that were fitted without its fold, and whether it was rejected."""
    ordered = sorted(examples, key=lambda example: example[0])  # every fold gets its share of both kinds
    for fold in range(_FOLDS):
        weights, intercept = _fit([example for place, example in enumerate(ordered) if place % _FOLDS != fold])
        for bad, values in ordered[fold::_FOLDS]:
            yield _dot(weights, values) + intercept, bad  # scores of several folds are ranked together


def _fit(examples: Sequence[Example]) -> tuple[tuple[float, ...], float]:
    """Return weights and intercept by Newton's method with a ridge; features are scaled for it, weights scaled back."""
    rows = [values for _, values in examples]
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(rows)) or 1.0
        for column, mean in zip(zip(*rows, strict=True), means, strict=True)
    ]
    scaled = [
        (*((value - mean) / spread for value, mean, spread in zip(row, means, spreads, strict=True)), 1.0)
        for row in rows
    ]
    bads = [float(bad) for bad, _ in examples]
    weights = [0.0] * (len(means) + 1)
    for _ in range(_STEPS):
        step = _newton(scaled, bads, weights)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    *scaled_weights, level = weights
    back = tuple(weight / spread for weight, spread in zip(scaled_weights, spreads, strict=True))
    return back, level - _dot(back, means)


def _newton(rows: Sequence[Sequence[float]], bads: Sequence[float], weights: Sequence[float]) -> list[float]:
    size = len(weights)
    gradient = [-_RIDGE * weight for weight in (*weights[:-1], 0.0)]
    hessian = [[_RIDGE * (i == j and i < size - 1) for j in range(size)] for i in range(size)]
    for row, bad in zip(rows, bads, strict=True):
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, _dot(weights, row)))))
        curve = max(chance * (1 - chance), 1e-9)
        for i, value in enumerate(row):
            gradient[i] += (bad - chance) * value
            for j in range(i + 1):
                hessian[i][j] += curve * value * row[j]
    for i in range(size):
        for j in range(i + 1, size):
            hessian[i][j] = hessian[j][i]
    return _solved(hessian, gradient)


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a system whose matrix is symmetric and positive definite, by elimination."""
    size = len(right)
    for i in range(size):
        for k in range(i + 1, size):
            factor = matrix[k][i] / matrix[i][i]
            right[k] -= factor * right[i]
            for j in range(i, size):
                matrix[k][j] -= factor * matrix[i][j]
    for i in reversed(range(size)):
        right[i] = (right[i] - sum(matrix[i][j] * right[j] for j in range(i + 1, size))) / matrix[i][i]
    return right


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))
