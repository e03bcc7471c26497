"""Base models as lines: what each reads, what goes before its texts, whether it is here. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.text import Text

from studio.bases import Known, Prompts
from studio.domain import figures
from studio.domain.gains import Untouched
from studio.domain.registry import Entry, Fact, base_names
from studio.domain.verdict import Said
from studio.domain.wording import plural
from studio.ui.text import visible
from studio.ui.views.texts import block, line

__all__ = ["Choice", "advice", "detail", "facts", "head", "header", "hint", "model_line", "ranked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A model to choose: `entry` is None where the registry does not know it. `own` is the project's base.

    `measured` is None until a bake-off has measured it.
    """

    base: str
    entry: Entry | None
    prompts: Prompts
    here: bool
    own: bool = False
    marked: bool = False
    measured: Untouched | None = None

    @classmethod
    def of(cls, known: Known) -> "Choice":
        """Return an entry of the registry as a choice; those that are here are marked."""
        given = Prompts(query=known.query, passage=known.passage, source="registry")
        return cls(base=known.entry.hub_id, entry=known.entry, prompts=given, here=known.here, marked=known.here)


def head(choices: Sequence[Choice]) -> str:
    """Return how many are here and how many marked."""
    here, marked = sum(choice.here for choice in choices), sum(choice.marked for choice in choices)
    return f"{here} of {len(choices)} on this machine · {marked} marked"


def ranked(choices: Iterable[Choice], measured: Sequence[Untouched]) -> list[Choice]:
    """Return the choices with what was measured of each: those that were stand first, the best before all others."""
    by_name = {found.row.name: found for found in measured}

    def figure(choice: Choice) -> Untouched | None:
        return next((by_name[name] for name in reversed(base_names(choice.base)) if name in by_name), None)

    known = [replace(choice, measured=figure(choice)) for choice in choices]
    return sorted(known, key=lambda choice: choice.measured.place if choice.measured else len(by_name) + 1)


def advice(choices: Sequence[Choice]) -> str:
    """Return which base to take and how, once a bake-off tells; before it, how one is held."""
    found = [choice for choice in choices if choice.measured]
    own = next((choice for choice in found if choice.own), None)
    if len(found) < 2 or own is None or own.measured is None:
        return "The next base is often worth more than a tune: space marks, s measures."
    best, told = found[0], found[0].measured.told if found[0].measured else None
    if told is None:
        return f"Stay with {_short(best.base)}: untouched on the dev set it does best of {plural(len(found), 'base')}."
    said = told.verdict.sentence(_short(best.base), _short(own.base))
    return f"{said} enter on it trains it." if told.verdict.said is Said.BETTER else said


def header(width: int, *, measured: bool = False) -> Text:
    """Return the columns' titles, that of the dev set's NDCG@10 where some were `measured`."""
    rest = "pooling  licence       query prompt" if width >= _WIDE else "licence"
    dev = f"{'dev':>{_DEV}}" if measured else ""
    return line("      " + "model".ljust(_name(width, measured=measured)) + f"{dev}  dims  tokens  {rest}", "dim")


def model_line(choice: Choice, width: int, *, measured: bool = False) -> Text:
    """Return one model: its mark, whether it is here, its facts; a doubted one has a question mark.

    Where some were `measured` the dev set's figure stands behind the name.
    """
    mark = " =  " if choice.own else "[x] " if choice.marked else "[ ] "
    text = line(mark, "green" if choice.marked else "dim")
    text.append("● " if choice.here else "○ ", style="green" if choice.here else "dim")
    named = line(visible(choice.base), "bold" if choice.here else "")
    named.truncate(_name(width, measured=measured) - 1, overflow="ellipsis", pad=True)
    text.append_text(named).append(" ")
    if measured:
        known = choice.measured
        text.append(f"{figures.score(known.row.ndcg_10 if known else None):>{_DEV}}", style="bold" if known else "dim")
    text.append(f"{_fact(choice, 'dimensions'):>6}{_fact(choice, 'tokens'):>8}  ")
    licence = _fact(choice, "licence")
    if width >= _WIDE:
        text.append(f"{_fact(choice, 'pooling'):<9}{licence:<14}")
        text.append(_prompt(choice), style="dim")
    else:
        text.append(licence)
    text.truncate(width, overflow="ellipsis")
    return text


def detail(choice: Choice) -> Text:
    """Return all that is known of a model, and where it was read."""
    entry = choice.entry
    text = block(visible(choice.base), "bold")
    text.append("   the project's base" if choice.own else "", style="dim")
    text.append(f"\n{_placed(choice.measured)}" if choice.measured else "")
    text.append("\n" + facts(choice))
    text.append(f"\nprompts: {visible(choice.prompts.said)}")
    if entry is not None:
        doubted = f"not verified: {', '.join(entry.unverified)}" if entry.unverified else "every fact verified"
        text.append(f"\n{doubted} · {entry.source}", style="yellow" if entry.unverified else "dim")
        text.append(f"\n{entry.note}" if entry.note else "", style="dim")
    else:
        text.append("\nnot in the registry: the model's own files say what it needs", style="dim")
    return text


def hint(choice: Choice) -> str:
    """Return what stands under the base in a form: its facts and its prompts."""
    doubted = choice.entry.unverified if choice.entry is not None else ()
    said = f"{facts(choice)}. Prompts: {choice.prompts.said}."
    return f"{said} Not verified: {', '.join(doubted)}." if doubted else said


def facts(choice: Choice) -> str:
    """Return dimensions, tokens, pooling, licence and where the weights are, in a line."""
    entry = choice.entry
    said = []
    if entry is not None:
        unknown = "dimensions and tokens as its own files say"
        said += [f"{entry.dimensions} dimensions", _length(entry)] if entry.dimensions else [unknown]
        said += [f"{entry.pooling} pooling", entry.licence]
    return " · ".join([*said, "on this machine" if choice.here else "not on this machine"])


_WIDE = 110
_DEV = 6


def _length(entry: Entry) -> str:
    return "any length" if entry.tokens is None else f"{entry.tokens:,} tokens"


def _fact(choice: Choice, name: Fact) -> str:
    entry = choice.entry
    if entry is None:
        return "-"
    value = {
        "dimensions": f"{entry.dimensions}" if entry.dimensions else "-",
        "tokens": "any" if entry.tokens is None else f"{entry.tokens:,}" if entry.tokens else "-",
        "pooling": entry.pooling,
        "licence": entry.licence,
        "prompts": "",
    }[name]
    return f"{value}?" if name in entry.unverified and value != "-" else value


def _prompt(choice: Choice) -> str:
    said = repr(choice.prompts.query) if choice.prompts.query else "-"
    return f"{said}?" if choice.entry is not None and "prompts" in choice.entry.unverified else said


def _placed(measured: Untouched) -> str:
    """Return how a base did on the dev set, beside the project's and among all that were measured."""
    row, told = measured.row, measured.told
    said = f"dev {figures.score(row.ndcg_10)}"
    said += f", place {measured.place} of {measured.of} untouched" if measured.of > 1 else " untouched"
    if told is None:
        return said
    interval = figures.interval(told.verdict.ci_low, told.verdict.ci_high)
    return f"{said} · {told.verdict.said}, {figures.signed(row.difference)} ({interval})"


def _short(base: str) -> str:
    return visible(base_names(base)[0].removeprefix("base "))


def _name(width: int, *, measured: bool = False) -> int:
    return max(24, min(52 - _DEV * measured, width - 40 - _DEV * measured))
