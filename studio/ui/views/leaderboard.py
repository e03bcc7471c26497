"""The leaderboard as lines: which columns fit, what each cell says, what is real. Pure functions of rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text

from studio.domain import figures
from studio.domain.board import at_dimensions, at_precision, full_size
from studio.domain.leaderboard import SMALL, Precision, Row, RowKind, TestSet
from studio.domain.statistics import FEWEST_GROUPS
from studio.domain.verdict import Fall, RowVerdict, Said
from studio.domain.wording import plural
from studio.ui.text import visible
from studio.ui.views.board import Board
from studio.ui.views.fitting import foremost
from studio.ui.views.texts import line

__all__ = ["empty", "header", "real", "row_line", "set_words", "stale_words"]

_REAL = "real?"
_NAMES = (21, 26)
"""Cells that a name has at least: beside the first four columns, and beside more."""
_WORDS = {
    Said.BETTER: ("✓ better", "green"),
    Said.WORSE: ("✗ worse", "red"),
    Said.NOT_WORSE: ("= not worse", ""),
    Said.CANNOT_TELL: ("~ can't tell", "dim"),
}
_SOURCES = {"human": "written by people", "beir": "imported", "generated": "held out"}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column right of the name. Those with the largest `rank` go first where room is short."""

    title: str
    width: int
    rank: int
    cell: Callable[[Board, Row], Text]


def set_words(test_set: TestSet, rows: Sequence[Row], width: int) -> str:
    """Return what a figure rests on, the most important parts that fit: name, looks, size, judgments, who wrote it."""
    looks = "steers training" if test_set.purpose == "dev" else plural(test_set.looks, "look")
    parts = [
        (0, visible(test_set.title)),
        (4, _SOURCES[test_set.source]),
        (2, f"{test_set.queries:,} queries in {plural(test_set.groups, 'group')}"),
        (3, f"{figures.percent(rows[0].judged_10)} of top 10 judged" if rows else ""),
        (1, looks),
    ]
    return foremost(parts, width)


def header(width: int, *, against: str = "base") -> Text:
    """Return the columns' titles; `against` is what rows are compared with, in a few letters."""
    text = line("   " + "row".ljust(_name_width(width) - 3), "dim")
    for column in _fitting(width):
        title = column.title.format(against)
        said = f"  {title:<{column.width - 3}}p" if column.title == _REAL else title.rjust(column.width)
        text.append(said, style="dim")
    return text


def row_line(board: Board, index: int, width: int) -> Text:
    """Return one row: its place, its name, its figures."""
    row = board.shown[index]
    reference = board.reference
    room = _name_width(width)
    text = line(f"{index + 1:>2} ", "dim")
    others = reference is None or row.row_id != reference.row_id
    size = board.size(row)
    name = visible(board.name(row)).removesuffix(size)
    named = line(_short(name, room - 4 - len(size)), "bold" if others else "")
    named.truncate(room - 4 - len(size), overflow="ellipsis")
    named.append(size).truncate(room - 4, pad=True)
    text.append_text(named).append(" ")
    for column in _fitting(width):
        cell = column.cell(board, row)
        text.append(" " * max(0, column.width - cell.cell_len)).append_text(cell)
    return text


def real(row: Row, verdict: RowVerdict | None) -> Text:
    """Return whether a row's difference is real, in a glyph, a word and Holm's p."""
    if verdict is None:
        return line(f"{'-':<18}", "dim")
    if row.groups < FEWEST_GROUPS:
        return line(f"{'too few to tell':<18}", "dim")
    word, style = _WORDS[verdict.said]
    return line(f"{word:<12}", style).append(f"{figures.p_value(verdict.p_value):>6}", style="dim")


def note(board: Board, row: Row | None, falls: Sequence[Fall] = ()) -> Text:
    """Return what the verdicts rest on: the reference where a person chose one, Holm's family, what could be shown.

    The kinds of query that the row does worse on (`falls`) come first; of another base than the project's, how to
    train from it.
    """
    text = _fell(falls)
    against = board.reference
    if row is not None and row.kind is RowKind.BASE and against is not None and row.name != against.name:
        text.append("B", style="bold").append(" trains from it · ")
    if board.chosen is not None:
        text.append(f"= {visible(board.name(board.chosen))}", style="bold").append(" · ", style="dim")
    more = f", {len(board.others):,} of them gone" if board.others and board.chosen is None else ""
    text.append(f"p by Holm over {plural(board.family, 'row')}{more}", style="dim")
    if row is not None and row.detectable is not None:
        judged = figures.percent(row.judged_10)
        text.append(
            f" · from {figures.score(row.detectable)} on could show · {judged} of its top 10 judged", style="dim"
        )
    return text


