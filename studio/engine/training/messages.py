"""What a run says about itself: what it learns from, how, and what came of it. Pure text; tells nobody."""

from collections.abc import Mapping, Sequence

from studio.domain.figures import score
from studio.domain.options import TrainingOptions
from studio.domain.recipes import RECIPES
from studio.domain.wording import plural
from studio.engine.training.columns import Columns

__all__ = [
    "conclusion",
    "merged",
    "pairs_told",
    "small_batches",
    "steps_told",
    "too_few",
    "trained_alone",
    "unmerged",
    "untouched",
]


def pairs_told(columns: Columns, *, wanted: int) -> str:
    """Say what is learnt from: pairs, negatives, what was made up and what was left out. `wanted` counts negatives."""
    told = f"{plural(len(columns.rows), 'pair')}"
    if columns.negatives:
        made_up = _list(
            (columns.drawn, "with none of their own take another query's positive"),
            (columns.repeated, "with fewer repeat theirs"),
        )
        told += f", each with {plural(columns.negatives, 'hard negative')}{made_up}"
    elif wanted:
        told += " without hard negatives: none is mined, or none may be trained on yet"
    left_out = []
    if columns.answering:
        left_out.append(f"{plural(columns.answering, 'negative')} known to answer the query")
    if columns.alone:
        left_out.append(f"{plural(columns.alone, 'pair')} with nothing to be told from")
    return told + (f"; left out: {' and '.join(left_out)}" if left_out else "")


def steps_told(
    plan: Sequence[Sequence[int]],
    *,
    options: TrainingOptions,
    unit: str,
    dimensions: Sequence[int],
    max_tokens: int | None,
    device: str,
    evaluate_every: int,
) -> str:
    """Say how it is learnt: steps, batches, dimensions, length, device.

    `unit` names what a row is (pairs, passages); `evaluate_every` is 0 without a dev set.
    """
    sizes = sorted({len(batch) for batch in plan})
    batch = f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 1 else f"{sizes[0]}"
    read = f", {max_tokens} tokens at most" if max_tokens else ""
    return (
        f"{plural(len(plan), 'step')} in {plural(options.epochs, 'epoch')}, batches of {batch} {unit}, "
        f"dimensions {', '.join(map(str, dimensions))}{read}, on {device}"
        + (f"; the dev set is read every {plural(evaluate_every, 'step')}" if evaluate_every else "")
    )


def small_batches(plan: Sequence[Sequence[int]], *, batch_size: int) -> str | None:
    """Say so where pairs that exclude one another made batches much smaller than asked for; None where they did not."""
    usual = sum(map(len, plan)) / max(1, len(plan))
    pairs = sum(map(len, plan))
    if usual >= 0.75 * min(batch_size, pairs):
        return None
    return (
        f"Batches hold {usual:.0f} pairs on average, not {batch_size}: too many pairs share a query, a positive or its "
        "near duplicates, and those never stand in one batch. Fewer queries of one passage teach as much."
    )


def too_few(pairs: int, *, alone: int, fewest: int) -> str:
    """Say that there is too little to learn from, and what to do."""
    lonely = ""
    if alone:
        lonely = f" ({plural(alone, 'more pair')} cannot be told from any other: all positives answer the query)"
    return (
        f"{plural(pairs, 'pair')} to train on{lonely}; at least {fewest} are needed. "
        'Generate more queries, accept more pairs, or set use = "not_rejected" in [training].'
    )


def untouched(dev: float) -> str:
    """Say how the base does on the dev set before anything is trained."""
    return f"the base: NDCG@10 {score(dev)} on the dev set"


def conclusion(step: int, dev: float | None, base: float | None, *, last: bool) -> str:
    """Say which model was kept, and how it does on the dev set beside its base; `last` where that did not choose."""
    if dev is None:
        return f"kept the model of the last step, {step}" + ("" if last else ": there was no dev set to choose by")
    kept = f"the last step, {step}" if last else f"step {step}"
    told = f"kept the model of {kept}: NDCG@10 {score(dev)} on the dev set"
    if base is None:
        return told
    worse = ", so training did not help there: look at the pairs, or lower learning_rate"
    if last:
        worse = "; its written queries are near their passages' words, people's own tell more (J)"
    return f"{told}, the base {score(base)}{'' if dev > base else worse}"


def merged(alpha: float, figures: Mapping[float, float]) -> str:
    """Say which share of the trained weights was taken and why, by NDCG@10 on the dev set at each that was tried."""
    tried = ", ".join(f"{score(figure)} at {each:g}" for each, figure in figures.items())
    ends = {0.0: "the base's weights (nothing trained is told from them)", 1.0: "all of the trained weights"}
    what = ends.get(alpha, "that share of the trained weights, the rest the base's")
    return (
        f"alpha {alpha:g}, {what}: the smallest within one standard error of the best on the dev set, where NDCG@10 is "
        f"{tried}"
    )


def unmerged(options: TrainingOptions) -> str:
    """Say why a run that nothing was to be chosen for is not merged; the options are settled."""
    if options.merge == "yes":
        return trained_alone("there was no dev set to choose by")
    return trained_alone(RECIPES[options.recipe].unmerged or 'training.merge = "no"')


def trained_alone(why: str) -> str:
    """Say that the weights are the trained ones, and why."""
    return f"alpha 1, the trained weights alone: {why}"


def _list(*counted: tuple[int, str]) -> str:
    told = [f"{number:,} {what}" for number, what in counted if number]
    return f" ({', '.join(told)})" if told else ""
