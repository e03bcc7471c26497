"""The Trainer with this studio's batch plan, checkpoints and progress. Importing this module imports torch.

It knows no project and no test set; the dev set is a function that is called.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.base.sampler import DefaultBatchSampler
from torch import nn
from transformers import PrinterCallback, ProgressCallback

from studio.domain.options import TrainingOptions
from studio.engine.progress import Reporter
from studio.engine.training import checkpoints, lora
from studio.engine.training.fit import Fit, out_of_memory
from studio.engine.training.group import ALONE, Group
from studio.engine.training.watch import Dev, Score, Watch
from studio.errors import StudioError, disk_full

__all__ = ["run_loop"]

_ROOM = 1 << 20
"""Bytes free under which a write that failed is put down to a full disk, whatever it said."""


class _Planned(DefaultBatchSampler):
    """Yields the plan's batches from a step on; its length is the whole plan's, which the Trainer counts epochs by."""

    def __init__(self, dataset: Dataset, plan: Sequence[Sequence[int]], start: int, **options: Any) -> None:
        super().__init__(dataset, **options)
        self._plan, self._start = plan, start

    def __iter__(self) -> Iterator[list[int]]:
        return (list(batch) for batch in self._plan[self._start :])

    def __len__(self) -> int:
        return len(self._plan)


class _Trainer(SentenceTransformerTrainer):
    """The Trainer in a settled order, without a model card: its own asks the hub about the base, and reads the data."""

    def __init__(self, plan: Sequence[Sequence[int]], start: int, fit: Fit, **options: Any) -> None:
        self._plan, self._start, self._fit = plan, start, fit
        super().__init__(**options)

    def training_step(self, model: Any, inputs: dict[str, Any], num_items_in_batch: Any = None) -> Any:
        """Compute a step so that it fits. `inputs` is copied: computing takes names out of it."""
        compute = super().training_step
        return self._fit.step(lambda: compute(model, dict(inputs), num_items_in_batch))

    def add_model_card_callback(self, default_args_dict: dict[str, Any]) -> None:
        """Do without."""

    def get_batch_sampler(self, dataset: Dataset, **options: Any) -> _Planned:
        """Return the plan."""
        return _Planned(dataset, self._plan, self._start, **options)

    def save_model(self, output_dir: str | None = None, _internal_call: bool = False) -> None:
        """Write the model into a checkpoint."""
        lora.save(self.model, Path(output_dir or self.args.output_dir))

    def _load_from_checkpoint(self, checkpoint_path: str) -> None:
        """Take the weights of a checkpoint, or the low-rank changes that lie beside them."""
        if not lora.go_on(self.model, Path(checkpoint_path)):
            super()._load_from_checkpoint(checkpoint_path)


@dataclass
class _Arguments(SentenceTransformerTrainingArguments):
    """The Trainer's arguments, on the device where the model is and on no other."""

    where: str = "cpu"

    @property
    def device(self) -> torch.device:
        """The model's own device; the Trainer would take the first card for whichever was asked for."""
        chosen = torch.device(self.where)
        found = super().device
        if chosen.type != "cuda":
            return chosen if chosen.type == "cpu" else found
        torch.cuda.set_device(chosen)
        return chosen

    @property
    def n_gpu(self) -> int:
        """One card at most: a batch split over several would contrast within each part alone."""
        return 1 if super().n_gpu else 0


def _arguments(
    folder: Path, *, steps: int, options: TrainingOptions, device: torch.device, reports: Mapping[str, Any]
) -> _Arguments:
    """Return arguments that leave evaluating and saving to `Watch`; `reports` say where else figures go."""
    return _Arguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        warmup_steps=round(steps * options.warmup),
        weight_decay=options.weight_decay,
        seed=options.seed % 2**32,
        logging_steps=max(1, steps // 500),
        logging_nan_inf_filter=False,
        eval_strategy="no",
        save_strategy="no",
        ignore_data_skip=True,
        use_cpu=device.type == "cpu",
        bf16=_half(options.precision, device),
        where=str(device),
        disable_tqdm=True,
        dataloader_pin_memory=False,
        **reports,
    )


def _half(precision: str, device: torch.device) -> bool:
    """Return whether steps are computed in bfloat16."""
    if precision == "auto":
        return device.type == "cuda" and bool(torch.cuda.is_bf16_supported())
    return precision == "bfloat16"


def run_loop(
    model: SentenceTransformer,
    data: Mapping[str, Sequence[Any]],
    plan: Sequence[Sequence[int]],
    *,
    loss: nn.Module,
    score: Score | None,
    folder: Path,
    evaluate_every: int,
    chooses: bool,
    options: TrainingOptions,
    reporter: Reporter,
    reports: Mapping[str, Any],
    group: Group = ALONE,
) -> bool:
    """Train from the newest whole checkpoint in `folder`, or from the start; return False where it was asked to stop.

    Afterwards `folder` holds the best model and a whole checkpoint of the last step; `chooses` says whether the dev set
    decides which of them is kept. `reports` are the Trainer's arguments on where else figures go. Of a `group` every
    process calls this with the same data; its leader alone measures, tells and saves.
    """
    if group.leads:
        checkpoints.discard_cut_off(folder)
    resume = group.tell(checkpoints.newest(folder) if group.leads else None)
    start = resume[1].step if resume else 0
    if resume:
        reporter.log(f"going on from step {start} of {len(plan)}")
    group.level(model)
    dev = Dev(score or _unasked) if group.any(score is not None) else None
    watch = Watch(
        reporter,
        [len(batch) for batch in plan],
        dev,
        folder=folder,
        evaluate_every=evaluate_every,
        chooses=chooses,
        seed=options.seed,
        group=group,
    )
    trainer = _Trainer(
        plan,
        start,
        Fit(model, mini_batch=options.mini_batch, group=group, folder=folder, reporter=reporter),
        model=model,
        args=_arguments(folder, steps=len(plan), options=options, device=model.device, reports=reports),
        train_dataset=Dataset.from_dict(dict(data)),
        loss=loss,
        evaluator=dev,
        callbacks=[watch],
    )
    for silent in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(silent)
    try:
        trainer.train(resume_from_checkpoint=str(resume[0]) if resume else None)
    except (OSError, RuntimeError, MemoryError, SafetensorError) as error:
        sentence = _reason(error, folder, options)
        if group.leads:
            checkpoints.discard_cut_off(folder)
        if sentence is None:
            raise
        raise StudioError(sentence) from error
    if watch.stopped:
        last = checkpoints.newest(folder) if group.leads else None
        kept = f"stopped at step {last[1].step} of {len(plan)}: its checkpoint is whole" if last else "stopped"
        reporter.log(kept)
    return not watch.stopped


def _unasked(_model: SentenceTransformer) -> dict[str, float]:
    """Stand for the leader's dev set in the other processes, which encode for it."""
    return {}


def _reason(error: Exception, folder: Path, options: TrainingOptions) -> str | None:
    """Return what a person can do about an error of the Trainer, or None where it is a bug."""
    if out_of_memory(error):
        return (
            f"The device ran out of memory at batch_size = {options.batch_size}, max_tokens = {options.max_tokens} and "
            f"negatives = {options.negatives}, with a single text at once too. Lower one of them and train again."
        )
    if disk_full(error) or shutil.disk_usage(folder).free < _ROOM:
        last = checkpoints.newest(folder)
        kept = f"the checkpoint of step {last[1].step} is whole" if last else "there is no checkpoint yet"
        return (
            f"The disk that holds {folder} is full: a checkpoint could not be written, and {kept}. "
            "Free some space and resume the job."
        )
    return None
