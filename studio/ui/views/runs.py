"""Training runs as lines, and all that is known of one. Pure functions."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from textwrap import wrap

from rich.text import Text

from studio.domain import figures
from studio.domain.leaderboard import SMALL
from studio.domain.records import RunFigure
from studio.domain.registry import base_names
from studio.domain.wording import plural
from studio.jobs.spec import JobState
from studio.ui.text import visible
from studio.ui.views.jobs import STATE_GLYPHS, counts
from studio.ui.views.texts import block, line
from studio.workflow.facts import facts, settings
from studio.workflow.runs import DELETED, Record

__all__ = ["about", "detail", "head", "header", "nothing", "run_line"]

_WIDE = 100
_BESIDE, _BESIDE_WIDE = 40, 86
"""Cells of the columns beside a run's name, below and from `_WIDE`."""
_LABEL = 9
_MANY = 7
"""Cells that a figure takes."""


def head(records: Sequence[Record], hidden: int) -> str:
    """Return how many runs are listed, and how many are not."""
    away = f" · {hidden} archived or deleted, A shows them" if hidden else ""
    return plural(len(records), "run") + away


def header(width: int) -> Text:
    """Return the columns' titles."""
    rest = "  base                     dataset   made" if width >= _WIDE else ""
    return line("    " + "run".ljust(_name(width)) + f"{'state':<14}{'dev':>6}{'128d':>6}{'test':>6}{rest}", "dim")


def run_line(record: Record, width: int) -> Text:
    """Return one run: pinned or not, its names, how it stands, what it reached."""
    run = record.run
    text = line("  ★ " if run.pinned else "    ", "yellow")
    named = line(run.run_id, "bold" if not record.hidden else "dim")
    named.append(f" {visible(run.name)}" if run.name else "")
    named.truncate(_name(width) - 1, overflow="ellipsis", pad=True)
    text.append_text(named).append(" ").append_text(_state(record))
    shown = (record.dev_at(), record.dev_at(SMALL), next((f for f in record.figures if f.purpose == "test"), None))
    text.append("".join(f"{figures.score(figure.ndcg_10 if figure else None):>6}" for figure in shown))
    if width >= _WIDE:
        base = line(visible(base_names(run.base)[0].removeprefix("base ")))
        base.truncate(24, overflow="ellipsis", pad=True)
        made = f"{run.created_at.astimezone():%Y-%m-%d}"
        text.append("  ").append_text(base).append(f" {run.dataset_hash[:8]}  {made}", style="dim")
    text.truncate(width, overflow="ellipsis")
    return text


def detail(record: Record) -> Text:
    """Return what stands below the list for the selected run: note, why it failed, what can be done."""
    run = record.run
    text = block(" · ".join(visible(name) for name in run.names), "bold")
    text.append(f"   {visible(run.base)}", style="dim")
    text.append(f"\n{visible(run.note)}" if run.note else "")
    if record.why:
        text.append(f"\n✗ {visible(record.why)} ", style="red").append("p", style="bold").append(" resumes it.")
    elif record.state == DELETED:
        text.append("\nIts model is gone; what was measured of it stays in the statistics.", style="dim")
    return text


def about(record: Record, command: str, width: int) -> Text:
    """Return all that is known of a run, and the line that trains it again, in `width` cells."""
    text = block()
    for name, said in (*facts(record), *_told(record)):
        text.append_text(_wrapped(name, said, width))
    for part in _measured(record.figures, width):
        text.append_text(part)
    for section, of_section in groupby(settings(record), key=itemgetter(0)):
        text.append(f"\n{visible(section)}\n", style="bold")
        for _, key, value in of_section:
            text.append(f"{visible(key)} ", style="dim").append(f"{visible(value)}\n")
    text.append("\ntrains it again", style="bold").append("   y copies it\n", style="dim")
    return text.append(visible(command))


def nothing() -> str:
    """Return what is said where there is no run."""
    return "No run yet.\n\nT  trains one"


def _told(record: Record) -> Iterator[tuple[str, str]]:
    if "best_step" in record.told:
        yield "best", f"step {record.told['best_step']}"
    if counted := counts(record.counted):
        yield "counted", counted


def _measured(found: Sequence[RunFigure], width: int) -> Iterator[Text]:
    """Yield a small table a test set: its dimensions, NDCG@10 at each, the difference from the base's."""
    for title, own in groupby(found, key=lambda figure: figure.title):
        several = list(own)[: max(1, (width - _LABEL) // _MANY)]
        yield block(f"\n{visible(title)}\n", "bold")
        for label, cells in (
            ("dims", [f"{figure.dimensions}" for figure in several]),
            ("NDCG@10", [figures.score(figure.ndcg_10) for figure in several]),
            ("vs base", [figures.signed(figure.difference) for figure in several]),
        ):
            text = block(f"{label:<{_LABEL}}", "dim")
            yield text.append("".join(cell.rjust(_MANY) for cell in cells) + "\n", "dim" if label == "dims" else "")


def _wrapped(label: str, said: str, width: int) -> Text:
    """Return a labelled text whose further lines stand below its first."""
    lines = wrap(visible(said), max(20, width - _LABEL)) or [""]
    return block(f"{label:<{_LABEL}}", "dim").append(f"\n{'':{_LABEL}}".join(lines) + "\n")


def _state(record: Record) -> Text:
    if record.state == DELETED:
        return line(f"− {DELETED}".ljust(14), "dim")
    state = JobState(record.state)
    glyph, style = STATE_GLYPHS[state]
    return line(f"{glyph} {'archived' if record.run.archived else state}".ljust(14), style)


def _name(width: int) -> int:
    return max(18, min(36, width - (_BESIDE_WIDE if width >= _WIDE else _BESIDE)))