def _fell(falls: Sequence[Fall]) -> Text:
    """Return the kind of query that got worse for the surest, how many others did, and the key that shows them."""
    text = line()
    if falls:
        worst, others = falls[0], len(falls) - 1
        text.append(f"▼ {'worse' if worst.certain else 'perhaps worse'}: ", "red" if worst.certain else "yellow")
        text.append(f"{visible(worst.kind)} {figures.signed(worst.difference)}")
        text.append(f" and {plural(others, 'other kind')}" if others else "").append(", ", style="dim")
        text.append("s", style="bold").append(" · ", style="dim")
    return text


def stale_words(board: Board) -> str:
    """Return how many rows rest on earlier judgments, and what to do; nothing where none does."""
    number = sum(row.row_id in board.stale for row in full_size(board.rows))
    measured = "was" if number == 1 else "were"
    told = f"◷ {plural(number, 'row')} {measured} measured before more was judged: V measures again"
    return told if number else ""


def empty(test_set: TestSet | None) -> str:
    """Return what to do where there is nothing to compare."""
    if test_set is None:
        return (
            "There is no test set yet.\n\nJ  makes one of queries that people asked\n"
            "esc  goes home, where enter does the next step\n\n"
            "Generated queries that are held out make a test set too, once something is measured."
        )
    if not test_set.answered:
        return f"No query of {visible(test_set.title)} has a relevant passage yet.\n\nJ  judges its queries"
    return f"Nothing was measured on {visible(test_set.title)} yet.\n\nV  measures base and BM25\nT  trains a run"


def _fitting(width: int) -> list[_Column]:
    """Return the columns that fit beside a name of fair width, in their order."""
    kept: list[_Column] = []
    for column in sorted(_COLUMNS, key=lambda column: column.rank):
        name = _NAMES[len(kept) >= 4]
        if name + sum(each.width for each in kept) + column.width > width:
            break
        kept.append(column)
    return [column for column in _COLUMNS if column in kept]


def _short(name: str, room: int) -> str:
    """Return a name that says in little room, too, what tells its row from the others."""
    return name if len(name) <= room else name.replace(", enriched", " enr.").replace(" + BM25", "+BM25")


def _name_width(width: int) -> int:
    return min(44, width - sum(column.width for column in _fitting(width)))


def _difference(_board: Board, row: Row) -> Text:
    style = "" if row.difference is None else "green" if row.difference > 0 else "red" if row.difference < 0 else ""
    return line(figures.signed(row.difference), style)


def _at_small(board: Board, row: Row) -> Text:
    small = at_dimensions(board.rows, row.name, SMALL)
    return line(figures.score(small.ndcg_10 if small else None))


def _at_precision(precision: Precision) -> Callable[[Board, Row], Text]:
    def cell(board: Board, row: Row) -> Text:
        found = at_precision(board.rows, row.name, precision)
        return line(figures.score(found.ndcg_10 if found else None))

    return cell


_COLUMNS = (
    _Column("NDCG@10", 9, 0, lambda _, row: line(figures.score(row.ndcg_10), "bold")),
    _Column("vs {}", 9, 1, _difference),
    _Column("95% interval", 16, 3, lambda _, row: line(figures.interval(row.ci_low, row.ci_high))),
    _Column(_REAL, 20, 2, lambda board, row: real(row, board.verdicts.get(row.row_id))),
    _Column("MRR@10", 8, 4, lambda _, row: line(figures.score(row.mrr_10))),
    _Column("R@10", 7, 9, lambda _, row: line(figures.score(row.recall_10))),
    _Column("R@100", 7, 5, lambda _, row: line(figures.score(row.recall_100))),
    _Column("128d", 7, 6, _at_small),
    _Column("int8", 7, 10, _at_precision("int8")),
    _Column("binary", 8, 11, _at_precision("binary")),
    _Column("ms/query", 10, 7, lambda _, row: line(figures.milliseconds(row.latency_p50))),
    _Column("MB/million", 12, 8, lambda _, row: line(figures.megabytes(row.bytes_per_million))),
)
