"""A training run in a process of its own, which can be told when to die: `python -m ...runner JSON`."""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.options import ModelOptions
from studio.engine.progress import Silent
from studio.engine.training.group import Group, join
from studio.engine.training.merge import Judge
from studio.engine.training.pairs import Pairs
from studio.engine.training.train import TrainResult, train
from tests.engine.training import data

Score = Callable[[Any], dict[str, float]]


class Teller(Silent):
    """Keeps every figure in a file at once, and kills the process at a step where it is told to."""

    def __init__(self, path: Path, die_at: int | None = None) -> None:
        super().__init__()
        self._path, self._die_at = path, die_at

    def metric(self, step: int, values: dict[str, float]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([step, values]) + "\n")
        if step == self._die_at and "loss" in values:
            die()


def die() -> None:
    """Die as if by `kill -9`."""
    os.kill(os.getpid(), signal.SIGKILL)


def run(
    folder: Path,
    base: Path,
    reporter: Silent,
    *,
    examples: pl.DataFrame | None = None,
    score: Score | None = None,
    dev: bool = True,
    model: ModelOptions | None = None,
    group: Group | None = None,
    judge: Judge | None = None,
    **options: Any,
) -> TrainResult:
    """Train in `folder`, or go on there."""
    base_options, training = model or data.model_options(base), data.training_options(**options)
    return train(
        Pairs.of(data.examples() if examples is None else examples, model=base_options, options=training),
        model=base_options,
        options=training,
        score=(score or data.closeness) if dev else None,
        work=folder / "work",
        target=folder / "run-01",
        reporter=reporter,
        group=group,
        judge=judge,
    )


def die_while_saving(which: int) -> None:
    """Die in the middle of writing a checkpoint's optimizer, the `which`th that is written."""
    import torch

    written = 0
    save = torch.save

    def torn(value: object, path: str) -> None:
        nonlocal written
        save(value, path)
        if Path(path).name == "optimizer.pt":
            written += 1
            if written == which:
                Path(path).write_bytes(Path(path).read_bytes()[:100])
                die()

    torch.save = torn  # type: ignore[assignment,unused-ignore]  # only in this process, which is about to die


def tell_batches(path: Path) -> None:
    """Write the queries of every batch that the loss is computed on into a file."""
    from studio.engine.training.loop import _Trainer

    compute = _Trainer.training_step

    def told(self: Any, model: Any, inputs: dict[str, Any], *more: Any) -> Any:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([self.state.global_step + 1, inputs["query_input_ids"].tolist()]) + "\n")
        return compute(self, model, inputs, *more)

    _Trainer.training_step = told  # type: ignore[method-assign,assignment]  # only in this process


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    place = Path(asked["folder"])
    if asked.get("saving"):
        die_while_saving(asked["saving"])
    tell_batches(place / "batches.jsonl")
    joined = join("cpu", os.environ)
    teller = Teller(place / "figures.jsonl", asked.get("step")) if joined.leads else Silent()
    run(place, Path(asked["base"]), teller, dev=joined.leads, group=joined, **asked.get("options", {}))
