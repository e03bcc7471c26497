"""Jobs as lines: how far, how fast, how long still; or how one ended. Reads no folder and draws no widget."""

from collections.abc import Mapping
from datetime import datetime

from rich.text import Text

from studio.domain import figures
from studio.domain.wording import clock
from studio.jobs.spec import JobKind, JobState
from studio.ui.shelf import JobView
from studio.ui.text import visible
from studio.ui.views import fitting
from studio.ui.views.texts import line

__all__ = [
    "DEV",
    "STATE_GLYPHS",
    "counts",
    "heading",
    "job_line",
    "moment",
    "name",
    "progress_parts",
    "share",
    "state_words",
]

DEV = "dev_ndcg@10"
"""What the dev set's figure is called among a job's metrics."""
STATE_GLYPHS = {
    JobState.DONE: ("✓", "green"),
    JobState.FAILED: ("✗", "red"),
    JobState.CANCELLED: ("−", "bright_black"),
    JobState.PAUSED: ("‖", "yellow"),
    JobState.STOPPED: ("■", "yellow"),
    JobState.QUEUED: ("…", "bright_black"),
    JobState.RUNNING: ("●", "cyan"),
}
_NAME = 15
_UNTOLD = {"best_step", "passage_limit", "share"}
"""Numbers of a summary that count nothing."""
_CALLED = {"base_dev": "base's", "general": "everyday", "general_base": "base's"}
"""What a run's figures are called after the one that they stand behind: its dev figure, that on everyday queries."""
_RESUMES = {JobState.PAUSED, JobState.STOPPED, JobState.FAILED, JobState.CANCELLED}


def name(view: JobView) -> str:
    """Return what a job is called: its kind, and for training its run."""
    run = view.spec.arguments.get("run_id", "") if view.spec.kind is JobKind.TRAIN else ""
    return f"{view.spec.kind} {run}".strip()


def share(view: JobView) -> float:
    """Return how much of its stage a job has done."""
    progress = view.latest.progress
    return progress.done / progress.total if progress and progress.total else 0.0


def job_line(view: JobView, width: int, *, selected: bool = False, now: datetime | None = None) -> Text:
    """Return a job as one line; nothing in it wraps."""
    text = line("▸ " if selected else "  ", "bold")
    text.append(name(view).ljust(_NAME), style="bold")
    if view.state is JobState.RUNNING:
        text.append_text(_running(view, width - text.cell_len))
    else:
        text.append_text(_standing(view, now))
    text.truncate(width, overflow="ellipsis")
    return text


def heading(view: JobView, now: datetime | None = None) -> Text:
    """Return a job's title and how it stands, for the top of its own screen."""
    text = line(visible(view.spec.title), "bold")
    text.append("   ")
    if view.state is JobState.RUNNING:
        return text.append("● running", style="cyan")
    return text.append_text(_standing(view, now))


def state_words(view: JobView) -> str:
    """Return how a job stands in a few words."""
    if view.state is JobState.QUEUED:
        log = view.latest.log
        return log.message if log and log.message.startswith("waiting") else "waits for its turn"
    if view.state is JobState.FAILED and view.latest.ended:
        return f"failed: {view.latest.ended.error}"
    return f"stopped: {view.gone}" if view.gone else str(view.state)


def counts(summary: Mapping[str, int | float | str]) -> str:
    """Return what a job counted, measured figures first: 'best dev .712, 157 steps, 1,180 pairs'."""
    told = [(_CALLED.get(key, key.replace("_", " ")), value) for key, value in summary.items() if key not in _UNTOLD]
    measured = [f"{words} {figures.score(value)}" for words, value in told if isinstance(value, float)]
    whole = [(words, value) for words, value in told if type(value) is int and value]
    return ", ".join(measured + [f"{value:,} {_one(words) if value == 1 else words}" for words, value in whole])


def _one(words: str) -> str:
    """Return what several are called as one of them is: 'test sets' gives 'test set'."""
    return f"{words[:-3]}y" if words.endswith("ies") else words.removesuffix("s")


def progress_parts(view: JobView) -> list[str]:
    """Return what a running job does, its figures, its pace and the time left, as far as they are known."""
    progress, metric = view.latest.progress, view.latest.metric
    if progress is None:
        started, log = view.latest.started, view.latest.log
        return [log.message if started and log and log.at >= started.at else "starting"]
    parts = [f"{progress.stage} {progress.done:,}/{progress.total:,} {progress.unit}"]
    if metric is not None:
        dev = metric.values.get(DEV)
        parts += [f"dev NDCG@10 {figures.score(dev)}"] if dev is not None else []
    if progress.eta:
        parts.append(f"{(progress.total - progress.done) / progress.eta:,.1f} {progress.unit}/s")
    return parts


def moment(at: datetime, now: datetime) -> str:
    """Return when something was: the time today, the day before today, the year where it was another one."""
    here, today = at.astimezone(), now.astimezone()
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{here:%b %d}" if here.year == today.year else f"{here:%b %Y}"


def _running(view: JobView, width: int) -> Text:
    size = 26 if width > 90 else 16 if width > 60 else 8
    text = line(fitting.bar(share(view), size), "cyan")
    text.append(f" {figures.percent(share(view)):>4}  ", style="bold")
    progress = view.latest.progress
    left = f"{clock(progress.eta)} left" if progress and progress.eta else ""
    room = width - text.cell_len - len(left) - 2
    shown = ""
    for part in progress_parts(view):
        if len(shown) + len(part) + 3 > room and shown:
            break
        shown = f"{shown}   {part}" if shown else part
    said = line(visible(shown))
    said.truncate(max(0, room), overflow="ellipsis", pad=bool(left))
    return text.append_text(said).append(f"  {left}" if left else "", style="bold")


def _standing(view: JobView, now: datetime | None) -> Text:
    glyph, style = STATE_GLYPHS[view.state]
    ended = view.latest.ended
    text = line(f"{glyph} ", style)
    if view.state is JobState.QUEUED:
        return text.append(visible(state_words(view)), style="dim")
    text.append(str(view.state), style=style)
    if view.state in _RESUMES:
        text.append(f" at {figures.percent(share(view))}" if view.latest.progress else "")
        text.append(", ").append("p", style="bold").append(" resumes it")
    elif ended is not None and now is not None:
        at = datetime.fromtimestamp(ended.at).astimezone()
        text.append(f" {moment(at, now)}", style="dim").append(f"   {counts(ended.summary)}")
        if view.spec.kind is JobKind.EVALUATE and view.spec.arguments.get("bases"):
            text.append(": ").append("B", style="bold").append(" says which base to take")
    if ended is not None and ended.error and view.state is JobState.FAILED:
        text.append(f"   {visible(ended.error)}".replace("\n", " "), style="dim")
    if view.gone:
        text.append(f"   {view.gone}", style="dim")
    return text
