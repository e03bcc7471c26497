"""Checkpoints of a run: which are whole, which is newest, which was best. Writes no checkpoint itself."""

import json
import shutil
from pathlib import Path

__all__ = ["WHOLE", "best_step", "keep_model", "newest", "step_of"]

WHOLE = "whole"
"""An empty file, written last: a checkpoint without it was cut off while being written."""

_STATE = "trainer_state.json"
_NOT_THE_MODEL = (_STATE, WHOLE, "optimizer.pt", "scheduler.pt", "rng_state*", "training_args.bin")


def step_of(checkpoint: Path) -> int:
    """Return the step in a checkpoint's name."""
    return int(checkpoint.name.rpartition("-")[2])


def newest(folder: Path) -> Path | None:
    """Return the newest whole checkpoint and delete those that were cut off, or None where there is none."""
    whole: list[Path] = []
    for checkpoint in folder.glob("checkpoint-*"):
        if (checkpoint / WHOLE).exists():
            whole.append(checkpoint)
        else:
            shutil.rmtree(checkpoint, ignore_errors=True)
    return max(whole, key=step_of, default=None)


def best_step(folder: Path) -> tuple[int, float] | None:
    """Return step and dev figure of the best checkpoint so far, or None before the first evaluation."""
    last = newest(folder)
    if last is None:
        return None
    state = json.loads((last / _STATE).read_text(encoding="utf-8"))
    best = state.get("best_model_checkpoint")
    if not best or state.get("best_metric") is None:
        return None
    return step_of(Path(best)), float(state["best_metric"])


def keep_model(folder: Path, target: Path) -> int | None:
    """Copy the best checkpoint's model (the newest where none was evaluated) to `target`; return its step.

    The copy is written beside and renamed, so a reader finds a whole model or none.
    """
    last = newest(folder)
    if last is None:
        return None
    best = best_step(folder)
    source = folder / f"checkpoint-{best[0]}" if best else last
    if not source.exists():
        source = last
    beside = target.with_name(target.name + ".tmp")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(source, beside, ignore=shutil.ignore_patterns(*_NOT_THE_MODEL))
    shutil.rmtree(target, ignore_errors=True)
    beside.rename(target)
    return step_of(source)
