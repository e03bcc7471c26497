"""The leaderboard as lines: which columns fit, what each cell says, what is real. Pure functions of rows."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.text import Text

from studio.domain import figures
from studio.domain.board import Told, at_dimensions, at_precision, base_of, full_size, kept, sizes, verdicts
from studio.domain.gains import Gain
from studio.domain.leaderboard import Precision, Row, RowKind, TestSet, size_words
from studio.domain.statistics import FEWEST_GROUPS
from studio.domain.verdict import Said, Verdict
from studio.domain.wording import plural, times
from studio.ui.text import visible
from studio.ui.views.texts import block, line

__all__ = ["Board", "details", "empty", "header", "real", "row_line", "set_words", "stale_words"]

_SMALL = 128
_REAL = "real?"
_LABEL = 24
"""Cells before the values of a row's details, which have 42 where a screen has 80."""
_NAMES = (21, 26)
"""Cells that a name has at least: beside the first four columns, and beside more."""
_WORDS = {
    Said.BETTER: ("✓ better", "green"),
    Said.WORSE: ("✗ worse", "red"),
    Said.NOT_WORSE: ("= not worse", ""),
    Said.CANNOT_TELL: ("~ can't tell", "dim"),
}
_SOURCES = {"human": "written by people", "beir": "imported", "generated": "held out"}


@dataclass(frozen=True)
class Board:
    """The rows of one test set as they are shown: `every` shows a line for each size of vectors."""

    test_set: TestSet
    rows: Sequence[Row]
    every: bool = False
    stale: Collection[str] = ()
    """Ids of the rows that were measured before the test set was judged further."""
    chosen: Row | None = None
    """The row that a person compares with, in place of the base: the rows' differences are against it."""
    others: Sequence[float] = ()
    """P-values of Holm's family that are not among the rows."""

    @property
    def shown(self) -> list[Row]:
        """The rows in view, best first."""
        return sorted(self.rows, key=lambda row: -row.ndcg_10) if self.every else full_size(self.rows)

    @property
    def reference(self) -> Row | None:
        """The row that all others are compared with."""
        return self.chosen or base_of(self.rows)

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """What may be said of each row."""
        return verdicts(self.rows, self.others)

    @property
    def family(self) -> int:
        """How many rows were ever compared on this test set."""
        return len(self.verdicts) + len(self.others)

    @property
    def worth_a_look(self) -> str:
        """The id of the row to stand on at first: the best of those that are compared with the base."""
        others = [row for row in self.shown if row is not self.reference]
        return (others or self.shown)[0].row_id

    def name(self, row: Row) -> str:
        """Return a row's name, with its size where several are shown, marked where it is stale."""
        return f"{'◷ stale ' if row.row_id in self.stale else ''}{row.name}{self.size(row)}"

    def size(self, row: Row) -> str:
        """Return what a row's name ends with where several sizes are shown."""
        return f" · {size_words(row.dimensions, row.precision)}" if self.every and row.dimensions else ""

    def place(self, row_id: str) -> int:
        """Return where a row stands, the first place where it is not shown."""
        return next((index for index, row in enumerate(self.shown) if row.row_id == row_id), 0)


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
    kept: list[int] = []
    for rank, words in sorted(part for part in parts if part[1]):
        if kept and sum(len(said) + 3 for known, said in parts if known in kept) + len(words) > width:
            break
        kept.append(rank)
    return " · ".join(words for rank, words in parts if rank in kept)


def header(width: int, *, against: str = "base") -> Text:
    """Return the columns' titles; `against` is what rows are compared with, in a few letters."""
    text = line("   " + "row".ljust(_name_width(width) - 3), "dim")
    for column in _fitting(width):
        left = column.title == _REAL
        title = column.title.format(against)
        text.append((f"  {title}".ljust if left else title.rjust)(column.width), style="dim")
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


