"""Checkpoints of a run: which are whole, which is newest, and the best model so far. Trains nothing.

A folder of checkpoints holds `checkpoint-STEP` (all that training needs to go on) and `best` (a model alone). The model
in `best` shares its files with the checkpoint it came from where the disk allows it, and outlives it.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from studio import files
from studio.domain.recipes import PASSAGES, QUERIES
from studio.engine.folders import beside, put

__all__ = [
    "FACTORS",
    "Mark",
    "best",
    "chosen",
    "discard_cut_off",
    "finish",
    "keep_model",
    "mark_of",
    "newest",
    "put_model",
    "step_of",
]


_WHOLE = "whole.json"
"""Written last: a checkpoint without it was cut off while being written."""
_BEST, _MERGED = "best", "merged"
FACTORS = "lora.safetensors"
"""Low-rank changes that training goes on from, beside the model that holds them already."""
_STATE = (
    _WHOLE,
    "trainer_state.json",
    "optimizer.pt",
    "scheduler.pt",
    "scaler.pt",
    "rng_state*",
    "training_args.bin",
    FACTORS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is known of a checkpoint: its step, and its figure on the dev set where it was measured."""

    step: int
    dev: float | None


def step_of(checkpoint: Path) -> int:
    """Return the step in a checkpoint's name."""
    return int(checkpoint.name.rpartition("-")[2])


def newest(folder: Path) -> tuple[Path, Mark] | None:
    """Return the newest whole checkpoint and what is known of it, or None where there is none."""
    whole = [(path, mark) for path in folder.glob("checkpoint-*") if (mark := _mark(path)) is not None]
    return max(whole, key=lambda found: found[1].step, default=None)


def best(folder: Path) -> Mark | None:
    """Return step and figure of the best model so far, or None before the first measurement."""
    return _mark(folder / _BEST)


def finish(folder: Path, mark: Mark) -> None:
    """Say that the checkpoint of a step is whole; keep its model if it is the best one, and delete older checkpoints.

    Called again with a figure for a step that had none, it takes the figure up.
    """
    checkpoint = folder / f"checkpoint-{mark.step}"
    files.sync_tree(checkpoint)
    files.write(checkpoint / _WHOLE, json.dumps(asdict(mark)).encode())
    files.sync_tree(checkpoint)
    _promote(folder, checkpoint, mark)
    for older in folder.glob("checkpoint-*"):
        if step_of(older) != mark.step:
            shutil.rmtree(older, ignore_errors=True)


def discard_cut_off(folder: Path) -> None:
    """Delete checkpoints that were cut off; take up the best model where a kill came between the two."""
    for checkpoint in folder.glob("checkpoint-*"):
        if _mark(checkpoint) is None:
            shutil.rmtree(checkpoint, ignore_errors=True)
    last = newest(folder)
    if last is not None:
        _promote(folder, *last)


def chosen(folder: Path, *, last: bool) -> Path | None:
    """Return where the best model lies, or with `last`, or where none was measured, the newest; None where none is."""
    if not last and best(folder) is not None:
        return folder / _BEST
    found = newest(folder)
    return None if found is None else found[0]


def mark_of(model: Path) -> Mark:
    """Return step and figure of a model that `chosen` or `put_model` named."""
    mark = _mark(model)
    if mark is None:
        raise FileNotFoundError(f"{model} holds no whole model")
    return mark


def put_model(folder: Path, save: Callable[[Path], None], mark: Mark) -> Path:
    """Save a model that came of others into a folder of checkpoints; return where it lies."""
    model = beside(folder / _MERGED)
    save(model)
    (model / _WHOLE).write_text(json.dumps(asdict(mark)), encoding="utf-8")
    put(model, folder / _MERGED)
    return folder / _MERGED


def keep_model(source: Path, target: Path, passages: Path | None = None) -> None:
    """Copy a model to `target`; with `passages`, that of the other side, both lie there as `queries` and `passages`.

    A reader finds a whole model at `target`, or none.
    """
    copied = beside(target)
    _copy(source, copied / QUERIES if passages else copied)
    if passages:
        _copy(passages, copied / PASSAGES)
    put(copied, target)


def _copy(source: Path, target: Path) -> None:
    """Copy a model without what only training needs, nor the checkpoint's mode, which lets its owner alone read."""
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns(*_STATE), copy_function=shutil.copyfile, dirs_exist_ok=True
    )


def _promote(folder: Path, checkpoint: Path, mark: Mark) -> None:
    """Keep a checkpoint's model as the best one where its figure is higher than all before."""
    before = best(folder)
    if mark.dev is None or (before is not None and before.dev is not None and before.dev >= mark.dev):
        return
    model = beside(folder / _BEST)
    shutil.copytree(
        checkpoint,
        model,
        ignore=shutil.ignore_patterns(*_STATE[1:]),
        copy_function=_link_or_copy,
        dirs_exist_ok=True,
    )
    put(model, folder / _BEST)


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # no hard links on this disk
        return str(shutil.copy2(source, target))
    return target


def _mark(checkpoint: Path) -> Mark | None:
    try:
        found = json.loads((checkpoint / _WHOLE).read_text(encoding="utf-8"))
        return Mark(step=int(found["step"]), dev=found["dev"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
