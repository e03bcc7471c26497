"""A job's events as lines of a log: when, and what was said. Pure."""

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from studio.domain import figures
from studio.jobs.events import Ended, Event, Log, Metric, Progress, Started
from studio.ui.text import visible
from studio.ui.views import texts
from studio.ui.views.jobs import counts

__all__ = ["as_text", "line", "metric_words"]

_NAMES = {"pairs_per_second": "pairs/s", "grad_norm": "gradient", "memory_gb": "memory"}


def line(event: Event) -> Text:
    """Return an event as one line."""
    text = texts.line(f"{datetime.fromtimestamp(event.at).astimezone():%H:%M:%S}  ", "dim")
    match event:
        case Started():
            text.append("▶ resumed" if event.resumed else "▶ started", style="cyan")
            text.append(f" on {event.device}, process {event.pid}", style="dim")
        case Progress():
            share = event.done / event.total if event.total else 0.0
            text.append(f"{event.stage} {event.done:,}/{event.total:,} {event.unit}  {figures.percent(share)}")
        case Metric():
            text.append(f"step {event.step:,}  ", style="dim").append(metric_words(event.values))
        case Log():
            mark, style = ("! ", "yellow") if event.level == "warning" else ("", "")
            text.append(f"{mark}{visible(event.message)}".replace("\n", " "), style=style)
        case Ended():
            text.append_text(_ended(event))
    return text


def metric_words(values: dict[str, float]) -> str:
    """Return figures by their names for people: 'loss 1.204, dev NDCG@10 .712'."""
    return ", ".join(f"{_metric_name(key)} {_metric_value(key, value)}" for key, value in values.items())


def as_text(events: Sequence[Event]) -> str:
    """Return a whole log as plain text."""
    return "".join(f"{line(event).plain}\n" for event in events)


def _ended(event: Ended) -> Text:
    glyph, style = {"done": ("✓", "green"), "failed": ("✗", "red")}.get(event.state, ("−", "yellow"))
    text = texts.line(f"{glyph} {event.state}", style)
    said = event.error or counts(event.summary)
    return text.append(f": {visible(said)}".replace("\n", " ") if said else "")


def _metric_name(key: str) -> str:
    if key.startswith("dev_"):
        return "dev " + key.removeprefix("dev_").replace("ndcg", "NDCG").replace("_", " ")
    return _NAMES.get(key, key.replace("_", " "))


def _metric_value(key: str, value: float) -> str:
    if key == "learning_rate":
        return f"{value:.1e}"
    if key == "memory_gb":
        return f"{value:.1f} GB"
    return f"{value:.1f}" if key.endswith("per_second") else figures.score(value)