def real(row: Row, verdict: Verdict | None) -> Text:
    """Return whether a row's difference is real, in a glyph, a word and Holm's p."""
    if verdict is None:
        return line(f"{'-':<18}", "dim")
    if row.groups < FEWEST_GROUPS:
        return line(f"{'too few to tell':<18}", "dim")
    word, style = _WORDS[verdict.said]
    return line(f"{word:<12}", style).append(f"{figures.p_value(verdict.p_value):>6}", style="dim")


def note(board: Board, row: Row | None) -> Text:
    """Return what the verdicts rest on: the reference where a person chose one, Holm's family, what could be shown."""
    text = line()
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


def stale_words(board: Board) -> str:
    """Return how many rows rest on earlier judgments, and what to do; nothing where none does."""
    number = sum(row.row_id in board.stale for row in full_size(board.rows))
    measured = "was" if number == 1 else "were"
    told = f"◷ {plural(number, 'row')} {measured} measured before more was judged: V measures again"
    return told if number else ""


def details(board: Board, row: Row, gains: Sequence[Gain] = (), told: Told | None = None) -> Text:
    """Return the verdict, everything that was measured for a row, what it gained over bases, and what names it."""
    verdict = board.verdicts.get(row.row_id)
    text = block(visible(board.name(row)), "bold").append(f"   on {visible(board.test_set.title)}\n", style="dim")
    if row.row_id in board.stale:
        text.append("\n◷ stale: the test set was judged further since. V measures again.\n", style="yellow")
    if told is not None:
        text.append(f"\n{visible(told.sentence)}\n")
    for label, value in (*_facts(board, row, verdict), *_gained(board.test_set, gains)):
        text.append(f"\n{label:<{_LABEL}}", style="dim").append(value.replace("\n", f"\n{'':{_LABEL}}"))
    return text


def empty(test_set: TestSet | None) -> str:
    """Return what to do where there is nothing to compare."""
    if test_set is None:
        return (
            "There is no test set yet.\n\nJ makes one of queries that people asked. "
            "Generated queries that are held out make one too, once something is measured."
        )
    if not test_set.answered:
        return f"No query of {visible(test_set.title)} has a relevant passage yet.\n\nJ judges its queries"
    return f"Nothing was measured on {visible(test_set.title)} yet.\n\nV measures base and BM25 · T trains a run"


def _facts(board: Board, row: Row, verdict: Verdict | None) -> list[tuple[str, str]]:
    compared = [
        ("difference", f"{figures.signed(row.difference)}   95% interval {_interval(row)}"),
        *(_tested(row, verdict) if verdict else ()),
        ("won and lost", f"{row.won:,} queries won, {row.lost:,} lost"),
    ]
    return [
        ("NDCG@10", figures.score(row.ndcg_10)),
        *_held_out(board.test_set, row),
        *(compared if row.difference is not None else []),
        ("MRR@10", figures.score(row.mrr_10)),
        ("Recall@10, @100", f"{figures.score(row.recall_10)}, {figures.score(row.recall_100)}"),
        ("MAP@100", figures.score(row.map_100)),
        ("judged in the top 10", figures.percent(row.judged_10)),
        ("queries, groups", f"{row.queries:,}, {row.groups:,}"),
        ("dimensions", size_words(row.dimensions, row.precision)),
        ("ms a query, p50, p95", f"{_ms(row.latency_p50)}, {_ms(row.latency_p95)}"),
        ("a million passages", f"{figures.megabytes(row.bytes_per_million)} MB"),
        *_at_sizes(board, row),
        ("model", row.model_hash or "-"),
        ("settings", row.settings_hash or "-"),
        ("test set", f"{board.test_set.content_hash}, looked at {times(board.test_set.looks)}"),
        ("seed", str(row.seed)),
    ]


def _at_sizes(board: Board, row: Row) -> Iterator[tuple[str, str]]:
    """Yield what the system scores at each size of its vectors, what share of full size that is, and what it takes."""
    shares, found = kept(board.rows), sizes(board.rows, row.name)
    for each in found if len(found) > 1 else ():
        share = f"{shares[each.row_id]:6.1%} kept" if each.row_id in shares else " " * 11
        room = f"{figures.megabytes(each.bytes_per_million):>7} MB a million"
        yield f"at {size_words(each.dimensions, each.precision)}", f"{figures.score(each.ndcg_10)}  {share}  {room}"


