"""Fine-tune a base model on a dataset: the entry to this room.

It reads the dev set through a function and never sees a test set. torch is imported when training begins.
"""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import files
from studio.domain.options import ModelOptions, TrainingOptions
from studio.domain.recipes import FEWEST_TO_TRAIN, PASSAGES, settled
from studio.engine.progress import Interrupted, Reporter
from studio.engine.training import checkpoints, messages, reports
from studio.engine.training.base import longest, matryoshka_dimensions, prepare
from studio.engine.training.material import Material
from studio.engine.training.merge import Judge, Merged, merge
from studio.engine.training.plan import Row, load_plan, make_plan, save_plan
from studio.errors import InputError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from studio.engine.training.group import Group

__all__ = ["TrainResult", "keep_best", "matryoshka_dimensions", "train"]

_EVALUATIONS = 5
"""Looks at the dev set in a run, where `eval_steps` does not say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainResult:
    """A finished run: the model's folder, and how it came about.

    `best_dev` and `base_dev` are NDCG@10 of the model and of its base, None without a dev set. `learnt` is the
    material's count. `share` is the trained weights' share in the model (alpha), 1 where nothing was merged; `merged`
    says it and why.
    """

    path: Path
    steps: int
    best_step: int
    best_dev: float | None
    base_dev: float | None
    share: float
    merged: str = ""
    learnt: Mapping[str, int]
    dimensions: tuple[int, ...]


def train(
    material: Material,
    *,
    model: ModelOptions,
    options: TrainingOptions,
    score: "Callable[[SentenceTransformer], dict[str, float]] | None",
    work: Path,
    target: Path,
    reporter: Reporter,
    judge: Judge | None = None,
    untouched: "Callable[[SentenceTransformer], dict[str, float]] | None" = None,
    project: str = "studio",
    group: "Group | None" = None,
) -> TrainResult:
    """Train on `material` and write the best model to `target`.

    `score` measures the dev set (names without `dev_`, `ndcg@10` among them); `judge` does so query by query, for
    merging. `untouched` measures the base where `score` cannot: passages may have an encoder that has learnt already.
    `project` is what reports elsewhere go by. Checkpoints and the batch plan live in `work`, so that the same call on
    the same folder goes on where it was cut off, and returns at once where it was finished. Raises Interrupted once a
    checkpoint holds what was done, InputError where there is too little to learn from.

    Every process of a `group` calls this with the same data and gets the same result; its leader alone has a dev set
    to `score`, and writes.
    """
    from studio.engine.training import lora  # noqa: PLC0415 - imports torch
    from studio.engine.training.dropout import set_dropout  # noqa: PLC0415 - as above
    from studio.engine.training.freeze import freeze  # noqa: PLC0415 - as above
    from studio.engine.training.group import ALONE  # noqa: PLC0415 - as above

    group = group or ALONE
    done = _finished(work, target)
    if done is not None:
        reporter.log(f"the model of this run is there already, from step {done.best_step} of {done.steps}")
        return done
    if len(material.rows) < FEWEST_TO_TRAIN:
        raise InputError(material.too_few(FEWEST_TO_TRAIN))
    folder = work / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    group.meet()
    options = settled(options)
    plan = group.tell(_plan(material.rows, options, work / "batches.parquet") if group.leads else None)
    every = options.eval_steps or max(1, -(-len(plan) // _EVALUATIONS))
    encoder = material.begin(prepare(model, options))
    if options.weights == "lora":
        lora.add(encoder, rank=options.lora_rank, seed=options.seed)
    freeze(encoder, options.frozen)
    set_dropout(encoder, options.dropout)
    dimensions = matryoshka_dimensions(options.dimensions, int(encoder.get_embedding_dimension() or 0))
    reporter.log(material.told())
    looks = every if score is not None else 0
    unit = next(iter(material.learnt))
    _introduce(plan, encoder, options=options, unit=unit, dimensions=dimensions, every=looks, reporter=reporter)
    base_dev = _base_figure(work / "base.json", encoder, untouched or score, reporter)
    group.meet()

    from studio.engine.training.loop import run_loop  # noqa: PLC0415 - imports torch

    wanted = options.report_to if group.leads else "none"
    finished = run_loop(
        encoder,
        material.data,
        plan,
        loss=material.loss(encoder, dimensions),
        score=score,
        folder=folder,
        evaluate_every=every,
        chooses=not material.keeps_last,
        options=options,
        reporter=reporter,
        reports=reports.told(wanted, project=project, run=target.name, folder=work / "tensorboard", reporter=reporter),
        group=group,
    )
    if not finished:
        raise Interrupted
    merged, mark = group.tell(
        _keep(
            work,
            target,
            lambda: material.begin(prepare(model, options)),
            last=material.keeps_last,
            judge=judge,
            options=options,
            reporter=reporter,
        )
        if group.leads
        else None
    )
    reporter.log(messages.conclusion(mark.step, mark.dev, base_dev, last=material.keeps_last))
    result = TrainResult(
        path=target,
        steps=len(plan),
        best_step=mark.step,
        best_dev=mark.dev,
        base_dev=base_dev,
        share=merged.alpha,
        merged=merged.why,
        learnt=material.learnt,
        dimensions=dimensions,
    )
    if group.leads:
        _write(work / "result.json", {**asdict(result), "path": str(target)})
        shutil.rmtree(folder, ignore_errors=True)
    return result


def keep_best(work: Path, target: Path) -> checkpoints.Mark | None:
    """Write the best model so far of a run that was stopped to `target`; None where it has no checkpoint yet.

    Where passages have a model of their own it learns lists, which keep their last step.
    """
    passages = _other_side(work)
    found = checkpoints.chosen(work / "checkpoints", last=passages is not None)
    if found is None:
        return None
    checkpoints.keep_model(found, target, passages)
    return checkpoints.mark_of(found)


def _keep(
    work: Path,
    target: Path,
    base: "Callable[[], SentenceTransformer]",
    *,
    last: bool,
    judge: Judge | None,
    options: TrainingOptions,
    reporter: Reporter,
) -> tuple[Merged, checkpoints.Mark]:
    """Write the model of a finished run, its `last` step or its best; return what became of its weights, and its mark.

    It is merged with its base where the options want it and a judge says how far.
    """
    found = checkpoints.chosen(work / "checkpoints", last=last)
    if found is None:
        raise RuntimeError(f"no checkpoint in {work} at the end")
    merged = Merged(alpha=1.0, path=found, why=messages.unmerged(options))
    if judge is not None and options.merge == "yes":
        merged = merge(found, base, judge, reporter)
    checkpoints.keep_model(merged.path, target, _other_side(work))
    return merged, checkpoints.mark_of(merged.path)


def _other_side(work: Path) -> Path | None:
    """Return the model of passages, where they have one of their own."""
    passages = work / PASSAGES
    return passages if passages.is_dir() else None


def _finished(work: Path, target: Path) -> TrainResult | None:
    """Return the result of a run that had ended when its job was cut off in what came after."""
    found = _read(work / "result.json")
    if found is None or not target.is_dir():
        return None
    return TrainResult(**{**found, "path": target, "dimensions": tuple(found["dimensions"])})


def _plan(rows: Sequence[Row], options: TrainingOptions, path: Path) -> list[list[int]]:
    """Return the batch plan on disk, made before the first step."""
    if not path.exists():
        plan = make_plan(rows, batch_size=options.batch_size, epochs=options.epochs, seed=options.seed)
        save_plan(path, plan[: options.max_steps or None])
    return load_plan(path)


def _introduce(
    plan: Sequence[Sequence[int]],
    encoder: "SentenceTransformer",
    *,
    options: TrainingOptions,
    unit: str,
    dimensions: Sequence[int],
    every: int,
    reporter: Reporter,
) -> None:
    told = messages.steps_told(
        plan,
        options=options,
        unit=unit,
        dimensions=dimensions,
        max_tokens=longest(encoder),
        device=str(encoder.device),
        evaluate_every=every,
    )
    reporter.log(told)
    warning = messages.small_batches(plan, batch_size=options.batch_size)
    if warning is not None:
        reporter.log(warning, "warning")


def _base_figure(
    path: Path,
    encoder: "SentenceTransformer",
    score: "Callable[[SentenceTransformer], dict[str, float]] | None",
    reporter: Reporter,
) -> float | None:
    """Measure the base on the dev set before the first step, once for all attempts at this run."""
    if score is None:
        return None
    figures = _read(path)
    if figures is None:
        figures = score(encoder)
        _write(path, figures)
        reporter.metric(0, {f"dev_{name}": value for name, value in figures.items()})
        reporter.log(messages.untouched(figures["ndcg@10"]))
    return float(figures["ndcg@10"])


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, content: Mapping[str, Any]) -> None:
    files.write(path, json.dumps(content).encode())
