"""A training run as a screen shows it: its curves from its events, and lines on how it stands. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from studio.domain import figures
from studio.domain.leaderboard import SMALL
from studio.domain.wording import clock
from studio.jobs.spec import JobState
from studio.ui.shelf import JobView
from studio.ui.text import visible
from studio.ui.views import fitting
from studio.ui.views.jobs import DEV, STATE_GLYPHS, name, share, state_words
from studio.ui.views.texts import block, line

if TYPE_CHECKING:
    from studio.jobs.events import Event

__all__ = [
    "Curves",
    "Series",
    "alike",
    "curves",
    "dev_line",
    "figures_line",
    "head",
    "last_step",
    "legend",
    "log_lines",
    "nothing",
    "result_line",
    "settings_head",
    "ticks",
]

_WHOLE = 10.0
"""Pairs a second from which a tenth of one is noise."""
_DEV_SMALL = f"{DEV}_{SMALL}"


class Series(NamedTuple):
    """Values by step, in order."""

    steps: tuple[int, ...] = ()
    values: tuple[float, ...] = ()

    @property
    def last(self) -> float | None:
        """The newest value."""
        return self.values[-1] if self.values else None


_EMPTY = Series()


@dataclass(frozen=True, slots=True)
class Curves:
    """What a run has told so far; `dev` and `small` are NDCG@10 on the dev set at full and at 128 dimensions."""

    loss: Series = _EMPTY
    gradient: Series = _EMPTY
    rate: Series = _EMPTY
    dev: Series = _EMPTY
    small: Series = _EMPTY
    pace: float | None = None
    memory: float | None = None

    @property
    def base(self) -> float | None:
        """The base model's figure, where step 0 was measured."""
        return self.dev.values[0] if self.dev.steps[:1] == (0,) else None

    @property
    def best(self) -> tuple[int, float] | None:
        """The step of the best figure after the first step, and the figure."""
        trained = [(value, -step) for step, value in zip(*self.dev, strict=True) if step > 0]
        if not trained:
            return None
        value, step = max(trained)
        return -step, value


def curves(events: "Iterable[Event]") -> Curves:
    """Read the curves from a run's events; a step that was told twice, as after resuming, counts as told last."""
    found: dict[str, dict[int, float]] = {}
    for event in events:
        if event.event == "metric":
            for key, value in event.values.items():
                found.setdefault(key, {})[event.step] = value
    return Curves(
        loss=_series(found, "loss"),
        gradient=_series(found, "grad_norm"),
        rate=_series(found, "learning_rate"),
        dev=_series(found, DEV),
        small=_series(found, _DEV_SMALL),
        pace=_series(found, "pairs_per_second").last,
        memory=_series(found, "memory_gb").last,
    )


def last_step(events: "Iterable[Event]") -> int:
    """Return how many steps the run will have; 0 where it has not said so."""
    return max((event.total for event in events if event.event == "progress" and event.stage == "train"), default=0)


def alike(one: Series, other: Series) -> bool:
    """Return whether two runs' lines lie on one another, so that only one of them is seen."""
    known = dict(zip(other.steps, other.values, strict=True))
    both = [(value, known[step]) for step, value in zip(one.steps, one.values, strict=True) if step in known]
    return len(both) > 1 and all(math.isclose(*values, rel_tol=1e-3) for values in both)


def ticks(end: int, most: int = 4) -> list[int | float]:
    """Return a few whole steps from 0 to the end, as even as whole steps can be."""
    parts = max(1, min(most - 1, end))
    return sorted({round(end * part / parts) for part in range(parts + 1)})


def head(view: JobView, width: int) -> Text:
    """Return the run, how it stands, and how far it is."""
    glyph, style = STATE_GLYPHS[view.state]
    text = line(f"{name(view).removeprefix('train ')}  ", "bold")
    text.append(f"{glyph} {view.state}  ", style=style)
    progress = view.latest.progress
    if progress is not None and view.state is not JobState.DONE:
        text.append(fitting.bar(share(view), 20 if width > 70 else 10), style="cyan")
        text.append(f" {figures.percent(share(view))}  {progress.stage} {progress.done:,}/{progress.total:,}")
        left = f"{clock(progress.eta)} left" if progress.eta and view.active else ""
        text.append(f"  {left}", style="bold")
    text.truncate(width, overflow="ellipsis")
    return text


