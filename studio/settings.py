"""studio.toml: one strict, frozen model with a default and a reason for everything.

Reads and checks settings. It finds no project and passes nothing on: callers hand the sections out.
"""

import difflib
import getpass
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.domain.options import (
    CorpusOptions,
    EvaluationOptions,
    ExportOptions,
    GenerationOptions,
    IndexOptions,
    JudgingOptions,
    MiningOptions,
    ModelOptions,
    ReviewOptions,
    SplitOptions,
    TrainingOptions,
)
from studio.errors import InputError

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

__all__ = [
    "DEFAULT_BASE",
    "SETTINGS_FILE",
    "InForce",
    "ProjectOptions",
    "Settings",
    "SettingsError",
    "check",
    "for_screens",
    "in_force",
    "load",
    "reviewer",
    "sections",
    "tables",
    "toml_value",
]

SETTINGS_FILE = "studio.toml"
DEFAULT_BASE = ModelOptions().base
_WRONG_TYPE = {
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "string_type": "is not text in quotes",
    "tuple_type": "is not a list in brackets",
    "dict_type": "is not a table",
}


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
    index: IndexOptions = field(default_factory=IndexOptions)
    evaluation: EvaluationOptions = field(default_factory=EvaluationOptions)
    judging: JudgingOptions = field(default_factory=JudgingOptions)
    export: ExportOptions = field(default_factory=ExportOptions)


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting as it is in force: `source` is `default`, `studio.toml` or `command line`."""

    key: str
    value: Any
    source: str


def in_force(
    settings: Settings, written: Mapping[str, Any], overrides: Mapping[str, Mapping[str, Any]]
) -> Iterator[InForce]:
    """Yield every setting in the order of the file, and where it comes from: `written` is what the file holds."""
    for section, options in sections().items():
        for item in fields(options):
            given, own = item.name in overrides.get(section, {}), item.name in written.get(section, {})
            source = "command line" if given else SETTINGS_FILE if own else "default"
            yield InForce(f"{section}.{item.name}", getattr(getattr(settings, section), item.name), source)


def load(path: Path) -> Settings:
    """Read and check a studio.toml. Raises SettingsError with every fault, or where the file cannot be read."""
    return check(tables(path), path.name)


def for_screens(path: Path) -> ReviewOptions:
    """Return the section that the screens start with.

    Where it sets nothing, the other sections are left for later: loading what checks them takes a quarter of the time
    to the first paint. Raises SettingsError as `load` does.
    """
    raw = tables(path)
    return check(raw, path.name).review if raw.get("review") else ReviewOptions()


def tables(path: Path) -> dict[str, Any]:
    """Return what a studio.toml holds, unchecked. Raises SettingsError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError((f"{path} cannot be read: {error.strerror}.",)) from error
    except UnicodeDecodeError as error:
        raise SettingsError((f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.",)) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((f"{path} is not valid TOML: {error}. Mend that line, or remove it.",)) from error


def check(raw: Mapping[str, Any], file: str = SETTINGS_FILE) -> Settings:
    """Make settings of plain tables. Raises SettingsError with every fault, each naming file and key."""
    from pydantic import ValidationError  # noqa: PLC0415 - start-up of the command line

    faults = list(_unknown(raw, file))
    known = {
        section: {key: value for key, value in table.items() if key in _names(section)}
        for section, table in raw.items()
        if section in sections() and isinstance(table, dict)
    }
    settings = Settings()
    try:
        settings = _adapter().validate_json(json.dumps(known, default=_no_text), strict=True)
    except ValidationError as error:
        faults.extend(_explain(detail, known, file) for detail in error.errors())
    else:
        faults.extend(_conflicts(settings, file))
    if faults:
        raise SettingsError(tuple(dict.fromkeys(faults)))
    return settings


def reviewer(options: ReviewOptions) -> str:
    """Return the name written to every decision: the setting, else the login name, "reviewer" where there is none."""
    if options.reviewer:
        return options.reviewer
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"


@cache
def _adapter() -> "TypeAdapter[Settings]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - start-up of the command line

    return TypeAdapter(Settings)


@cache
def sections() -> dict[str, type]:
    """Return the sections of studio.toml and the options each holds."""
    defaults = Settings()
    return {item.name: type(getattr(defaults, item.name)) for item in fields(Settings)}


def _names(section: str) -> list[str]:
    return [item.name for item in fields(sections()[section])]


def _default(options: type, name: str) -> Any:
    return getattr(options(), name)


def _unknown(raw: Mapping[str, Any], file: str) -> Iterator[str]:
    for section, table in raw.items():
        if section not in sections():
            yield f"[{section}] in {file} is no section. {_suggest(section, list(sections()))}"
        elif not isinstance(table, dict):
            yield f"{section} = {toml_value(table)} in {file} is not a section. Write [{section}] and its keys below."
        else:
            for key in table:
                if key not in _names(section):
                    yield f"{section}.{key} in {file} is no setting. {_suggest(key, _names(section))}"


def _suggest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {', '.join(known)}."


def _explain(detail: "ErrorDetails", raw: Mapping[str, Any], file: str) -> str:
    section, key = (str(part) for part in (*detail["loc"], "", "")[:2])
    value = raw.get(section, {}).get(key)
    default = _default(sections()[section], key)
    advice = f"Use {toml_value(default)}, or remove the line."
    return f"{section}.{key} = {toml_value(value)} in {file} {_what(detail)}. {advice}"


def _what(detail: "ErrorDetails") -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "greater_than_equal":
        return f"is below {context['ge']}"
    if kind == "less_than_equal":
        return f"is above {context['le']}"
    if kind == "literal_error":
        return f"is none of {context['expected']}"
    return _WRONG_TYPE.get(kind, f"cannot be used ({detail['msg']})")


def _conflicts(settings: Settings, file: str) -> Iterator[str]:
    for section, dimensions in (
        ("training", settings.training.dimensions),
        ("evaluation", settings.evaluation.dimensions),
    ):
        if not dimensions or min(dimensions) < 1:
            yield (
                f"{section}.dimensions = {toml_value(dimensions)} in {file} are not all positive numbers. "
                f"Use {toml_value(TrainingOptions().dimensions)}, or remove the line."
            )
    if not settings.generation.styles:
        yield f"generation.styles = [] in {file} asks for no style of query. Name one, or remove the line."
    if settings.corpus.overlap_tokens * 2 > settings.corpus.max_tokens:
        yield (
            f"corpus.overlap_tokens = {settings.corpus.overlap_tokens} in {file} is more than half of max_tokens "
            f"({settings.corpus.max_tokens}). Use at most {settings.corpus.max_tokens // 2}."
        )


def _no_text(value: object) -> dict[str, str]:
    """Stand for a date or time, which no setting takes: as a table, so that it is not taken for text."""
    return {"value": str(value)}


def toml_value(value: Any) -> str:
    """Return a value as studio.toml would hold it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{key} = {toml_value(inner)}" for key, inner in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
