"""Source code of any language, cut at what it declares: by indentation, empty lines and what lines begin with.

No language is parsed, so that none is missing and a file that does not compile is read too. A class that fits into a
passage stays whole; of a longer one every member has its own heading, and small neighbours share one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from studio.engine.corpus.documents import Block, Found, line_ends
from studio.engine.corpus.problems import Unreadable
from studio.engine.corpus.readers.base import DocumentReader, Tell, decoded, paragraphs
from studio.engine.corpus.readers.declares import Line, holds, read_lines

__all__ = ["READER"]

_SUFFIXES = (
    ".ada .adb .ads .bash .c .cc .clj .cljs .cpp .cs .cu .cuh .cxx .d .dart .el .erl .ex .exs .f .f90 .f95 .fs .go "
    ".gradle .groovy .h .hh .hpp .hs .java .jl .js .jsx .kt .kts .lisp .lua .m .mjs .ml .mli .mm .nim .pas .php .pl "
    ".pm .proto .ps1 .py .pyi .r .rb .rs .scala .scm .sh .sql .sv .svh .swift .tcl .tf .ts .tsx .v .vb .vhd .vhdl .vue "
    ".zig .zsh"
)
_LONG = 40
"""Lines up to which a declaration stays whole and neighbours share a heading: about what a passage holds."""
_LONGEST_HEADING = 120
_MARKS = " /*#-;%\"'"
_MADE_BY_A_PROGRAM = 400
"""Characters a line on average from which no person wrote it: minified scripts, tables of numbers."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines that belong together, and what the first declaration among them is called; empty where there is none."""

    lines: tuple[Line, ...]
    name: str


def _read(data: bytes, tell: Tell) -> Found:
    text = decoded(data, tell)
    lines = read_lines(line_ends(text))
    if len(text) > _MADE_BY_A_PROGRAM * len(lines):
        raise Unreadable("was left out: its lines are so long that a program made it.")
    return Found("", list(_blocks(lines, 1)))


def _blocks(lines: Sequence[Line], level: int) -> Iterator[Block]:
    """Give headings and paragraphs of lines that stand on one level of indentation."""
    together: list[_Unit] = []
    headed = False
    for unit in _units(lines):
        begins = unit.name and not any(each.name for each in together)
        size = sum(len(each.lines) for each in together) + len(unit.lines)
        if together and (begins or size > _LONG):
            yield from _section(together, level, headed=headed)
            headed = headed or any(each.name for each in together)
            together = []
        together.append(unit)
    yield from _section(together, level, headed=headed)


def _section(units: Sequence[_Unit], level: int, *, headed: bool) -> Iterator[Block]:
    """Give neighbours under the heading of what they declare; what is too long and holds members gives those as well.

    What declares nothing needs a heading only where it would stand under another's: the first words that it has.
    """
    names = list(dict.fromkeys(unit.name for unit in units if unit.name))
    if names:
        yield Block(_joined(names), level)
    elif headed:
        words = (line.text.strip(_MARKS) for unit in units for line in unit.lines if any(map(str.isalpha, line.text)))
        yield Block(_joined([next(words, "…")]), level)
    members: Sequence[Line] = ()
    for unit in units:
        head, members = _opened(unit) if holds(unit.name) and len(unit.lines) > _LONG else (unit.lines, ())
        yield from paragraphs("\n".join(line.text for line in head))
    yield from _blocks(members, level + 1) if members else ()


def _opened(unit: _Unit) -> tuple[Sequence[Line], Sequence[Line]]:
    """Part lines before the first member that they declare, what is written above it included."""
    lines = unit.lines
    first = next(number for number, line in enumerate(lines, 1) if line.declares)
    outside = lines[first - 1].indent
    member = next(
        (at for at, line in enumerate(lines) if at >= first and line.declares and line.indent > outside), None
    )
    if member is None:
        return lines, ()
    above = takewhile(lambda at: lines[at].remarks, range(member - 1, first, -1))
    cut = min(above, default=member)
    return lines[:cut], lines[cut:]


def _units(lines: Sequence[Line]) -> Iterator[_Unit]:
    """Part lines where something begins on their own level: after an empty line, or with a declaration."""
    level = min((line.indent for line in lines if not line.empty and not line.closes), default=0)
    unit: list[Line] = []
    name, loose = "", True
    for line in lines:
        outside = not line.empty and not line.closes and line.indent <= level
        called = line.declares if outside else ""
        if unit and outside and (loose or (called and name)):
            yield _Unit(tuple(unit), name)
            unit, name = [], ""
        unit.append(line)
        name, loose = name or called, line.empty
    if not all(line.empty for line in unit):
        yield _Unit(tuple(unit), name)


def _joined(names: Sequence[str]) -> str:
    text = ", ".join(names)
    return text if len(text) <= _LONGEST_HEADING else text[:_LONGEST_HEADING].rsplit(", ", 1)[0] + " …"


READER = DocumentReader(
    name="source code",
    about="source code of some fifty languages, cut at what it declares",
    suffixes=tuple(_SUFFIXES.split()),
    read=_read,
    by_path=True,
)
