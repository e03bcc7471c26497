"""The leaderboard as lines: rows in columns that fit, a row in full, queries won and lost. Pure.

Which row is real is decided in `studio.domain.board`; figures are written as `studio.ui.views.figures` writes them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from studio.domain.board import Verdict, at_dimensions
from studio.domain.leaderboard import Row, TestSet
from studio.domain.records import Comparison, QueryChange
from studio.domain.statistics import FEWEST_GROUPS
from studio.domain.wording import plural
from studio.ui.text import visible
from studio.ui.views import figures
from studio.ui.views.texts import block, line

__all__ = ["Board", "change_line", "columns_line", "details", "head", "nothing", "row_line", "tally"]

_NAME = 24
_SMALL = 128


@dataclass(frozen=True, slots=True)
class Board:
    """The rows that are shown, all rows of the test set, and what may be said of each."""

    shown: tuple[Row, ...]
    every: tuple[Row, ...]
    verdicts: Mapping[str, Verdict]

    def said(self, row: Row) -> str:
        """Return 'yes', 'no' or why nothing can be told, with Holm's p."""
        verdict = self.verdicts.get(row.row_id)
        if verdict is None:
            return "-"
        if row.groups < FEWEST_GROUPS:
            return "too few"
        return f"{'yes' if verdict.said in ('better', 'worse') else 'no'} {figures.p_value(verdict.p_value)}"

    def small(self, row: Row) -> Row | None:
        """Return the same system at 128 dimensions."""
        return at_dimensions(self.every, row.name, _SMALL)


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    width: int
    priority: int
    cell: Callable[[Board, Row], str]


def _interval(row: Row) -> str:
    if row.ci_low is None:
        return "-"
    return f"{figures.signed(row.ci_low)} .. {figures.signed(row.ci_high)}"


def _at_small(board: Board, row: Row) -> str:
    small = board.small(row)
    return figures.score(small.ndcg_10 if small else None)


_COLUMNS = (
    _Column("dims", 5, 9, lambda _, row: str(row.dimensions or "-")),
    _Column("NDCG@10", 8, 0, lambda _, row: figures.score(row.ndcg_10)),
    _Column("vs base", 8, 1, lambda _, row: figures.signed(row.difference)),
    _Column("95% interval", 15, 3, lambda _, row: _interval(row)),
    _Column("real?", 10, 2, lambda board, row: board.said(row)),
    _Column("MRR@10", 7, 4, lambda _, row: figures.score(row.mrr_10)),
    _Column("R@10", 6, 8, lambda _, row: figures.score(row.recall_10)),
    _Column("R@100", 6, 6, lambda _, row: figures.score(row.recall_100)),
    _Column("128d", 6, 5, _at_small),
    _Column("ms/query", 9, 7, lambda _, row: figures.score(row.latency_p50, 1)),
    _Column("MB/million", 11, 10, lambda _, row: figures.megabytes(row.bytes_per_million)),
)


def _fitting(width: int) -> list[_Column]:
    room = width - _NAME - 4
    chosen = []
    for column in sorted(_COLUMNS, key=lambda column: column.priority):
        if column.width > room:
            break
        chosen.append(column)
        room -= column.width
    return [column for column in _COLUMNS if column in chosen]


def _name_room(width: int) -> int:
    return max(_NAME, width - 4 - sum(column.width for column in _fitting(width)))


def head(test_set: TestSet, rows: Sequence[Row]) -> str:
    """Return what the figures stand on: which queries, how many groups, how well judged, how often looked at."""
    kind = "dev, steers training" if test_set.purpose == "dev" else test_set.source
    judged = max((row.judged_10 for row in rows), default=None)
    parts = [
        f"{test_set.title}, {kind}",
        f"{plural(test_set.queries, 'query', 'queries')}, {plural(test_set.groups, 'group')}",
    ]
    if judged is not None:
        parts.append(f"{figures.percent(judged)} of top 10 judged")
    if test_set.purpose == "test":
        parts.append(f"looked at {figures.times(test_set.looks)}")
    return " · ".join(parts)


def columns_line(width: int) -> Text:
    """Return the titles of the columns that fit."""
    text = line("   " + "row".ljust(_name_room(width)), "dim")
    for column in _fitting(width):
        text.append(column.title.rjust(column.width), style="dim")
    return text


