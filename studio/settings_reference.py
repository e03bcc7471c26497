"""The template and the reference of studio.toml, made from the settings' own docstrings.

It reads and checks no settings. `python -m studio.settings_reference > docs/settings.md` writes the reference;
a test holds both together.
"""

import ast
import inspect
import json
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from studio.settings import sections, toml_value

__all__ = ["Field", "documented", "reference", "template"]


@dataclass(frozen=True, slots=True)
class Field:
    """One setting as its documentation needs it."""

    section: str
    name: str
    type: str
    default: Any
    doc: str


@cache
def documented() -> tuple[Field, ...]:
    """Return every setting with its type, default and docstring, in the order of the file."""
    found: list[Field] = []
    for section, options in sections().items():
        docs = _field_docs(options)
        found.extend(
            Field(section, item.name, docs[item.name][0], getattr(options(), item.name), docs[item.name][1])
            for item in fields(options)
        )
    return tuple(found)


def template(*, name: str = "", base: str = "", reviewer: str = "") -> str:
    """Return a commented studio.toml that says what can be set and what the defaults are."""
    given = {("project", "name"): name, ("model", "base"): base, ("review", "reviewer"): reviewer}
    lines = ["# Settings of this project. A line that starts with # shows the default: remove the # to change it."]
    for section, options in sections().items():
        lines += ["", f"# {options.__doc__}", f"[{section}]"]
        for item in (entry for entry in documented() if entry.section == section):
            value = given.get((section, item.name)) or item.default
            mark = "" if given.get((section, item.name)) else "# "
            lines += [f"# {item.doc}", f"{mark}{item.name} = {toml_value(value)}"]
    return "\n".join(lines) + "\n"


def reference() -> str:
    """Return the reference of all settings in Markdown, as docs/settings.md holds it."""
    lines = [
        "# Settings",
        "",
        "`studio.toml` in a project's folder. Everything has a default; an unknown key is refused.",
        "This page is made from the code: `python -m studio.settings_reference > docs/settings.md`.",
    ]
    for section, options in sections().items():
        lines += ["", f"## [{section}]", "", str(options.__doc__), "", "| key | default | type | what it does |"]
        lines.append("|---|---|---|---|")
        for item in (entry for entry in documented() if entry.section == section):
            cells = (f"`{item.name}`", f"`{toml_value(item.default)}`", item.type, item.doc)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _field_docs(options: type) -> dict[str, tuple[str, str]]:
    """Return type and docstring of every field, read from the source: Python keeps no docstring at run time."""
    body = ast.parse(textwrap.dedent(inspect.getsource(options))).body[0]
    if not isinstance(body, ast.ClassDef):
        raise TypeError(f"{options} is no class")
    hints = get_type_hints(options)
    return {name: (_type(annotation, hints[name]), doc) for name, annotation, doc in _annotated(body)}


def _annotated(body: ast.ClassDef) -> Iterator[tuple[str, ast.expr, str]]:
    for entry, following in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(entry, ast.AnnAssign) and isinstance(entry.target, ast.Name)):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            yield entry.target.id, entry.annotation, str(following.value.value)


def _type(annotation: ast.expr, hint: Any) -> str:
    """Return a field's type as its `annotation` spells it; choices are spelled out where that only names them."""
    if get_origin(hint) is Literal:
        return f"one of {json.dumps(get_args(hint))}"
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        if not isinstance(annotation.slice, ast.Tuple):
            raise TypeError(f"{ast.unparse(annotation)} has no bounds")
        base, *bounds = annotation.slice.elts
        limits = {
            ast.unparse(bound.func): ast.literal_eval(bound.args[0]) for bound in bounds if isinstance(bound, ast.Call)
        }
        upper = f" to {limits['Le']}" if "Le" in limits else " or more"
        return f"{ast.unparse(base)}, {limits['Ge']}{upper}"
    return ast.unparse(annotation).replace("Literal[", "one of [").replace("'", '"')


if __name__ == "__main__":
    sys.stdout.write(reference())
