"""What a line of source code declares, in any language: by the words it begins with, outside comments and texts.

Knows words and brackets, no grammar: a wrong guess costs a heading, never a line. Cuts nothing.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Line", "holds", "read_lines"]

_TAB = 4
_LOOKED_AT = 300
"""Characters of a line that are looked at."""

_CLOSES = re.compile(
    r"[\])}>;]|(?:end|else|elif|elsif|except|finally|catch|rescue|ensure|then|fi|done|esac|begin)\b", re.IGNORECASE
)
"""How a line begins that ends or goes on with what stands before it."""
_REMARKS = re.compile(r"[#*;%]|//|/\*|--|\"\"\"|'''|@|\[|template\b")
"""How a line begins that belongs to what stands below it."""
_QUOTES = ('"""', "'''", "`" * 3)
_POD = re.compile(r"=(?!(?:cut|end)\b)[a-z]+\d?\b")
_POD_ENDS = re.compile(r"=(?:cut|end)\b")
_DECLARES = re.compile(
    r"(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|pub(?:\([^)]*\))?|unsafe|extern"
    r"(?: \"\w+\")?|inline|constexpr|virtual|open|override|sealed|partial|local|typedef|data|declare)\s+)*"
    r"(?P<kind>def|defp|defmodule|defn|defun|class|func|function|fun|fn|sub|proc|struct|enum|union|interface|trait|impl"
    r"|protocol|extension|module|namespace|package|object|record|type|mod|macro_rules!|message|service|rpc|resource"
    r"|macro|(?i:procedure|subroutine|program|entity|architecture|component|task))"
    r"(?:\s*<[^>]*>|\s*\([^)]*\)(?= \w))?\s+(?P<name>[\w.:$\"`!?-]+(?: for \w+)?)"
)
"""`export default class Etcher`, `pub(crate) fn parse<'a>`, `func (c *Client) Run`, `impl<T> Queue for Lot<T>`."""
_CREATES = re.compile(
    r"create\s+(?:\w+\s+){0,3}?(?P<kind>table|view|function|procedure|trigger|type|index|operator|aggregate|domain)\s+"
    r"(?:if\s+not\s+exists\s+)?(?P<name>[\w.\"`]+)",
    re.IGNORECASE,
)
"""`CREATE OR REPLACE FUNCTION etch_rate`."""
_ASSIGNS = re.compile(
    r"(?:export\s+)?(?:const\s|let\s|var\s)?\s*(?P<name>[\w.$]+)\s*[:=][^=].*(?:=>|\b(?:function|class|lambda)\b)"
)
"""`const rate = (recipe) => {`."""
_TAKES = re.compile(
    r"(?P<before>[A-Za-z_][\w:<>,*&\[\].~ ]*[\s*&])?(?P<name>~?[A-Za-z_$][\w:$~]*)(?P<apart>\s*)\("
    r"(?:[^;=]*(?:[{,]|\)[\w\s:>&-]*))?$"
)
"""`static int compare(const char *one,`, `async exec (args) {`: as yet it may be a call, or a condition."""
_NO_NAME = frozenset(
    {"case", "catch", "do", "elif", "else", "except", "for", "foreach", "if", "return", "sizeof", "switch", "throw"}
    | {"until", "when", "while", "with"}
)
_HOLD = frozenset(
    {"class", "struct", "interface", "trait", "impl", "protocol", "extension", "module", "namespace", "object"}
    | {"record", "type", "mod", "defmodule", "service", "enum", "union", "architecture", "program", "package"}
    | {"component"}
)
"""Kinds of declarations that hold others."""


class Line(NamedTuple):
    """A line, and what it is to those around it: `declares` is empty where it declares nothing."""

    text: str
    indent: int
    declares: str
    closes: bool
    remarks: bool

    @property
    def empty(self) -> bool:
        """True where nothing is written on it."""
        return self.indent == len(self.text)


def read_lines(text: str) -> list[Line]:
    """Cut a text into lines, tabs as spaces."""
    lines = [line.rstrip() for line in text.expandtabs(_TAB).split("\n")]
    return [_line(line, spoken=spoken) for line, spoken in zip(lines, _spoken(lines), strict=True)]


def holds(name: str) -> bool:
    """Tell whether what is declared under a name has members of its own, as a class has and a function has not."""
    return name.partition(" ")[0] in _HOLD


def _line(line: str, *, spoken: bool) -> Line:
    bare = line.lstrip()
    return Line(
        text=line,
        indent=len(line) - len(bare),
        declares="" if spoken else _declared(bare[:_LOOKED_AT]),
        closes=not spoken and _CLOSES.match(bare) is not None,
        remarks=spoken or _REMARKS.match(bare) is not None,
    )


def _declared(line: str) -> str:
    """Return what a line declares, as a reader would say it."""
    if found := _DECLARES.match(line) or _CREATES.match(line):
        return f"{found['kind'].lower()} {found['name'].strip(':')}"
    if found := _ASSIGNS.match(line):
        return found["name"]
    found = _TAKES.match(line) if "(" in line else None
    if found is None or found["name"].isupper():
        return ""
    before = (found["before"] or "").split()
    begins = line.endswith("{")
    if _NO_NAME & {found["name"], *before[:1]} or not (begins or (before and not found["apart"])):
        return ""
    return "" if before and before[0].isupper() else f"{found['name']}()"


def _spoken(lines: Iterable[str]) -> Iterator[bool]:
    """Tell of each line whether it begins inside a comment or a text of several lines."""
    closing = ""
    for line in lines:
        yield bool(closing)
        if closing == "=":
            closing = "" if _POD_ENDS.match(line) else closing
        elif closing:
            closing = "" if line.count(closing) % 2 or (closing == "*/" and closing in line) else closing
        else:
            closing = _opens(line)


def _opens(line: str) -> str:
    """Return what would close the comment or text that a line opens and leaves open."""
    if _POD.match(line):
        return "="
    if "/*" in line and "*/" not in line[line.rindex("/*") :]:
        return "*/"
    return next((quote for quote in _QUOTES if line.count(quote) % 2), "")