def figures_line(view: JobView, seen: Curves) -> Text:
    """Return the run's figures: best on the dev set against the base, loss, pace, device, memory."""
    parts = []
    if seen.best is not None:
        parts.append(f"best dev {figures.score(seen.best[1])}")
    if seen.base is not None:
        parts.append(f"base {figures.score(seen.base)}")
    if seen.loss.last is not None:
        parts.append(f"loss {figures.score(seen.loss.last)}")
    if seen.pace is not None:
        parts.append(f"{seen.pace:.0f} pairs/s" if seen.pace >= _WHOLE else f"{seen.pace:.1f} pairs/s")
    device = visible(view.latest.started.device) if view.latest.started is not None else ""
    memory = f"{seen.memory:.1f} GB" if seen.memory is not None else ""
    parts += [f"{device} {memory}".strip()] if device or memory else []
    return line(" · ".join(parts))


def result_line(view: JobView, *, starts: bool) -> Text:
    """Return what can be done now: where the result is, how to go on, or nothing while it runs.

    `starts` where another run can be started from here.
    """
    text = block()
    if view.state is JobState.DONE:
        text.append("✓ It is measured on every test set. ", style="green")
        text.append("L", style="bold").append(" opens the leaderboard")
        if starts:
            text.append(", ").append("s", style="bold").append(" starts another run")
        return text.append(".")
    if view.state is JobState.FAILED:
        text.append(f"✗ {visible(state_words(view))} ", style="red")
        return text.append("p", style="bold").append(" resumes it from its last checkpoint.")
    if view.state in (JobState.PAUSED, JobState.STOPPED, JobState.CANCELLED):
        said = view.gone or f"It is {view.state}."
        text.append(f"{STATE_GLYPHS[view.state][0]} {said} ", style="yellow")
        return text.append("p", style="bold").append(" resumes it from its last checkpoint.")
    if view.state is JobState.QUEUED:
        return text.append(f"… {visible(state_words(view))}", style="dim")
    return text


def dev_line(view: JobView, seen: Curves, width: int) -> Text:
    """Return a running job's line on the leaderboard: its dev figure as it moves."""
    text = line("  training  ", "dim")
    text.append(name(view).removeprefix("train ").ljust(8), style="bold")
    text.append(f"{STATE_GLYPHS[view.state][0]} {figures.percent(share(view)):<5}", style=STATE_GLYPHS[view.state][1])
    if seen.dev.values:
        text.append(f" dev {figures.score(seen.dev.last)}  ", style="bold").append(fitting.sparkline(seen.dev.values))
    if seen.base is not None:
        text.append(f"  (base on dev {figures.score(seen.base)})", style="dim")
    text.append("   reads the test set when it ends", style="dim")
    text.truncate(width, overflow="ellipsis")
    return text


def log_lines(events: "Sequence[Event]", most: int) -> Text:
    """Return the last things that the run said."""
    said = [event for event in events if event.event == "log"][-most:] if most > 0 else []
    text = line()
    for index, event in enumerate(said):
        mark = ("! ", "yellow") if event.level == "warning" else ("· ", "dim")
        text.append("\n" if index else "").append(mark[0], style=mark[1])
        text.append(visible(event.message).replace("\n", " "), style="" if index == len(said) - 1 else "dim")
    return text


def legend(seen: Curves, beside: str = "", other: Curves | None = None) -> Text:
    """Return what the lines of the plots are, each by its own mark; `beside` names the run that is compared with."""
    text = line()
    if seen.dev.values:
        text.append("█", style="green").append(" full dims  ", style="dim")
    if seen.small.values:
        text.append("•", style="magenta").append(" 128 dims  ", style="dim")
    if seen.base is not None:
        text.append(f"─ base {figures.score(seen.base)}", style="dim")
    if other is not None:
        best = f", best dev {figures.score(other.best[1])}" if other.best else ""
        text.append("  ×", style="yellow").append(f" {visible(beside)}{best}", style="dim")
    return text


def settings_head(trainable: int, *, run: bool, first: str = "") -> str:
    """Return what stands above the settings; `first` is what should come before training, where anything should."""
    before = f"\nbetter first, with J: {first}" if first and trainable else ""
    pairs = f"on {trainable:,} pairs" if trainable else "without pairs yet: esc, then enter does the next step"
    return f"the next run, {pairs}" + (" · w shows the run" if run else "") + before


def nothing(trainable: int) -> str:
    """Return what is said where no run was ever started."""
    if not trainable:
        return "There is no pair to train on yet.\n\nesc  goes home, where enter does the next step"
    ready = f"{trainable:,} pairs are ready to train on."
    return f"No run yet.\n\n{ready}\n\ns  starts a run with the settings of this screen"


def _series(found: dict[str, dict[int, float]], key: str) -> Series:
    values = sorted(found.get(key, {}).items())
    return Series(tuple(step for step, _ in values), tuple(value for _, value in values))
