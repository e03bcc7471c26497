"""The filter line of the review screen: `status:accepted -style:keyword rank:2..9 "a phrase" /regex/`.

Turns a line into terms, or says where it is wrong. It does not run them: storage makes SQL of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from studio.errors import InputError

__all__ = ["FIELDS", "Field", "FilterError", "Offers", "Op", "Term", "offers", "parse"]

Op = Literal["=", ">", "<", ">=", "<=", "..", "~"]

_PREFIX = re.compile(r"(?P<name>[A-Za-z_]+):")
_OPS: tuple[Op, ...] = (">=", "<=", ">", "<", "=")


class FilterError(InputError):
    """A filter that cannot be read. `position` counts characters from 0 to where the fault begins."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the grammar: what it is for and which values it takes; with neither, any text.

    A number may be compared (`rank:>10`) or lie between two (`rank:2..5`), a choice must be one of `choices`. What a
    project has may be offered while one types where the field is `listed`.
    """

    doc: str
    choices: tuple[str, ...] = ()
    number: bool = False
    listed: bool = False


_YES_NO = ("yes", "no")

FIELDS: Mapping[str, Field] = {
    "status": Field(
        doc="what a person said of the pair",
        choices=("undecided", "accepted", "rejected", "skipped", "cant_tell", "reviewed"),
    ),
    "style": Field(doc="style of the query", listed=True),
    "source": Field(doc="who wrote the query: a provider, recorded, imported, human", listed=True),
    "model": Field(doc="model that wrote the query", listed=True),
    "document": Field(doc="beginning of the document's name", listed=True),
    "text": Field(doc="words of the query, or /a regular expression/; the same as query: or with no field"),
    "passage": Field(doc="words of the passage"),
    "split": Field(doc="side of the pair's group", choices=("train", "dev", "test")),
    "reviewer": Field(doc="who decided", listed=True),
    "reason": Field(doc="words of the reason why the pair is shown"),
    "fault": Field(doc="words of why a person rejected the pair"),
    "flag": Field(doc="flagged pairs", choices=_YES_NO),
    "comment": Field(doc="pairs with a comment: yes, no, or words of it"),
    "edited": Field(doc="pairs whose query or passage a person edited", choices=_YES_NO),
    "grade": Field(doc="how well the passage answers, 1 to 3, where a person graded it", number=True),
    "suspect": Field(doc="pairs with a suspect that nobody judged", choices=_YES_NO),
    "rank": Field(doc="where the better of dense and BM25 search ranks the passage", number=True),
    "score": Field(doc="the cosine of query and passage", number=True),
    "margin": Field(doc="the best negative's score minus the positive's", number=True),
    "overlap": Field(doc="share of the query's terms that the passage holds", number=True),
    "negatives": Field(doc="hard negatives that are shown", number=True),
}
"""Every field by its name; help and completion are made from it."""
_OF_TEXT = ("text", "query")
"""What may stand before words of the query: its field, and the name that a person tries first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition; all of a filter's must hold.

    `field` is a name of FIELDS; `text` takes words and phrases of the query (`=`) and regular expressions (`~`). The
    value of `..` is two numbers, both included.
    """

    field: str
    op: Op
    value: str
    negated: bool = False


def parse(line: str) -> tuple[Term, ...]:
    """Read a filter line; an empty one has no terms. Raises FilterError with the place of the first fault."""
    terms = []
    position = 0
    while position < len(line):
        if line[position].isspace():
            position += 1
            continue
        term, position = _term(line, position)
        terms.append(term)
    return tuple(terms)


def _term(line: str, start: int) -> tuple[Term, int]:
    negated = line[start] == "-" and start + 1 < len(line) and not line[start + 1].isspace()
    position = start + negated
    prefix = _PREFIX.match(line, position)
    if prefix is None or (prefix["name"].lower() in _OF_TEXT and prefix.end() < len(line)):
        return _of_text(line, prefix.end() if prefix else position, negated=negated)
    name = prefix["name"].lower()
    name = "text" if name in _OF_TEXT else name
    if name not in FIELDS:
        raise FilterError(
            f"{name}: is no field to filter by. There are {', '.join(FIELDS)}; put text with a colon in quotes.",
            position,
        )
    op = next((op for op in _OPS if line.startswith(op, prefix.end())), None)
    at = prefix.end() + (len(op) if op else 0)
    if at >= len(line) or line[at].isspace():
        raise FilterError(f"{name}: has no value. {_example(name)}", at)
    value, end = _value(line, at)
    if op is None and FIELDS[name].number and ".." in value:
        op = ".."
    return Term(field=name, op=op or "=", value=_checked(name, op, value, at), negated=negated), end


def _of_text(line: str, at: int, *, negated: bool) -> tuple[Term, int]:
    if line[at].isspace():
        raise FilterError(f"text: has no value. {_example('text')}", at)
    value, end = _value(line, at)
    if line[at] == "/":
        return Term(field="text", op="~", value=_pattern(value, at), negated=negated), end
    return Term(field="text", op="=", value=value, negated=negated), end


def _value(line: str, start: int) -> tuple[str, int]:
    mark = line[start]
    if mark in '"/':
        end = line.find(mark, start + 1)
        if end < 0:
            what = "phrase" if mark == '"' else "pattern"
            raise FilterError(f"The {what} that begins here has no closing {mark}.", start)
        return line[start + 1 : end], end + 1
    end = next((i for i in range(start, len(line)) if line[i].isspace()), len(line))
    return line[start:end], end


def _pattern(value: str, position: int) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise FilterError(
            f"/{value}/ is no regular expression: {error.msg}.", position + 1 + (error.pos or 0)
        ) from error
    return value


def _checked(name: str, op: Op | None, value: str, position: int) -> str:
    field = FIELDS[name]
    if field.number:
        for number in value.split("..", 1) if op == ".." else (value,):
            try:
                float(number)
            except ValueError:
                raise FilterError(f"{name}:{value} is not a number. {_example(name)}", position) from None
        return value
    if op not in (None, "="):
        raise FilterError(f"{name} cannot be compared with {op}. {_example(name)}", position - len(op))
    if field.choices and value.lower() not in field.choices:
        raise FilterError(f"{name}:{value} is none of {', '.join(field.choices)}.", position)
    return value.lower() if field.choices else value


class Offers(NamedTuple):
    """What the word at the cursor could become: where that word begins, and the words, the likeliest first."""

    start: int
    words: tuple[str, ...] = ()


def offers(line: str, position: int, listed: Callable[[str], Sequence[str]]) -> Offers:
    """Return how the word that ends at the cursor could go on: a field, or a value of one.

    `listed` gives the values that a project has for a field; only those with `Field.listed` are asked for.
    """
    start = max((i + 1 for i in range(position) if line[i].isspace()), default=0)
    start += line.startswith("-", start, position)
    name, colon, value = line[start:position].partition(":")
    if not colon:
        return Offers(start, tuple(f"{field}:" for field in FIELDS if name and field.startswith(name.lower())))
    field = FIELDS.get(name.lower())
    if field is None or value.startswith('"'):
        return Offers(start)
    values = listed(name.lower()) if field.listed else field.choices
    fitting = [known for known in values if known.lower().startswith(value.lower()) and known != value]
    return Offers(start + len(name) + 1, tuple(f'"{known}"' if " " in known else known for known in fitting))


def _example(name: str) -> str:
    field = FIELDS[name]
    value = ">10" if field.number else field.choices[0] if field.choices else "word"
    return f"Write {name}:{value}, for example."
