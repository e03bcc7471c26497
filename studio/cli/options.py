"""Options that commands share, and options that are settings: name, type and help come from the settings themselves.

Checks no value: that is what `studio.settings` is for.
"""

import functools
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import click

from studio.assignments import parsed
from studio.cli.session import Session
from studio.settings import sections

__all__ = ["background", "in_project", "json_output", "setting"]

Command = Callable[..., None]
_MARK = "setting__"

json_output = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts (keys: docs/json.md).")
background = click.option(
    "--background", is_flag=True, help="Start the job and return at once; `studio jobs` shows how it goes."
)


def setting(key: str, flag: str) -> Callable[[Command], Command]:
    """Add an option that overrides one setting, such as `setting("training.epochs", "--epochs")`."""
    section, name = key.split(".")
    hint = get_type_hints(sections()[section], include_extras=False)[name]
    parameter, told = f"{_MARK}{section}__{name}", f"{_documented()[key]} Overrides {key}."
    if hint is bool:
        return click.option(f"{flag}/--no-{flag.removeprefix('--')}", parameter, default=None, help=told)
    return click.option(flag, parameter, type=_parameter(hint), metavar=_metavar(hint), help=told)


def in_project(function: Command) -> Command:
    """Add --project and --set, and hand the command a `Session` made of them and of its `setting` options."""

    @click.option(
        "--project",
        "project_folder",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The project's folder. [default: the project around the current folder]",
    )
    @click.option("--set", "assigned", multiple=True, metavar="SECTION.KEY=VALUE", help="Override any setting.")
    @functools.wraps(function)
    def wrapped(project_folder: Path | None, assigned: tuple[str, ...], **given: Any) -> None:
        overrides = _assignments(assigned)
        for mark in [name for name in given if name.startswith(_MARK)]:
            value = given.pop(mark)
            if value is not None:
                section, name = mark.removeprefix(_MARK).split("__")
                overrides.setdefault(section, {})[name] = value
        function(Session(project_folder, overrides), **given)

    return wrapped


@functools.cache
def _documented() -> dict[str, str]:
    from studio.settings_reference import documented

    return {f"{field.section}.{field.name}": field.doc for field in documented()}


class _Listed(click.ParamType[Any]):
    """Values with commas between them."""

    name = "list"

    def __init__(self, item: type) -> None:
        self._item = item

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Split a text; a list is left alone."""
        if not isinstance(value, str):
            return value
        try:
            return tuple(self._item(part.strip()) for part in value.split(",") if part.strip())
        except ValueError:
            self.fail(f"{value!r} is not a list such as 384,128", param, ctx)


def _parameter(hint: Any) -> "click.ParamType[Any] | type":
    if get_origin(hint) is typing.Literal:
        return click.Choice([str(choice) for choice in get_args(hint)])
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return _Listed(item if isinstance(item, type) else str)
    return hint if isinstance(hint, type) else str


def _metavar(hint: Any) -> str | None:
    if get_origin(hint) is tuple:
        return "A,B,..."
    return {str: "TEXT", int: "N", float: "X"}.get(hint)


def _assignments(assigned: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    overrides: dict[str, dict[str, Any]] = {}
    for text in assigned:
        key, equals, value = text.partition("=")
        section, dot, name = key.strip().partition(".")
        if not (equals and dot and section and name):
            raise click.UsageError(f"--set {text} is not of the form SECTION.KEY=VALUE, such as training.epochs=3")
        overrides.setdefault(section, {})[name] = parsed(value.strip())
    return overrides
