"""Draws a job's events on stderr: a bar with rate and time left on a terminal, plain lines elsewhere.

Knows events and nothing of how a job is run. Corpus text never becomes markup.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from studio.domain.wording import clock
from studio.jobs.events import Ended, Event, Log, Metric, Progress, Started

__all__ = ["drawn", "figures"]

_EVERY = 5.0
"""Seconds between two plain lines of one stage."""

Draw = Callable[[Event], None]


@contextmanager
def drawn(title: str) -> Iterator[Draw]:
    """Yield a function that draws events as they come."""
    if sys.stderr.isatty():
        with _bar(title) as draw:
            yield draw
    else:
        yield _Lines(title)


def figures(metric: Metric) -> str:
    """Return a step's figures as one line."""
    return f"step {metric.step}: " + ", ".join(f"{name} {value:.4g}" for name, value in metric.values.items())


class _Lines:
    """Plain lines: the first and the last of a stage, and one every few seconds."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._stage = ""
        self._told = 0.0

    def __call__(self, event: Event) -> None:
        match event:
            case Progress():
                self._progress(event)
            case Log(message=message, level=level):
                self._say(f"warning: {message}" if level == "warning" else message)
            case Metric(values=values) if any("dev" in name for name in values):
                self._say(figures(event))
            case Started() | Ended() | Metric():
                return

    def _progress(self, event: Progress) -> None:
        now = time.monotonic()
        if event.stage == self._stage and event.done < event.total and now - self._told < _EVERY:
            return
        self._stage, self._told = event.stage, now
        left = f", {clock(event.eta)} left" if event.eta else ""
        self._say(f"{event.stage} {event.done:,}/{event.total:,} {event.unit}{left}")

    def _say(self, line: str) -> None:
        click.echo(f"{self._title}: {line}", err=True)


@contextmanager
def _bar(title: str) -> Iterator[Draw]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    bars = Bars(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TextColumn("{task.fields[left]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
    with bars:
        task = bars.add_task(title, total=None, rate="", left="")
        began: dict[str, tuple[float, int]] = {}

        def draw(event: Event) -> None:
            match event:
                case Progress():
                    at, first = began.setdefault(event.stage, (event.at, event.done))
                    rate = (event.done - first) / (event.at - at) if event.at > at else 0.0
                    bars.update(
                        task,
                        description=f"{title} · {event.stage}",
                        completed=event.done,
                        total=event.total or None,
                        rate=f"{rate:,.1f} {event.unit}/s" if rate else event.unit,
                        left=f"{clock(event.eta)} left" if event.eta else "",
                    )
                case Log(message=message, level=level):
                    bars.console.print(Text(message, style="yellow" if level == "warning" else ""))
                case Metric(values=values) if any("dev" in name for name in values):
                    bars.console.print(Text(figures(event)))
                case Started() | Ended() | Metric():
                    return

        yield draw
