"""Settings as words of a command line, `training.epochs=3`: read, and written so that they read back the same.

It checks no value and knows no setting.
"""

import ast
import json
from typing import Any

__all__ = ["parsed", "written"]


def parsed(text: str) -> Any:
    """Return what the text after the equals sign stands for: a number, a list, true or false, or the text itself."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def written(key: str, value: Any) -> str:
    """Return an assignment whose value `parsed` reads back; lists and tuples come back as lists."""
    if isinstance(value, bool):
        return f"{key}={str(value).lower()}"
    if isinstance(value, str):
        bare = value and value == value.strip() and parsed(value) == value
        return f"{key}={value if bare else json.dumps(value, ensure_ascii=False)}"
    return f"{key}={json.dumps(value)}".replace(" ", "")