def _tested(row: Row, verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Yield how sure a difference is, what could be shown, and how many more judged queries would tell."""
    holm = f"{figures.p_value(verdict.p_value)} by Holm over {plural(verdict.family, 'row')}"
    yield "p", f"{figures.p_value(row.p_value)}   {holm}"
    yield "could show from", f"{figures.signed(row.detectable)}   with 80% power"
    more = [_more(verdict.more_queries("difference")), _more(verdict.more_queries("margin"))]
    yield "queries still to judge", f"{more[0]} to tell if better, {more[1]} if not worse"


def _more(number: int | None) -> str:
    return "no number" if number is None else f"{number:,}"


def _held_out(test_set: TestSet, row: Row) -> Iterator[tuple[str, str]]:
    """Yield which written queries are kept from a row whose index or adapter lives on them."""
    if row.kind not in (RowKind.ENRICHED, RowKind.ADAPTER):
        return
    if test_set.purpose == "dev":
        yield "left out", "the query itself;\nits passage's other queries are in the index"
    elif test_set.source == "generated":
        yield "left out", "all queries of these documents,\nwhich alone have none in the index"


def _gained(test_set: TestSet, gains: Sequence[Gain]) -> Iterator[tuple[str, str]]:
    """Yield a line for the run's own base and one for the best base untouched; one for both where they are the same."""
    bases = {gain.over: gain.base for gain in gains}
    both = bases.get("own base") == bases.get("best untouched base")
    for gain in gains:
        if both and gain.over != "own base":
            continue
        interval = figures.interval(gain.ci_low, gain.ci_high)
        yield (
            "over its own base" if gain.over == "own base" else "over the best untouched",
            f"{figures.signed(gain.difference)}   {interval}   p {figures.p_value(gain.p_value)}",
        )
        chosen = "this very set" if test_set.purpose == "dev" else "dev, not on this"
        best = f",\nbest untouched, chosen on {chosen}" if both or gain.over != "own base" else ""
        yield "", f"{visible(gain.base)} {figures.score(gain.base_ndcg_10)}{best}"


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


def _interval(row: Row) -> str:
    return figures.interval(row.ci_low, row.ci_high)


def _difference(_board: Board, row: Row) -> Text:
    style = "" if row.difference is None else "green" if row.difference > 0 else "red" if row.difference < 0 else ""
    return line(figures.signed(row.difference), style)


def _at_small(board: Board, row: Row) -> Text:
    small = at_dimensions(board.rows, row.name, _SMALL)
    return line(figures.score(small.ndcg_10 if small else None))


def _at_precision(precision: Precision) -> Callable[[Board, Row], Text]:
    def cell(board: Board, row: Row) -> Text:
        found = at_precision(board.rows, row.name, precision)
        return line(figures.score(found.ndcg_10 if found else None))

    return cell


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}" if value < 10 else f"{value:.0f}"


_COLUMNS = (
    _Column("NDCG@10", 9, 0, lambda _, row: line(figures.score(row.ndcg_10), "bold")),
    _Column("vs {}", 9, 1, _difference),
    _Column("95% interval", 16, 3, lambda _, row: line(_interval(row))),
    _Column(_REAL, 20, 2, lambda board, row: real(row, board.verdicts.get(row.row_id))),
    _Column("MRR@10", 8, 4, lambda _, row: line(figures.score(row.mrr_10))),
    _Column("R@10", 7, 9, lambda _, row: line(figures.score(row.recall_10))),
    _Column("R@100", 7, 5, lambda _, row: line(figures.score(row.recall_100))),
    _Column("128d", 7, 6, _at_small),
    _Column("int8", 7, 10, _at_precision("int8")),
    _Column("binary", 8, 11, _at_precision("binary")),
    _Column("ms/query", 10, 7, lambda _, row: line(_ms(row.latency_p50))),
    _Column("MB/million", 12, 8, lambda _, row: line(figures.megabytes(row.bytes_per_million))),
)
