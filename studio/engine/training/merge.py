"""Draw a trained model back towards its base, as far as the dev set does not mind.

Weights between two models on one path do as well as either and forget less (WiSE-FT, arXiv 2109.01903; LM-Cocktail,
arXiv 2311.13534). The smallest alpha, the share of the trained weights, is taken that is within one standard error of
the best, by group. Nothing here sees a test set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from studio.domain.statistics import compare
from studio.engine.progress import Reporter
from studio.engine.retrieval import models
from studio.engine.training import checkpoints, messages

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

__all__ = ["ALPHAS", "Judge", "Merged", "choose", "merge"]

ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the trained weights that are tried: at 0 the run is its base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The dev set query by query: `score` returns NDCG@10 of each, `groups` are the queries' groups."""

    score: "Callable[[SentenceTransformer], Sequence[float]]"
    groups: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of trained weights: their share (`alpha`), the folder of the model, and `why` in words."""

    alpha: float
    path: Path
    why: str


def choose(figures: Sequence[Sequence[float]], groups: Sequence[str]) -> int:
    """Return the first of the rows (figures of every query) that is within one standard error of the best one.

    The error is that of the paired difference from the best, by group.
    """
    best = max(figures, key=fmean)
    for number, row in enumerate(figures):
        behind = [high - low for high, low in zip(best, row, strict=True)]
        if fmean(behind) <= compare(behind, groups, draws=1).standard_error:
            return number
    return len(figures) - 1


def merge(trained: Path, base: "Callable[[], SentenceTransformer]", judge: Judge, reporter: Reporter) -> Merged:
    """Merge the model in a folder of checkpoints with its base, as far as the dev set does not mind.

    Fewer than two groups tell no error: the trained weights stay.
    """
    if len(set(judge.groups)) < 2:
        return Merged(alpha=1.0, path=trained, why=messages.trained_alone("one group of documents tells no error"))
    start = base()
    after = models.load(trained, str(start.device)).state_dict()
    before = {name: weight.clone() for name, weight in start.state_dict().items()}
    figures: list[Sequence[float]] = []
    for number, alpha in enumerate(ALPHAS):
        _mix(start, before, after, alpha)
        figures.append(judge.score(start))
        reporter.progress("merge with the base", number + 1, len(ALPHAS), "shares")
    taken = choose(figures, judge.groups)
    alpha, means = ALPHAS[taken], [fmean(row) for row in figures]
    why = messages.merged(alpha, dict(zip(ALPHAS, means, strict=True)))
    reporter.log(why)
    if alpha == 1:
        return Merged(alpha=alpha, path=trained, why=why)
    _mix(start, before, after, alpha)
    mark = checkpoints.Mark(step=checkpoints.mark_of(trained).step, dev=means[taken])
    path = checkpoints.put_model(
        trained.parent, lambda folder: start.save_pretrained(str(folder), create_model_card=False), mark
    )
    return Merged(alpha=alpha, path=path, why=why)


def _mix(model: "SentenceTransformer", before: "dict[str, Tensor]", trained: "dict[str, Tensor]", alpha: float) -> None:
    """Give the model weights between two states."""
    model.load_state_dict(
        {
            name: weight.lerp(trained[name].to(weight.device), alpha) if weight.is_floating_point() else weight
            for name, weight in before.items()
        }
    )
