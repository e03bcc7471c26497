"""Fine-tune a base model on a dataset: the entry to this room.

It reads the dev set through a function and never sees a test set. torch is imported when training begins.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.progress import Interrupted, Reporter
from studio.engine.retrieval import models
from studio.engine.training.checkpoints import best_step, keep_model, newest
from studio.engine.training.columns import examples_from, to_columns
from studio.engine.training.plan import load_plan, make_plan, save_plan
from studio.errors import InputError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["TrainResult", "matryoshka_dimensions", "train"]

FEWEST = 8
"""Pairs under which contrast within a batch means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainResult:
    """A finished run: the model's folder, and how it came about. `best_dev` is NDCG@10, None without a dev set."""

    path: Path
    steps: int
    best_step: int
    best_dev: float | None
    pairs: int
    negatives: int
    repeated: int
    drawn: int
    dimensions: tuple[int, ...]


def matryoshka_dimensions(wanted: tuple[int, ...], own: int) -> tuple[int, ...]:
    """Return the model's own dimension and those wanted below it, largest first."""
    return tuple(sorted({own, *(d for d in wanted if d < own)}, reverse=True))


def train(
    examples: pl.DataFrame,
    *,
    model: ModelOptions,
    options: TrainingOptions,
    score: "Callable[[SentenceTransformer], dict[str, float]] | None",
    work: Path,
    target: Path,
    reporter: Reporter,
) -> TrainResult:
    """Train on `examples` (pair_id, query, positive_id, positive, negatives) and write the best model to `target`.

    `score` measures the dev set (names without `dev_`, `ndcg@10` among them); checkpoints and the batch plan live in
    `work`, so that the same call on the same folder goes on where it was cut off. Raises Interrupted once a checkpoint
    holds what was done, InputError where there is too little to learn from.
    """
    rows = examples_from(examples)
    if len(rows) < FEWEST:
        raise InputError(
            f"{len(rows)} pairs are too few to train on; at least {FEWEST} are needed. "
            'Generate more queries, or accept more pairs, or set use = "not_rejected" in [training].'
        )
    columns = to_columns(rows, negatives=options.negatives, seed=options.seed)
    checkpoints, plan_file = work / "checkpoints", work / "batches.parquet"
    checkpoints.mkdir(parents=True, exist_ok=True)
    if not plan_file.exists():
        save_plan(plan_file, make_plan(rows, batch_size=options.batch_size, epochs=options.epochs, seed=options.seed))
    plan = load_plan(plan_file)
    encoder = models.load(model.base, model.device)
    encoder.max_seq_length = min(options.max_tokens, encoder.max_seq_length or options.max_tokens)
    dimensions = matryoshka_dimensions(options.dimensions, int(encoder.get_embedding_dimension()))
    if score is not None and newest(checkpoints) is None:
        reporter.log("measuring the base on the dev set")
        reporter.metric(0, {f"dev_{name}": value for name, value in score(encoder).items()})

    from studio.engine.training.loop import run_loop  # noqa: PLC0415 - imports torch

    finished = run_loop(
        encoder,
        columns,
        plan,
        score=score,
        folder=checkpoints,
        dimensions=dimensions,
        evaluate_every=options.eval_steps or max(1, -(-len(plan) // 5)),
        options=options,
        model_options=model,
        reporter=reporter,
    )
    if not finished:
        raise Interrupted
    best = best_step(checkpoints)
    step = keep_model(checkpoints, target)
    shutil.rmtree(checkpoints, ignore_errors=True)
    return TrainResult(
        path=target,
        steps=len(plan),
        best_step=len(plan) if step is None else step,
        best_dev=best[1] if best else None,
        pairs=len(rows),
        negatives=columns.negatives,
        repeated=columns.repeated,
        drawn=columns.drawn,
        dimensions=dimensions,
    )
