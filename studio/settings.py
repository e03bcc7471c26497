"""studio.toml: one strict, frozen model with a default and a reason for everything.

Reads, checks and documents settings. It finds no project and passes nothing on: callers hand the sections out.
"""

from dataclasses import dataclass, field
from pathlib import Path

from studio.domain.options import (
    CorpusOptions,
    EvaluationOptions,
    ExportOptions,
    GenerationOptions,
    MiningOptions,
    ModelOptions,
    ReviewOptions,
    SplitOptions,
    TrainingOptions,
)
from studio.errors import InputError

__all__ = ["ProjectOptions", "Settings", "SettingsError", "load", "reference", "template"]


class SettingsError(InputError):
    """A studio.toml that cannot be used: every fault on a line of its own. `faults` holds them."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class ProjectOptions:
    """What the project is called."""

    name: str = ""
    """Name shown at the top of every screen; empty takes the folder's name."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every section of studio.toml."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    model: ModelOptions = field(default_factory=ModelOptions)
    corpus: CorpusOptions = field(default_factory=CorpusOptions)
    generation: GenerationOptions = field(default_factory=GenerationOptions)
    mining: MiningOptions = field(default_factory=MiningOptions)
    review: ReviewOptions = field(default_factory=ReviewOptions)
    split: SplitOptions = field(default_factory=SplitOptions)
    training: TrainingOptions = field(default_factory=TrainingOptions)
    evaluation: EvaluationOptions = field(default_factory=EvaluationOptions)
    export: ExportOptions = field(default_factory=ExportOptions)


def load(path: Path) -> Settings:
    """Read and check a studio.toml. Raises SettingsError with every fault, or where the file cannot be read."""
    raise NotImplementedError


def template(*, name: str = "", base: str = "") -> str:
    """Return a commented studio.toml that says what can be set and what the defaults are."""
    raise NotImplementedError


def reference() -> str:
    """Return the reference of all settings in Markdown, as docs/settings.md holds it."""
    raise NotImplementedError
