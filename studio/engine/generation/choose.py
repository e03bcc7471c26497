"""Builds the provider that the options name, or the best that is there, and says which and why.

The rule itself is the domain's, so that screens can tell it without the engine.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from studio.domain.corpus import Passage
from studio.domain.options import GenerationOptions
from studio.domain.providers import PROVIDERS, Choice, Surroundings, choose, key_name, recorded_file
from studio.engine.generation.provider import Provider
from studio.engine.generation.providers.anthropic import Claude
from studio.engine.generation.providers.local import Local
from studio.engine.generation.providers.openai import Compatible
from studio.engine.generation.providers.recorded import Recorded
from studio.engine.generation.providers.structural import Structural
from studio.errors import InputError

__all__ = ["build"]


def build(
    options: GenerationOptions,
    passages: Sequence[Passage],
    places: Sequence[Path],
    *,
    device: str = "auto",
    environ: Mapping[str, str] | None = None,
) -> tuple[Provider, Choice]:
    """Return the provider and the choice that led to it.

    `places` are the roots of the corpus and the project's folder: recorded queries are looked for in and beside them.
    Raises InputError where the provider that the options name lacks something.
    """
    around = Surroundings(environ=os.environ if environ is None else environ, places=places, exists=Path.exists)
    choice = choose(options, around)
    if choice.missing:
        others = ", ".join(name for name in PROVIDERS if name != choice.name)
        raise InputError(
            f"generation.provider = {choice.name!r} cannot start: {choice.missing}. Provide it, or choose {others}."
        )
    return _made(options, passages, around, choice, device), choice


def _made(
    options: GenerationOptions, passages: Sequence[Passage], around: Surroundings, choice: Choice, device: str
) -> Provider:
    file = recorded_file(options, around) if choice.name == "recorded" else None
    if file is not None:
        return Recorded(file, passages, options.styles)
    if choice.name == "anthropic":
        key = key_name(options, choice.name)
        return Claude(choice.model, around.environ.get(key, ""), key, options.base_url)
    if choice.name == "openai":
        key = key_name(options, choice.name)
        return Compatible(choice.model, around.environ.get(key, ""), key, options.base_url)
    if choice.name == "local":
        return Local(choice.model, device)
    return Structural(passages)
