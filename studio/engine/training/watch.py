"""What is seen of a run while it trains: figures, speed, whether to stop. Importing this module imports torch.

It measures nothing itself: the dev set is a function that it calls.
"""

import math
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.evaluation import SentenceEvaluator
from transformers import TrainerCallback

from studio.domain.figures import score
from studio.domain.identity import content_hash
from studio.engine.progress import Interrupted, Reporter
from studio.engine.training import checkpoints
from studio.engine.training.checkpoints import Mark
from studio.engine.training.group import ALONE, Group
from studio.errors import StudioError

__all__ = ["CHOOSES", "Dev", "Score", "Watch"]

CHOOSES = "ndcg@10"
"""The dev set's figure that chooses the best checkpoint."""

Score = Callable[[SentenceTransformer], dict[str, float]]

_SAVE_SECONDS = 300.0
"""Longest time between checkpoints, so that a kill costs little however far apart evaluations are."""
_WINDOW = 20
"""Steps over which speed is averaged."""
_TOLD = ("loss", "grad_norm", "learning_rate")
_WORDS = {"loss": "loss", "grad_norm": "gradient", "learning_rate": "learning rate"}


class Dev(SentenceEvaluator):
    """The dev set as the Trainer calls it."""

    def __init__(self, score: Score) -> None:
        super().__init__()
        self._score = score
        self.figures: dict[str, float] = {}
        self.interrupted = False

    def __call__(self, model: SentenceTransformer, *_: object, **__: object) -> dict[str, float]:
        """Measure the model; where that is interrupted the figures are empty, and the Trainer saves first."""
        was_training = model.training
        model.eval()
        self.figures = {}
        try:
            self.figures = {f"dev_{name}": value for name, value in self._score(model).items()}
        except Interrupted:
            self.interrupted = True
        model.train(was_training)
        return dict(self.figures)

    @property
    def figure(self) -> float | None:
        """The figure that chooses, None where it could not be measured."""
        value = self.figures.get(f"dev_{CHOOSES}", math.nan)
        return value if math.isfinite(value) else None


