"""The Trainer with this studio's batch plan, checkpoints and progress. Importing this module imports torch.

It knows no project and no test set; the dev set is a function that it calls.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.sentence_transformer.evaluation import SentenceEvaluator
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from transformers import PrinterCallback, ProgressCallback, TrainerCallback

from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.progress import Reporter
from studio.engine.training.checkpoints import WHOLE, newest, step_of
from studio.engine.training.columns import Columns
from studio.errors import StudioError

__all__ = ["DEV_METRIC", "run_loop"]

DEV_METRIC = "dev_ndcg@10"
"""What chooses the best checkpoint."""

Score = Callable[[SentenceTransformer], dict[str, float]]


class _Planned(DefaultBatchSampler):
    """Yields the plan's batches from a step on; its length is the whole plan's, which the Trainer counts epochs by."""

    def __init__(self, dataset: Dataset, plan: Sequence[Sequence[int]], start: int, **options: Any) -> None:
        super().__init__(dataset, **options)
        self._plan, self._start = plan, start

    def __iter__(self) -> Iterator[list[int]]:
        return (list(batch) for batch in self._plan[self._start :])

    def __len__(self) -> int:
        return len(self._plan)


class _Dev(SentenceEvaluator):
    """The dev set as the Trainer calls it."""

    def __init__(self, score: Score) -> None:
        super().__init__()
        self._score = score
        self.last: dict[str, float] = {}

    def __call__(self, model: SentenceTransformer, *_: object, **__: object) -> dict[str, float]:
        was_training = model.training
        model.eval()
        self.last = {f"dev_{name}": value for name, value in self._score(model).items()}
        model.train(was_training)
        return dict(self.last)


class _Watch(TrainerCallback):
    """Tells progress and figures, stops when asked to, and marks whole checkpoints."""

    def __init__(self, reporter: Reporter, plan: Sequence[Sequence[int]], dev: _Dev | None) -> None:
        self._reporter, self._plan, self._dev = reporter, plan, dev
        self._began = time.monotonic()
        self._first = 0
        self.stopped = False

    def on_train_begin(self, _args: Any, state: Any, _control: Any, **_: Any) -> None:
        self._began, self._first = time.monotonic(), state.global_step
        self._reporter.progress("train", state.global_step, state.max_steps, "steps")

    def on_step_end(self, _args: Any, state: Any, control: Any, **_: Any) -> None:
        self._reporter.progress("train", state.global_step, state.max_steps, "steps")
        if state.global_step >= state.max_steps:
            control.should_evaluate = control.should_save = True
        elif self._reporter.stopping():
            self.stopped = True
            control.should_save = control.should_training_stop = True

    def on_log(self, _args: Any, state: Any, _control: Any, logs: dict[str, float] | None = None, **_: Any) -> None:
        if not logs or "loss" not in logs:
            return
        if not math.isfinite(logs["loss"]):
            raise StudioError(
                f"The loss became {logs['loss']} at step {state.global_step}. "
                "Lower learning_rate; the last good checkpoint is kept."
            )
        pairs = sum(len(batch) for batch in self._plan[self._first : state.global_step])
        values: dict[str, float] = {
            name: float(value) for name, value in logs.items() if name in {"loss", "grad_norm", "learning_rate"}
        }
        values["pairs_per_second"] = pairs / max(time.monotonic() - self._began, 1e-6)
        self._reporter.metric(state.global_step, values)

    def on_evaluate(self, _args: Any, state: Any, _control: Any, **_: Any) -> None:
        if self._dev is not None:
            self._reporter.metric(state.global_step, self._dev.last)

    def on_save(self, args: Any, state: Any, _control: Any, **_: Any) -> None:
        (Path(args.output_dir) / f"checkpoint-{state.global_step}" / WHOLE).touch()


def _arguments(
    folder: Path,
    *,
    steps: int,
    evaluate_every: int,
    options: TrainingOptions,
    model: ModelOptions,
    device: str,
    evaluates: bool,
) -> SentenceTransformerTrainingArguments:
    prompts = {"query": model.query_prompt, "positive": model.passage_prompt}
    prompts |= {f"negative_{i}": model.passage_prompt for i in range(1, 10)}
    return SentenceTransformerTrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        warmup_steps=round(steps * options.warmup),
        weight_decay=options.weight_decay,
        seed=options.seed,
        data_seed=options.seed,
        logging_steps=max(1, steps // 500),
        logging_nan_inf_filter=False,
        eval_strategy="steps" if evaluates else "no",
        eval_steps=evaluate_every,
        save_strategy="steps",
        save_steps=evaluate_every,
        save_total_limit=2,
        load_best_model_at_end=evaluates,
        metric_for_best_model=f"eval_{DEV_METRIC}" if evaluates else None,
        greater_is_better=True if evaluates else None,
        ignore_data_skip=True,
        prompts=prompts if any(prompts.values()) else None,
        use_cpu=device == "cpu",
        disable_tqdm=True,
        report_to="none",
        dataloader_pin_memory=False,
    )


def run_loop(
    model: SentenceTransformer,
    columns: Columns,
    plan: Sequence[Sequence[int]],
    *,
    score: Score | None,
    folder: Path,
    dimensions: Sequence[int],
    evaluate_every: int,
    options: TrainingOptions,
    model_options: ModelOptions,
    reporter: Reporter,
) -> bool:
    """Train from the newest whole checkpoint in `folder`, or from the start; return False where it was asked to stop.

    Afterwards `model` holds the best checkpoint's weights where a dev set chose one, else the last ones.
    """
    resume = newest(folder)
    start = step_of(resume) if resume else 0
    dev = _Dev(score) if score else None
    watch = _Watch(reporter, plan, dev)
    dataset = Dataset.from_dict(columns.data)
    arguments = _arguments(
        folder,
        steps=len(plan),
        evaluate_every=evaluate_every,
        options=options,
        model=model_options,
        device=model.device.type,
        evaluates=dev is not None,
    )
    arguments.batch_sampler = lambda dataset, **kw: _Planned(dataset, plan, start, **kw)
    torch.manual_seed(options.seed)
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=dataset,
        loss=MatryoshkaLoss(model, MultipleNegativesRankingLoss(model), matryoshka_dims=list(dimensions)),
        evaluator=dev,
        callbacks=[watch],
    )
    for silent in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(silent)
    trainer.train(resume_from_checkpoint=str(resume) if resume else None)
    return not watch.stopped
