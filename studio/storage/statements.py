"""Named SQL: every statement stands in sql/TOPIC.sql under a comment with its name and what it does.

What several share stands once, under a name of its own, and `{{name}}` puts it in. Loads the text and knows
nothing of connections.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

__all__ = ["Statement", "load", "statement"]

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
_SHARED = re.compile(r"\{\{(\w+)\}\}")
_FOLDER = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Statement:
    """One named statement, the file it stands in, and its description."""

    name: str
    topic: str
    description: str
    sql: str


def load(folder: Path = _FOLDER) -> dict[str, Statement]:
    """Read every statement below a folder, each whole.

    Raises ValueError for a name used twice or without a description, and for one put in that is not there.
    """
    found: dict[str, Statement] = {}
    for file in sorted(folder.glob("*.sql")):
        parts = _NAME.split(file.read_text("utf-8"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise ValueError(f"{name} in {file.name} is defined in {found[name].topic}.sql too")
            found[name] = _parse(name, file.stem, body)
    return {name: _whole(read, found) for name, read in found.items()}


@cache
def _loaded() -> dict[str, Statement]:
    return load()


def statement(name: str) -> str:
    """Return the SQL of a named statement."""
    return _loaded()[name].sql


def _whole(read: Statement, found: Mapping[str, Statement]) -> Statement:
    def shared(named: re.Match[str]) -> str:
        if named[1] not in found:
            raise ValueError(f"{read.name} in {read.topic}.sql puts in {named[1]}, which is not there")
        return _whole(found[named[1]], found).sql

    return replace(read, sql=_SHARED.sub(shared, read.sql))


def _parse(name: str, topic: str, body: str) -> Statement:
    lines = body.strip().splitlines()
    split = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    description = " ".join(line.removeprefix("--").strip() for line in lines[:split])
    sql = "\n".join(lines[split:]).strip().removesuffix(";")
    if not description or not sql:
        raise ValueError(f"{name} in {topic}.sql has no {'SQL' if description else 'description'}")
    return Statement(name, topic, description, sql)