class Watch(TrainerCallback):
    """Tells progress and figures, stops when asked to, and says of each checkpoint that it is whole.

    Of a group of processes the leader alone saves, and all stop after the same step.

    The randomness of a step (dropout) is drawn from the seed and the step's number alone, so it is the same after any
    number of interruptions, evaluations and checkpoints.
    """

    def __init__(
        self,
        reporter: Reporter,
        sizes: Sequence[int],
        dev: Dev | None,
        *,
        folder: Path,
        evaluate_every: int,
        chooses: bool,
        seed: int,
        group: Group = ALONE,
    ) -> None:
        self._group = group
        self._reporter, self._sizes, self._dev = reporter, sizes, dev
        self._folder, self._every, self._chooses, self._seed = folder, evaluate_every, chooses, seed
        self._measured = -1
        self._idle_since = self._saved_at = time.monotonic()
        self._recent: deque[tuple[int, float]] = deque(maxlen=_WINDOW)
        self.stopped = False

    def on_train_begin(self, _args: Any, state: Any, control: Any, *, model: Any = None, **_: Any) -> Any:
        """Measure a checkpoint that was saved before its turn at the dev set was over."""
        self._reporter.progress("train", state.global_step, state.max_steps, "steps")
        last = checkpoints.newest(self._folder) if self._group.leads else None
        if self._dev is not None and last is not None and last[1].dev is None and self._due(state):
            self._dev(model)
            if self._dev.interrupted:
                raise Interrupted
            self._tell_dev(state)
            checkpoints.finish(self._folder, Mark(step=state.global_step, dev=self._dev.figure))
        self._group.meet()
        self._idle_since = self._saved_at = time.monotonic()
        return control

    def on_step_begin(self, _args: Any, state: Any, control: Any, **_: Any) -> Any:
        """Settle the randomness of this step."""
        drawn_from = [self._seed, state.global_step, *([self._group.rank] if self._group.rank else [])]
        torch.manual_seed(int(content_hash(*map(str, drawn_from)), 16) % 2**63)
        return control

    def on_step_end(self, _args: Any, state: Any, control: Any, **_: Any) -> Any:
        """Tell progress; ask for figures, a checkpoint or the end where it is time."""
        now = time.monotonic()
        self._recent.append((self._sizes[state.global_step - 1], now - self._idle_since))
        self._idle_since = now
        self._reporter.progress("train", state.global_step, state.max_steps, "steps")
        # who asked does not wait for the dev set: it is read on resuming
        if self._group.any(self._reporter.stopping()):
            self._stop(control)
        elif self._due(state):
            control.should_evaluate = self._dev is not None
            control.should_save = True
        elif now - self._saved_at > _SAVE_SECONDS:
            control.should_save = True
        if control.should_save:  # the loss is looked at before anything is kept
            control.should_log = True
        control.should_save = control.should_save and self._group.leads
        return control

    def on_log(
        self, _args: Any, state: Any, control: Any, *, logs: dict[str, float] | None = None, model: Any = None, **_: Any
    ) -> None:
        """Tell the figures of a step; a loss that is no number, or such a weight in what would be saved, ends it."""
        if not logs or "loss" not in logs:
            return
        values: dict[str, float] = {name: float(logs[name]) for name in _TOLD if name in logs}
        for name, value in values.items():
            if not math.isfinite(value):
                raise StudioError(self._broken(_WORDS[name], value, state.global_step))
        if control.should_save and not _all_finite(model):
            raise StudioError(self._broken("model", math.nan, state.global_step))
        pairs = sum(size for size, _ in self._recent)
        values["pairs_per_second"] = pairs / max(sum(seconds for _, seconds in self._recent), 1e-9)
        values["memory_gb"] = _memory_gb()
        self._reporter.metric(state.global_step, values)

    def on_evaluate(self, _args: Any, state: Any, control: Any, **_: Any) -> Any:
        """Tell the dev set's figures. Where a person does not want to wait for them, the checkpoint comes first."""
        self._group.meet()
        if self._dev is not None and self._group.any(self._dev.interrupted):
            self._stop(control)
        elif self._group.leads:
            self._tell_dev(state)
        return control

    def on_save(self, _args: Any, state: Any, control: Any, **_: Any) -> Any:
        """Say that the checkpoint is whole."""
        dev = self._dev.figure if self._dev is not None and self._measured == state.global_step else None
        checkpoints.finish(self._folder, Mark(step=state.global_step, dev=dev))
        ends_here = not self.stopped and state.global_step < state.max_steps and self._group.size == 1
        if ends_here and self._reporter.stopping():  # a group ends after the next step, all at once
            self._stop(control)
            control.should_save = False
        self._idle_since = self._saved_at = time.monotonic()
        return control

    def _due(self, state: Any) -> bool:
        return bool(state.global_step % self._every == 0 or state.global_step >= state.max_steps)

    def _stop(self, control: Any) -> None:
        self.stopped = control.should_training_stop = True
        control.should_save = self._group.leads

    def _tell_dev(self, state: Any) -> None:
        if self._dev is None:
            return
        self._measured = state.global_step
        self._reporter.metric(state.global_step, self._dev.figures)
        before, now = checkpoints.best(self._folder), self._dev.figure
        if now is not None:
            is_best = before is None or before.dev is None or now > before.dev
            told = ", the best so far" if is_best or before is None else f", the best is step {before.step}"
            kept = told if self._chooses else ""
            self._reporter.log(f"step {state.global_step}: NDCG@10 {score(now)} on the dev set{kept}")

    def _broken(self, what: str, value: float, step: int) -> str:
        last = checkpoints.newest(self._folder)
        kept = f"The checkpoint of step {last[1].step} is kept" if last else "There is no checkpoint yet"
        best = ", or keep the best model so far: `studio cancel --keep-best`" if last else ""
        return (
            f"The {what} became {value} at step {step}, so training stopped. {kept}. "
            f"Train again with a lower learning_rate{best}."
        )


def _all_finite(model: torch.nn.Module) -> bool:
    return all(bool(weight.detach().isfinite().all()) for weight in model.parameters())


def _memory_gb() -> float:
    """Return the most memory taken so far: on the card where there is one, else by this process."""
    if torch.cuda.is_initialized():
        return float(torch.cuda.max_memory_allocated()) / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e9 if sys.platform == "darwin" else peak * 1024 / 1e9
