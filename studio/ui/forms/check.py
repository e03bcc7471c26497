"""From a form to settings: what was changed is laid over studio.toml and checked by the settings themselves."""

from collections.abc import Iterable
from dataclasses import asdict

from studio.errors import InputError
from studio.settings import Settings, SettingsError, check
from studio.ui.forms.fields import Field, parsed

__all__ = ["fault", "over"]

_FORM = "this form"


def over(settings: Settings, fields: Iterable[Field]) -> Settings:
    """Return the settings with the fields' values. Raises InputError with the first fault, in one sentence."""
    tables = {section: dict(table) for section, table in asdict(settings).items()}
    for field in fields:
        section, dot, name = field.key.partition(".")
        if dot and field.changed:
            tables[section][name] = parsed(field.key, field.value)
    try:
        return check(tables, _FORM)
    except SettingsError as error:
        raise InputError(_sentence(error.faults[0])) from None


def fault(settings: Settings, field: Field) -> str:
    """Return what is wrong with one field's value, or nothing."""
    try:
        over(settings, [field])
    except InputError as error:
        return str(error)
    return ""


def _sentence(text: str) -> str:
    return text.replace(", or remove the line", "").replace(f" in {_FORM}", "")
