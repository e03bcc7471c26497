"""Training settings under a name, one file each in the project's settings/: saved, loaded, listed.

It knows neither forms nor commands, and changes studio.toml only where `put_in_force` is asked to.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio import files, settings
from studio.domain.options import TrainingOptions
from studio.errors import InputError
from studio.project import Project
from studio.settings import SettingsError, toml_value

__all__ = ["load", "names", "put_in_force", "save"]

_SECTION = "training"
_NAME = re.compile(r"\w[\w.-]*")
_HEADING = re.compile(r"^\s*\[([^\]]+)\]", re.MULTILINE)


def save(project: Project, name: str, training: TrainingOptions) -> Path:
    """Write all training settings under a name, in place of those that had it. Raises InputError on a bad name."""
    path = _path(project, name)
    lines = [f"{key} = {toml_value(value)}" for key, value in asdict(training).items()]
    path.parent.mkdir(exist_ok=True)
    files.write(path, "\n".join([f"[{_SECTION}]", *lines, ""]).encode())
    return path


def names(project: Project) -> list[str]:
    """Return the names that settings were saved under."""
    return sorted(path.stem for path in project.saved_settings.glob("*.toml"))


def load(project: Project, name: str) -> TrainingOptions:
    """Read saved settings. Raises InputError where there are none of that name, or where a value cannot be used."""
    path = _path(project, name)
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        known = ", ".join(names(project)) or "none yet"
        raise InputError(f"No settings are saved as {name}. There are: {known}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}. Mend that file, or save the settings anew.") from error
    return settings.check(raw, path.name).training


def put_in_force(project: Project, name: str) -> list[str]:
    """Write saved settings into studio.toml, leaving its comments and all else as it is; return the keys that changed.

    Raises InputError, and changes nothing, where the file is written in a way that cannot be changed line by line.
    """
    wanted, text = load(project, name), project.settings_file.read_text("utf-8")
    now = asdict(settings.load(project.settings_file).training)
    differing = {key: value for key, value in asdict(wanted).items() if value != now[key]}
    changed = _with(text, differing)
    if _training(changed) != wanted:
        raise InputError(
            f"[{_SECTION}] in {project.settings_file} cannot be changed line by line. "
            f"Copy the lines of {_path(project, name)} into it."
        )
    files.write(project.settings_file, changed.encode())
    return list(differing)


def _path(project: Project, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name for settings. Use letters, digits, dots and hyphens.")
    return project.saved_settings / f"{name}.toml"


def _training(text: str) -> TrainingOptions | None:
    try:
        return settings.check(tomllib.loads(text)).training
    except (tomllib.TOMLDecodeError, SettingsError):
        return None


def _with(text: str, values: Mapping[str, Any]) -> str:
    """Return studio.toml with these values, each in the place of its line, or of the one that shows its default."""
    heading = next((found for found in _HEADING.finditer(text) if found[1].strip() == _SECTION), None)
    if heading is None:
        text = f"{text.rstrip()}\n\n[{_SECTION}]\n"
        start = len(text)
    else:
        start = heading.end()
    following = _HEADING.search(text, start)
    end = following.start() if following else len(text)
    body = text[start:end]
    for key, value in values.items():
        body = _line_put(body, key, f"{key} = {toml_value(value)}")
    return text[:start] + body + text[end:]


def _line_put(body: str, key: str, line: str) -> str:
    for mark in ("", r"#[ \t]*"):
        found = re.search(rf"^[ \t]*{mark}{key}[ \t]*=.*$", body, re.MULTILINE)
        if found:
            return body[: found.start()] + line + body[found.end() :]
    return f"{body.rstrip()}\n{line}\n\n"