def row_line(board: Board, index: int, width: int) -> Text:
    """Return one row with as many columns as fit."""
    row = board.shown[index]
    room = _name_room(width)
    name = Text(visible(row.name, 200), no_wrap=True, style="bold" if row.difference is not None else "")
    name.truncate(room - 1, overflow="ellipsis")
    text = line(f"{index + 1:>2} ", "dim").append_text(name).append(" " * (room - name.cell_len))
    for column in _fitting(width):
        text.append(column.cell(board, row).rjust(column.width), style=_tone(board, row, column.title))
    return text


def _tone(board: Board, row: Row, title: str) -> str:
    verdict = board.verdicts.get(row.row_id)
    if title == "vs base" and verdict is not None and verdict.said in ("better", "worse"):
        return "green" if verdict.said == "better" else "red"
    return "bold" if title == "NDCG@10" else ""


def details(board: Board, row: Row) -> Text:
    """Return everything that was measured for a row, and what it was measured with."""
    verdict = board.verdicts.get(row.row_id)
    text = block(visible(row.name, 200), "bold")
    text.append(f"\n\n{row.kind} · {row.dimensions or '-'} dimensions · ")
    text.append(f"{plural(row.queries, 'query', 'queries')} in {plural(row.groups, 'group')}\n")
    metrics = ("ndcg_10", "mrr_10", "recall_10", "recall_100", "map_100", "judged_10")
    titles = ("NDCG@10", "MRR@10", "Recall@10", "Recall@100", "MAP@100", "judged@10")
    for title, name in zip(titles, metrics, strict=True):
        text.append(f"\n{title:<22}").append(figures.score(getattr(row, name)), style="bold")
    if row.difference is not None:
        text.append(f"\n{'against the base':<22}").append(figures.signed(row.difference), style="bold")
        text.append(f"  95% {_interval(row)}  p {figures.p_value(row.p_value)}")
        text.append(f"\n{'after Holm':<22}{figures.p_value(verdict.p_value)}  {verdict.said}" if verdict else "")
        text.append(f"\n{'could be shown':<22}{figures.score(row.detectable)} (80% power)")
        text.append(f"\n{'queries':<22}won {row.won} · lost {row.lost} · equal {row.queries - row.won - row.lost}")
    text.append(f"\n{'latency a query':<22}p50 {figures.score(row.latency_p50, 1)} ms")
    text.append(f" · p95 {figures.score(row.latency_p95, 1)} ms")
    text.append(f"\n{'index':<22}{figures.megabytes(row.bytes_per_million)} MB for a million passages")
    text.append(f"\n{'model':<22}{row.model_hash or '-'}\n{'settings':<22}{row.settings_hash} · seed {row.seed}")
    return text


def tally(comparison: Comparison | None, name: str) -> Text:
    """Return how many queries a row won and lost against the base."""
    if comparison is None:
        return line("the base is what the others are compared with", "dim")
    text = line(f"{visible(name, 60)} against the base: ", "dim")
    text.append(f"▲ won {comparison.won}", style="green").append(" · ")
    text.append(f"▼ lost {comparison.lost}", style="red")
    return text.append(f" · equal {comparison.equal}")


def change_line(change: QueryChange, name: str, width: int) -> Text:
    """Return one query: by how much it moved, its words, and where its best answer stood and stands."""
    gained = change.after > change.before
    text = line("▲ " if gained else "▼ ", "green" if gained else "red")
    text.append(figures.signed(change.after - change.before).ljust(7))
    places = f"base {_place(change.rank_before)} → {visible(name, 40)} {_place(change.rank_after)}"
    words = Text(" ".join(visible(change.text, 400).split()), no_wrap=True)
    room = max(10, width - text.cell_len - len(places) - 2)
    words.truncate(room, overflow="ellipsis", pad=True)
    return text.append_text(words).append("  ").append(places, style="dim")


def _place(rank: int | None) -> str:
    if rank is None:
        return "below 10th"
    ending = "th" if 10 < rank % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def nothing(test_sets: int) -> str:
    """Return what to do where nothing was measured."""
    if not test_sets:
        return (
            "There is nothing to measure on yet.\n\n"
            "Generate and mine first: held-out queries become a test set by themselves. J imports one of people's."
        )
    return "Nothing was measured on this test set yet.\n\nV measures base, BM25 and every run."
