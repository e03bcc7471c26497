"""Live rows as lines: what each is worth on the dev set now, and how far it moved. Pure functions of rows."""

from collections.abc import Sequence

from rich.text import Text

from studio.domain import figures
from studio.domain.live import LiveRow
from studio.domain.wording import plural
from studio.ui.views.texts import line

__all__ = ["board_lines", "home_lines", "short"]

_SHORT = {"base, enriched": "enriched", "base, enriched + BM25": "enriched + BM25"}
_ENRICHED_BOTH = "base, enriched + BM25"
_LEAST = 0.0005


def home_lines(rows: Sequence[LiveRow], queries: int, width: int) -> Text | None:
    """Return the rows side by side and what they rest on; None where nothing was measured yet."""
    if not rows:
        return None
    parts = [_part(row) for row in rows]
    while len(parts) > 1 and sum(part.cell_len + 3 for part in parts) + 6 > width:
        parts.pop(0)  # the base is what all others are read against, and the first to be known by heart
    text = line("dev  ", "dim")
    for index, part in enumerate(parts):
        text.append("   " if index else " ").append_text(part)
    return text.append("\n").append_text(_basis(queries, width, "      "))


def board_lines(rows: Sequence[LiveRow], queries: int, width: int, *, tall: bool) -> Text | None:
    """Return a line a row under what they rest on, or all on one line; None where nothing was measured yet."""
    if not rows or not tall:
        found = home_lines(rows, queries, width)
        return found.split("\n")[0] if found else None
    text = _basis(queries, width, "  live  ")
    for row in rows:
        text.append("\n  ").append(f"{row.title:<34}", style="bold").append(f"{figures.score(row.ndcg_10):>6}")
        text.append("  ").append_text(_moved(row))
    return text


def short(rows: Sequence[LiveRow]) -> str:
    """Return the row that searches best without training, in a few cells; nothing where none was measured."""
    row = next((row for row in rows if row.name == _ENRICHED_BOTH), None)
    return f"dev {figures.score(row.ndcg_10)} {_moved(row).plain}".rstrip() if row else ""


def _part(row: LiveRow) -> Text:
    text = line(f"{_SHORT.get(row.name, row.name)} ", "dim")
    text.append(figures.score(row.ndcg_10), style="bold")
    moved = _moved(row)
    return text.append(" ").append_text(moved) if moved.cell_len else text


def _moved(row: LiveRow) -> Text:
    """Return how far a row moved since the studio was opened; nothing where that would round to nothing."""
    if abs(row.moved) < _LEAST:
        return line()
    return line(figures.signed(row.moved), "green" if row.moved > 0 else "red")


def _basis(queries: int, width: int, indent: str) -> Text:
    text = line(f"{indent}dev set, {plural(queries, 'query', 'queries')}", "dim")
    more = (", each asked of an index without it", "; follows decisions, + and - since you opened it", "; no test set")
    for words in more:
        if text.cell_len + len(words) <= width:
            text.append(words, style="dim")
    return text
