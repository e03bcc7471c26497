"""The home screen's lines: the funnel, what is next, what runs, what happened.

Pure functions of an overview, jobs, a width and the user's keymap.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from textwrap import wrap
from typing import NamedTuple

from rich.text import Text

from studio.domain import figures
from studio.domain.board import Told
from studio.domain.overview import BestRun, Overview, Step
from studio.domain.wording import plural
from studio.jobs.spec import JobState
from studio.ui.actions import everywhere, key_of
from studio.ui.actions.home import ACTIONS
from studio.ui.shelf import JobView
from studio.ui.text import visible
from studio.ui.views.jobs import job_line, moment
from studio.ui.views.texts import block, line

__all__ = ["doing", "funnel", "jobs_block", "listed", "recent_lines", "step_lines", "verdict_line", "welcome"]

_WIDEST = 132
_PLACES = 6
_REST = 16
"""Cells that a cell of the funnel needs to say that a bound is about the rest."""
_MARGIN = 8
_UNDER_WAY = (JobState.RUNNING, JobState.QUEUED)
_ACTIONS = {action.method: action for action in (*everywhere.ACTIONS, *ACTIONS)}
"""What a key does at home, by the name of the step that it is."""


class _Cell(NamedTuple):
    label: str
    value: str
    note: str
    tone: str = ""
    more: str = ""
    """What follows the note where there is room."""


def funnel(overview: Overview, width: int) -> Text:
    """Return the way from documents to the best run: labels, values, notes, with arrows where there is room."""
    room = min(width, _WIDEST)
    each = room // _PLACES - 1
    cells = _cells(overview, each - 2)
    text = line()
    for part in ("label", "value", "note"):
        for cell in cells[:-1]:
            text.append_text(_piece(cell, part, each, last=False))
        text.append_text(_piece(cells[-1], part, room - each * (len(cells) - 1), last=True))
        text.append("\n" if part != "note" else "")
    return text


def step_lines(
    following: Step, then: Step | None, width: int, keymap: Mapping[str, str], *, under_way: bool = False
) -> Text:
    """Return the next step and what could be done after it, with the keys that do them after the user's keymap.

    `under_way` where a job does the next step already: its key shows that job then.
    """
    room = min(width, _WIDEST)
    key = key_of(_ACTIONS["next"], keymap)
    about = f"under way: {key} shows it" if under_way else _about(following)
    text = _step_line("next", key, following.sentence, about, room, first=True)
    if then is not None:
        key = key_of(_ACTIONS[then.name], keymap)
        text.append("\n").append_text(_step_line("then", key, then.sentence, _about(then), room, first=False))
    return text


def doing(step: Step, jobs: Sequence[JobView]) -> JobView | None:
    """Return the job that does a step now or will when its turn comes; None where there is none."""
    return next((job for job in jobs if job.spec.kind == step.name and job.state in _UNDER_WAY), None)


def verdict_line(best: BestRun, told: Told | None, width: int) -> Text | None:
    """Return what may be said of the best run, wrapped beside its word; None where it is compared with nothing."""
    if best.verdict is None:
        return None
    known = told if told and told.row.row_id == best.row_id else None
    sentence = known.sentence if known else best.verdict.sentence(best.run_id, "the base")
    wrapped = wrap(visible(sentence), max(20, min(width, _WIDEST) - _MARGIN))
    return block(f"{'verdict':<{_MARGIN}}", "dim").append(f"\n{'':{_MARGIN}}".join(wrapped))


def recent_lines(overview: Overview, width: int, now: datetime, most: int = 3) -> Text:
    """Return what happened last, newest first, one line each."""
    text = line()
    for index, event in enumerate(overview.recent[:most]):
        said = line("recent  " if index == 0 else " " * _MARGIN, "dim")
        said.append(f"{moment(event.at, now):<7} ", style="dim").append(visible(event.text).replace("\n", " "))
        said.truncate(width, overflow="ellipsis")
        text.append("\n" if index else "").append_text(said)
    return text


def listed(jobs: Sequence[JobView], most: int) -> list[JobView]:
    """Return the jobs worth a line: those that are not over, those that wait in their order, those that ended last."""
    open_jobs = [job for job in jobs if job.state is not JobState.DONE and job.state is not JobState.CANCELLED]
    open_jobs = [job for job in open_jobs if job.state is not JobState.FAILED or job is jobs[-1]]
    open_jobs.sort(key=lambda job: (job.turn is not None, job.turn or 0.0))
    over = [job for job in reversed(jobs) if job not in open_jobs]
    return (open_jobs + over)[:most]


def jobs_block(jobs: Sequence[JobView], selected: int, width: int, now: datetime) -> Text | None:
    """Return the jobs, one line each, the one that keys act on marked; None where there are none."""
    if not jobs:
        return None
    text = line()
    for index, job in enumerate(jobs):
        text.append("\n" if index else "").append("jobs  " if index == 0 else " " * (_MARGIN - 2), style="dim")
        chosen = index == min(selected, len(jobs) - 1)
        text.append_text(job_line(job, min(width, _WIDEST) - _MARGIN + 2, selected=chosen, now=now))
    return text


def welcome() -> Text:
    """Return what a person who opens an empty project needs to know."""
    text = block("Nothing is here yet. Begin with documents.\n\n", "bold")
    text.append("enter", style="bold").append(" or ", style="dim").append("I", style="bold")
    text.append("  reads documents: text, Markdown, HTML, PDF, DOCX, tables, code.\n")
    text.append("After that each step is offered here on ").append("enter", style="bold").append(":\n")
    text.append("generate queries, mine hard negatives, review, train, compare.", style="dim")
    text.append("\n\nTo look around first, leave with q and run ", style="dim").append("studio demo")
    return text.append(": it brings documents of its own.", style="dim")


def _cells(o: Overview, room: int) -> Sequence[_Cell]:
    without = o.passages_without_queries
    wanting = "want queries" if room >= _REST else "left"
    return (
        _documents(o, room),
        _Cell("passages", f"{o.passages:,}", f"{without:,} {wanting}" if without and o.queries else ""),
        _queries(o),
        _reviewed(o, room),
        _dataset(o),
        _best(o.best, o.runs),
    )


def _documents(o: Overview, room: int) -> _Cell:
    unused = f"✗ {o.problems:,} unused (d)" if room >= _REST else f"✗ {o.problems:,} (d)"
    return _Cell("documents", f"{o.documents:,}", unused if o.problems else "", "yellow")


def _queries(o: Overview) -> _Cell:
    if o.unmined:
        return _Cell("queries", f"{o.queries:,}", f"{o.unmined:,} unmined")
    suspects = (f"? {o.suspects:,}", "", " suspects") if o.suspects else ("",)
    return _Cell("queries", f"{o.queries:,}", *suspects)


def _reviewed(o: Overview, room: int) -> _Cell:
    if not o.queries:
        return _Cell("reviewed", "-", "")
    if o.rest is not None:
        bound = f"≤ {o.rest:.1%} bad"
        return _Cell("reviewed", f"{o.reviewed:,}", f"rest {bound}" if room >= _REST else bound)
    flagged = f", ⚑ {o.flagged:,}" if o.flagged else ""
    return _Cell("reviewed", f"{o.reviewed:,}", f"{figures.percent(o.reviewed / o.queries)}{flagged}")


def _dataset(o: Overview) -> _Cell:
    if o.dataset_hash:
        since = f", +{o.decided_since_dataset:,}" if o.decided_since_dataset else ""
        return _Cell("dataset", f"{o.dataset_examples:,}", f"{o.dataset_hash[:4]}{since}")
    return _Cell("dataset", "-", f"{o.trainable:,} ready" if o.trainable else "")


def _best(best: BestRun | None, runs: int) -> _Cell:
    if best is None:
        return _Cell("best run", "-", f"{plural(runs, 'run')}, unmeasured" if runs else "")
    worse = (best.difference or 0) < 0
    real = {True: "worse" if worse else "real", False: "not sure", None: "too few"}[best.real]
    tone = {True: "red" if worse else "green"}.get(bool(best.real), "")
    small = f", {figures.percent(best.kept_128)} at 128d" if best.kept_128 else ""
    return _Cell("best run", best.run_id, f"{figures.signed(best.difference)} {real}", tone, small)


def _piece(cell: _Cell, part: str, width: int, *, last: bool) -> Text:
    if part == "label":
        text = line(cell.label, "dim")
    elif part == "value":
        text = line(visible(cell.value), "dim" if cell.value in ("0", "-") else "bold")
    else:
        text = line(visible(cell.note), cell.tone or "dim")
        text.append(cell.more if text.cell_len + len(cell.more) <= width - 2 else "", style="dim")
    arrow = part == "value" and not last and width >= 12
    text.truncate(width - 3 if arrow else width - 2, overflow="ellipsis", pad=True)
    return text.append("→  " if arrow else "  ", style="dim")


def _about(step: Step) -> str:
    return f"about {plural(step.minutes, 'minute')}" if step.minutes else ""


def _step_line(word: str, key: str, sentence: str, about: str, width: int, *, first: bool) -> Text:
    said = line(f"{word:<{_MARGIN}}", "dim")
    said.append(f"{key:<7} ", style="bold" if first else "")
    said.append(visible(sentence), style="bold" if first else "")
    gap = width - said.cell_len - len(about)
    if about and gap >= 2:
        said.append(" " * gap).append(about, style="dim")
    said.truncate(width, overflow="ellipsis")
    return said
