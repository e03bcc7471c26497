"""Training runs as tables and lines. It reads no database."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from studio.domain import figures
from studio.domain.leaderboard import SMALL
from studio.domain.records import RunFigure
from studio.domain.registry import base_names
from studio.workflow.facts import facts, settings
from studio.workflow.runs import Record

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

__all__ = ["SPARE", "details", "table"]

SPARE = ("note", "dataset", "made", "at 128", "base")
"""The columns that a narrow terminal does without, the first one first."""


def table(records: Sequence[Record]) -> "Table":
    """Draw one line a run."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("run", "name", "state", "dev", "at 128", "base", "dataset", "made", "note"):
        drawn.add_column(title, justify="right" if title in ("dev", "at 128") else "left", no_wrap=title != "note")
    for record in records:
        run = record.run
        drawn.add_row(
            f"{'* ' if run.pinned else ''}{run.run_id}",
            Text(run.name),
            state(record),
            _score(record.dev_at()),
            _score(record.dev_at(SMALL)),
            Text(base_names(run.base)[0].removeprefix("base ")),
            run.dataset_hash[:8],
            f"{run.created_at.astimezone():%Y-%m-%d %H:%M}",
            Text(run.note),
        )
    return drawn


def state(record: Record) -> str:
    """Return how a run stands in a word or two."""
    return f"{record.state}, archived" if record.run.archived and not record.run.deleted else record.state


def details(record: Record, command: str) -> "Text":
    """Return all that is known of a run, a line each."""
    from rich.text import Text

    return Text("\n".join(f"{name:<10} {said}" for name, said in _lines(record, command)))


def _lines(record: Record, command: str) -> Iterator[tuple[str, str]]:
    yield from facts(record)
    if record.why:
        yield "go on", f"studio resume {record.run.run_id}"
    for figure in record.figures:
        yield figure.purpose, _figure(figure)
    if record.counted:
        yield "counted", ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in record.counted.items())
    for section, key, value in settings(record):
        yield "setting", f"{section}.{key} = {value}"
    yield "again", command


def _figure(figure: RunFigure) -> str:
    told = f"NDCG@10 {figures.score(figure.ndcg_10)} at {figure.dimensions} dimensions on {figure.title}"
    return told if figure.difference is None else f"{told}, {figures.signed(figure.difference)} against the base"


def _score(figure: RunFigure | None) -> str:
    return figures.score(figure.ndcg_10 if figure else None)
