"""Raw answers to queries: JSON however it is wrapped, or lines that begin with a style. Strict about what a query is.

Says of every query that it leaves out why. Knows no provider.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

__all__ = ["Malformed", "Parsed", "Query", "parse", "same_query"]

_FENCE = re.compile(r"^\s*```[\w-]*\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_LINE = re.compile(r"^\s*[-*\d.)\s]*([A-Za-z][\w -]{1,20}?)\s*\d*\s*[:=]\s*(.+?)\s*$")
_LEAD = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_TELLTALE = re.compile(
    r"\b(?:(?:this|the (?:above|given|following|provided)) (?:passage|text|document|section|article|excerpt)"
    r"|(?:according to|in|by|from) the (?:passage|text|excerpt|author))\b",
    re.IGNORECASE,
)
_NOT_WORD = re.compile(r"[\W_]+")
_LONGEST = 600
"""Characters of a query; what is longer is no search."""
_QUOTES = "\"'\u201c\u201d\u201e\u2018\u2019«»`"


class Malformed(Exception):  # noqa: N818 - a finding about an answer, not about the program
    """The answer as a whole cannot be read. The message is a sentence."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    query: str
    style: str = ""


class _Queries(BaseModel):
    model_config = ConfigDict(extra="ignore")

    queries: list[_Written]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be used."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """The queries of an answer, and why others of it were left out."""

    queries: list[Query]
    left_out: list[str]


def parse(text: str, wanted: Mapping[str, int]) -> Parsed:
    """Return the queries of an answer, at most as many of a style as wanted.

    Raises Malformed where nothing that looks like queries is in it. An empty list is an answer.
    """
    queries: list[Query] = []
    left_out: list[str] = []
    seen: set[str] = set()
    taken: Counter[str] = Counter()
    for written in _written(text, wanted):
        query = _tidy(written.query)
        style = _style(written.style, wanted)
        fault = _fault(query, style, written.style)
        if not fault and same_query(query) in seen:
            fault = "it repeats another"
        if fault:
            left_out.append(f"{query[:80]!r} was left out: {fault}.")
        elif taken[style] < wanted[style]:
            seen.add(same_query(query))
            taken[style] += 1
            queries.append(Query(style, query))
    return Parsed(queries, left_out)


def same_query(query: str) -> str:
    """Return what two queries have in common that differ in case, spaces and punctuation alone."""
    return _NOT_WORD.sub(" ", query.casefold()).strip()


def _written(text: str, wanted: Mapping[str, int]) -> Iterable[_Written]:
    if not text.strip():
        raise Malformed("It was empty.")
    fenced = _FENCE.match(text)
    body = fenced.group(1) if fenced else text
    start = min((at for mark in "{[" if (at := body.find(mark)) >= 0), default=-1)
    if start >= 0:
        try:
            value, _ = json.JSONDecoder(strict=False).raw_decode(body, start)
            return _Queries.model_validate({"queries": value} if isinstance(value, list) else value).queries
        except ValidationError as error:
            fault = error.errors()[0]
            raise Malformed(
                f"Its JSON has another form: {'.'.join(map(str, fault['loc']))}: {fault['msg']}."
            ) from error
        except (ValueError, RecursionError):
            pass  # no JSON after all: perhaps lines
    lines = [_Written(style=m[1], query=m[2]) for line in body.splitlines() if (m := _LINE.match(line))]
    lines = [line for line in lines if _style(line.style, wanted)]
    if not lines:
        raise Malformed("It was neither JSON nor lines of style and query.")
    return lines


def _style(given: str, wanted: Mapping[str, int]) -> str:
    """Return the style that was meant, or nothing where it was not asked for."""
    plain = given.strip().strip(_QUOTES).casefold().replace(" ", "-").replace("_", "-")
    for style in wanted:
        if plain in {style.casefold(), style.casefold() + "s"}:
            return style
    return next(iter(wanted)) if not plain and len(wanted) == 1 else ""


def _tidy(query: str) -> str:
    text = " ".join(_LEAD.sub("", unicodedata.normalize("NFC", query)).split())
    text = "".join(mark for mark in text if unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    return text


def _fault(query: str, style: str, given: str) -> str:
    if len(same_query(query)) < 2:
        return "it is empty"
    if len(query) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if not style:
        return f"style {given[:30]!r} was not asked for"
    if _TELLTALE.search(query):
        return "it speaks of the passage itself"
    return ""
