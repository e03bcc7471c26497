"""Which provider would write the queries and why, for the generate form. The choice itself is the domain's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from studio.domain.options import GenerationOptions
from studio.domain.providers import Surroundings, choose

__all__ = ["who"]


def who(options: GenerationOptions, places: Sequence[Path], environ: Mapping[str, str]) -> tuple[str, str]:
    """Return a sentence on who writes and why, and what that one lacks (nothing where it can start)."""
    choice = choose(options, Surroundings(environ=environ, places=places, exists=Path.exists))
    return choice.reason, f"{choice.name} cannot start: {choice.missing}." if choice.missing else ""
