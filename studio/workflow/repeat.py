"""The command line that trains a run again: same base, same dataset, same settings. It runs nothing."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from studio.assignments import written
from studio.domain.options import TrainingOptions
from studio.domain.recipes import RECIPES, settled
from studio.domain.records import Run
from studio.settings import Settings, sections

__all__ = ["command"]


_BEFORE_RECIPES = {"recipe": "pairs"}
"""What runs did that recorded no recipe: there was one way to train."""


def command(run: Run, settings: Settings) -> str:
    """Return the line, quoted for a shell, that does in this project what the run did.

    A setting is left out where it is the default and `settings`, those in force, say the same.
    """
    words = ["studio", "train", "--base", run.base, "--dataset", run.dataset_hash]
    for assignment in _assignments(run, settings):
        words += ["--set", assignment]
    return shlex.join(words)


def _assignments(run: Run, settings: Settings) -> Iterator[str]:
    for section, said_then in run.settings.items():
        if section not in sections() or not isinstance(said_then, Mapping):
            continue
        recorded = {**_BEFORE_RECIPES, **said_then} if section == "training" else said_then
        default, now = (_open(each, recorded) for each in (sections()[section](), getattr(settings, section)))
        for key, value in recorded.items():
            if key in default and _counts(section, key, run, settings):
                said = _plain(value)
                if said != _plain(default[key]) or said != _plain(now[key]):
                    yield written(f"{section}.{key}", said)


def _open(options: Any, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """Return options by name: what they leave to the recipe is as the run's recipe has it."""
    known = asdict(options)
    if not isinstance(options, TrainingOptions) or recorded.get("recipe") not in RECIPES:
        return known
    return {**asdict(settled(replace(options, recipe=recorded["recipe"]))), "recipe": options.recipe}


def _counts(section: str, key: str, run: Run, settings: Settings) -> bool:
    """Return whether a setting reaches the run: another base than the project's brings its own prompts."""
    if section != "model":
        return True
    return key == "device" or (key != "base" and run.base == settings.model.base)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
