"""Text that is safe where it is put: YAML front matter and Markdown tables. Knows nothing of exports."""

import json
import re
from collections.abc import Iterable, Mapping

__all__ = ["cell", "front_matter", "line", "table"]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
_NOT_TEXT = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_BLANK = re.compile(r"\s+")


def line(text: object) -> str:
    """Return a text on one line, without characters that a terminal or a page would act upon."""
    folded = _BLANK.sub(" ", str(text)).strip()
    return "".join(character for character in folded if character.isprintable())


def cell(text: object) -> str:
    """Return a text for one cell of a Markdown table."""
    return line(text).replace("\\", "\\\\").replace("|", "\\|") or "-"


def table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    cells = [cell(name) for name in head]
    lines = ["| " + " | ".join(cells) + " |", "|" + "---|" * len(cells)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def front_matter(content: Mapping[str, object]) -> str:
    """Return content as YAML between two rules; strings that YAML might misread are quoted."""
    return "---\n" + "".join(_entries(content, "")) + "---\n\n"


def _entries(content: Mapping[str, object], indent: str) -> Iterable[str]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield f"{indent}{_scalar(key)}:\n"
            yield from _entries(value, indent + "  ")
        elif isinstance(value, list | tuple):
            yield f"{indent}{_scalar(key)}:\n"
            for item in value:
                if isinstance(item, Mapping):
                    inner = "".join(_entries(item, indent + "  "))
                    yield f"{indent}- {inner[len(indent) + 2 :]}"
                else:
                    yield f"{indent}- {_scalar(item)}\n"
        else:
            yield f"{indent}{_scalar(key)}: {_scalar(value)}\n"


def _scalar(value: object) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    text = line(value)
    return text if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT else json.dumps(text, ensure_ascii=False)
