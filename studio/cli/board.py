"""The leaderboard as a table and as sentences. It measures nothing and reads no database."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from studio.domain import figures
from studio.domain.board import Compared, Told, base_of, full_size, kept
from studio.domain.gains import Gain
from studio.domain.leaderboard import Row, RowKind, TestSet, size_words
from studio.domain.wording import plural, times

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["STALE", "best_run", "gains_told", "heading", "sentence", "spare", "table"]

_SPARE = ("ms/query", "MAP@100", "R@100", "R@10", "MRR@10", "p", "dims", "95% interval", "vs base")


STALE = "(stale)"
"""What marks a row that was measured before its test set was judged further."""


def best_run(rows: Sequence[Row]) -> Row | None:
    """Return the best run by itself (not fused) at its full dimensions, or None where none was measured."""
    return next((row for row in full_size(rows) if row.kind is RowKind.RUN), None)


def sentence(test_set: TestSet, told: Told | None) -> str:
    """Say on which set, how large it is and what a verdict says; that there is none yet where no run was measured."""
    if told is None:
        return f"No run has been measured on {test_set.title} yet."
    verdict = told.verdict
    basis = f"{plural(verdict.queries, 'query', 'queries')} in {plural(verdict.groups, 'group')}"
    return f"{test_set.title} ({basis}, {_p(verdict.p_value)} by Holm over {_rows(verdict.family)}): {told.sentence}"


def heading(test_set: TestSet, compared: Compared) -> str:
    """Say which test set a table is of, how large, how far judged, how often looked at, and how large Holm's family."""
    looks = "dev set, steers training" if test_set.purpose == "dev" else f"looked at {times(test_set.looks)}"
    tested = sum(row.p_value is not None for row in compared.rows) + len(compared.others)
    size = f"{test_set.queries} queries, {test_set.groups} groups"
    judged = ""
    if test_set.source != "generated" and compared.rows:  # whose one answer is known and nothing else
        judged = f" · at least {figures.percent(min(row.judged_10 for row in compared.rows))} of a top 10 judged"
    return f"{test_set.title} · {size}{judged} · {looks} · p by Holm over {_rows(tested)} ever compared"


def table(compared: Compared, *, every: bool = False, stale: Collection[str] = ()) -> "Table":
    """Draw the rows of one test set; `every` draws every size of vectors instead of full size alone.

    Beside every size stands what share of full size's NDCG@10 it keeps, and its megabytes. Rows whose id is in
    `stale` are marked.
    """
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    drawn.add_column("row")
    for name in ("dims", "NDCG@10", "vs base", "95% interval", "p", "MRR@10", "R@10", "R@100", "MAP@100", "ms/query"):
        drawn.add_column(name, justify="right")
    for name in ("kept", "MB/million") if every else ():
        drawn.add_column(name, justify="right")
    drawn.add_column("verdict")
    rows = compared.rows
    shown = sorted(rows, key=lambda row: -row.ndcg_10) if every else full_size(rows)
    found, shares = {told.row.row_id: told.verdict for told in compared.told()}, kept(rows)
    for row in shown:
        verdict = found.get(row.row_id)
        name = f"{row.name} {STALE}" if row.row_id in stale else row.name
        cells = _cells(row, verdict.p_value if verdict else None)
        room = _room(row, shares.get(row.row_id)) if every else ()
        drawn.add_row(Text(name), *cells, *room, verdict.said if verdict else "")
    return drawn


def spare(*, every: bool = False) -> list[str]:
    """Return the columns that a narrow terminal does without, the first one first; sizes keep their dimensions."""
    return [title for title in _SPARE if not (every and title == "dims")]


def gains_told(test_set: TestSet, rows: Sequence[Row], gains: Sequence[Gain]) -> list[str]:
    """Say what each run gained over its own base and over the best untouched, where the table does not say so."""
    base = base_of(rows)
    kinds = {row.row_id: row.kind for row in rows}
    chosen = "on this set" if test_set.purpose == "dev" else "on the dev set"
    return [
        f"{gain.name} over {gain.base}, "
        + ("its own base" if gain.over == "own base" else f"the best untouched (chosen {chosen})")
        + f": {figures.signed(gain.difference)} ({figures.interval(gain.ci_low, gain.ci_high)}), {_p(gain.p_value)}: "
        + gain.said
        for gain in gains
        if kinds.get(gain.row_id) is RowKind.RUN and (base is None or gain.base != base.name)
    ]


def _rows(number: int) -> str:
    return plural(number, "row")


def _cells(row: Row, p_value: float | None) -> list[str]:
    return [
        size_words(row.dimensions, row.precision),
        figures.score(row.ndcg_10),
        figures.signed(row.difference),
        figures.interval(row.ci_low, row.ci_high),
        figures.p_value(p_value),
        figures.score(row.mrr_10),
        figures.score(row.recall_10),
        figures.score(row.recall_100),
        figures.score(row.map_100),
        figures.milliseconds(row.latency_p50),
    ]


def _room(row: Row, share: float | None) -> tuple[str, str]:
    size = row.bytes_per_million
    return "-" if share is None else f"{share:.1%}", figures.megabytes(size)


def _p(value: float) -> str:
    shown = figures.p_value(value)
    return f"p < {shown[1:]}" if shown.startswith("<") else f"p = {shown}"
