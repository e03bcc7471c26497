"""Finding what people searched for in the lines of a search log: requests, named fields, JSON. Reads no file.

A line of a log says more than the query: a time, a person, a page. A line without a query is not one.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_plus

__all__ = ["reader"]

_FIELDS = ("query", "q", "search", "search_query", "search_term", "term", "keywords")
"""What the field of a log that holds the query is called, where nobody says so, the likeliest name first."""

_Reader = Callable[[str], str]


def reader(lines: Iterable[str], field: str = "") -> _Reader | None:
    """Return what takes the query out of a line, "" where it holds none; None where no line looks like a log's.

    `field` is the name of the field that holds it, a likely one where it is empty.
    """
    names = (field,) if field else _FIELDS
    ways = (_from_json(names), _from_request(names), _from_fields(names))
    seen = list(lines)
    found = max(ways, key=lambda way: sum(bool(way(line)) for line in seen))
    return found if any(map(found, seen)) else None


def _from_json(names: tuple[str, ...]) -> _Reader:
    def query(line: str) -> str:
        start = line.find("{")
        if start < 0:
            return ""
        try:
            row = json.loads(line[start:])
        except ValueError:
            return ""
        return _held(row, names)

    return query


def _held(row: Any, names: tuple[str, ...]) -> str:
    """Return the text of the first field of a name, in an object or in those that it holds."""
    if not isinstance(row, dict):
        return ""
    own = {str(key).casefold(): value for key, value in row.items()}
    texts = (own.get(name.casefold()) for name in names)
    said = next((value for value in texts if isinstance(value, str) and value.strip()), "")
    return said or next(filter(None, (_held(value, names) for value in row.values())), "")


def _from_request(names: tuple[str, ...]) -> _Reader:
    """Read `GET /search?q=poly+etch HTTP/1.1`: the first parameter of a name, as a browser wrote it."""
    parameter = re.compile(rf"[?&](?:{_either(names)})=([^&\s\"'#]+)", re.IGNORECASE)

    def query(line: str) -> str:
        found = parameter.search(line)
        return unquote_plus(found[1]) if found else ""

    return query


def _from_fields(names: tuple[str, ...]) -> _Reader:
    """Read `query="poly etch"`, `q=etch` and `query: poly etch, user: 3`.

    A value ends with its quote; without one at a space after `=`, and at the next field after `:`.
    """
    quoted, word, words = (
        r"\"([^\"]*)\"|'([^']*)'",
        r"=\s*([^\s\"',;]+)",
        r":\s*([^\"',;|\t]+?)(?=\s+[\w.]+[=:]|[,;|\t]|$)",
    )
    named = re.compile(rf"(?<![\w?&])(?:{_either(names)})\s*(?:[=:]\s*(?:{quoted})|{word}|{words})", re.IGNORECASE)

    def query(line: str) -> str:
        found = named.search(line.rstrip())
        return next(filter(None, found.groups()), "") if found else ""

    return query


def _either(names: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, names))
