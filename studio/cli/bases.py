"""The registry of base models as a table. It loads no model."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.bases import Known
from studio.domain.registry import Fact

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["SPARE", "table"]

_PROMPTS = "query prompt | passage prompt"
SPARE = (_PROMPTS, "pooling", "licence")
"""The columns that a narrow terminal does without, the first one first."""


def table(models: Sequence[Known]) -> "Table":
    """Draw one line a model."""
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    drawn.add_column("model", no_wrap=True)
    drawn.add_column("dims", justify="right", no_wrap=True)
    drawn.add_column("tokens", justify="right", no_wrap=True)
    drawn.add_column("pooling", no_wrap=True)
    drawn.add_column("licence", no_wrap=True)
    drawn.add_column("here", no_wrap=True)
    drawn.add_column(_PROMPTS)
    for model in models:
        entry = model.entry
        drawn.add_row(
            Text(entry.hub_id),
            _doubted(model, "dimensions", f"{entry.dimensions}"),
            _doubted(model, "tokens", "any" if entry.tokens is None else f"{entry.tokens:,}"),
            _doubted(model, "pooling", entry.pooling),
            _doubted(model, "licence", entry.licence),
            "yes" if model.here else "-",
            Text(_doubted(model, "prompts", " | ".join(repr(p) if p else "-" for p in (model.query, model.passage)))),
        )
    return drawn


def _doubted(model: Known, fact: Fact, said: str) -> str:
    return f"{said} ?" if fact in model.entry.unverified else said
