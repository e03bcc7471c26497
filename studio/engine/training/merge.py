"""Draw a trained model back towards its base, as far as the dev set does not mind.

Weights between two models on one path do as well as either and forget less (WiSE-FT, arXiv 2109.01903; LM-Cocktail,
arXiv 2311.13534). The smallest share of the trained weights is taken that is within one standard error of the best,
by group. Nothing here sees a test set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from studio.domain.statistics import compare
from studio.engine.progress import Reporter
from studio.engine.retrieval import models
from studio.engine.training import checkpoints

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

__all__ = ["SHARES", "Judge", "choose", "merge"]

SHARES = (0.25, 0.5, 0.75, 1.0)
"""Shares of the trained weights that are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The dev set query by query: `score` returns NDCG@10 of each, `groups` are the queries' groups."""

    score: "Callable[[SentenceTransformer], Sequence[float]]"
    groups: Sequence[str]


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


def merge(
    trained: Path, base: "Callable[[], SentenceTransformer]", judge: Judge, reporter: Reporter
) -> tuple[float, Path]:
    """Merge the model in a folder of checkpoints with its base; return the share of its weights, and where it lies."""
    if not judge.groups:
        return 1.0, trained
    start = base()
    after = models.load(trained, str(start.device)).state_dict()
    before = {name: weight.clone() for name, weight in start.state_dict().items()}
    figures: list[Sequence[float]] = []
    for number, share in enumerate(SHARES):
        _mix(start, before, after, share)
        figures.append(judge.score(start))
        reporter.progress("merge with the base", number + 1, len(SHARES), "shares")
    taken = choose(figures, judge.groups)
    share, dev = SHARES[taken], fmean(figures[taken])
    reporter.log(
        f"{share:.0%} of the trained weights, the rest the base's: NDCG@10 {dev:.3f} on the dev set, "
        f"{fmean(figures[-1]):.3f} with all of them"
    )
    if share == 1:
        return share, trained
    _mix(start, before, after, share)
    mark = checkpoints.Mark(step=checkpoints.mark_of(trained).step, dev=dev)
    return share, checkpoints.put_model(
        trained.parent, lambda folder: start.save_pretrained(str(folder), create_model_card=False), mark
    )


def _mix(model: "SentenceTransformer", before: "dict[str, Tensor]", trained: "dict[str, Tensor]", share: float) -> None:
    """Give the model weights between two states."""
    model.load_state_dict(
        {
            name: weight.lerp(trained[name].to(weight.device), share) if weight.is_floating_point() else weight
            for name, weight in before.items()
        }
    )
