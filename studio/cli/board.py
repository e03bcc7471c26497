"""The leaderboard as a table and as a sentence. It measures nothing and reads no database."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from studio.domain.board import base_of, full_size, verdicts
from studio.domain.gains import Gain
from studio.domain.leaderboard import Row, RowKind, TestSet

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["STALE", "best_run", "gains_told", "heading", "sentence", "table"]


STALE = "(stale)"
"""What marks a row that was measured before its test set was judged further."""


def best_run(rows: Sequence[Row]) -> Row | None:
    """Return the best run by itself (not fused) at its full dimensions, or None where none was measured."""
    return next((row for row in full_size(rows) if row.kind is RowKind.RUN), None)


def sentence(test_set: TestSet, rows: Sequence[Row]) -> str:
    """Say whether the best run beats the base on a test set, by how much, and whether that is more than chance."""
    best, base = best_run(rows), base_of(rows)
    if best is None or base is None or best.difference is None:
        return f"No run has been measured on {test_set.title} yet."
    verdict = verdicts(rows)[best.row_id]
    verb = "beats" if best.difference > 0 else "does not beat"
    return (
        f"{best.name} {verb} its base on {test_set.title}: NDCG@10 {best.ndcg_10:.3f} against {base.ndcg_10:.3f}, "
        f"{best.difference:+.3f} with a 95% interval of {best.ci_low:+.3f} to {best.ci_high:+.3f}, "
        f"{_p(verdict.p_value)} over {best.queries} queries in {best.groups} groups: {_words(verdict.said)}."
    )


def heading(test_set: TestSet) -> str:
    """Say which test set a table is of, how large it is, and how often it was looked at."""
    looks = "dev set, steers training" if test_set.purpose == "dev" else f"looked at {_times(test_set.looks)}"
    return f"{test_set.title} · {test_set.queries} queries, {test_set.groups} groups · {looks}"


def table(rows: Sequence[Row], *, every: bool = False, stale: Collection[str] = ()) -> "Table":
    """Draw the rows of one test set; `every` draws every number of dimensions instead of the largest alone.

    Rows whose id is in `stale` are marked.
    """
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    drawn.add_column("row")
    for name in ("dims", "NDCG@10", "vs base", "95% interval", "p", "MRR@10", "R@10", "R@100", "MAP@100", "ms/query"):
        drawn.add_column(name, justify="right")
    drawn.add_column("verdict")
    shown = sorted(rows, key=lambda row: -row.ndcg_10) if every else full_size(rows)
    verdict = verdicts(rows)
    for row in shown:
        name = f"{row.name} {STALE}" if row.row_id in stale else row.name
        drawn.add_row(Text(name), *_cells(row), verdict[row.row_id].said if row.row_id in verdict else "")
    return drawn


def gains_told(test_set: TestSet, rows: Sequence[Row], gains: Sequence[Gain]) -> list[str]:
    """Say what each run gained over its own base and over the best untouched, where the table does not say so."""
    base = base_of(rows)
    kinds = {row.row_id: row.kind for row in rows}
    chosen = "on this set" if test_set.purpose == "dev" else "on the dev set"
    return [
        f"{gain.name} over {gain.base}, "
        + ("its own base" if gain.over == "own base" else f"the best untouched (chosen {chosen})")
        + f": {gain.difference:+.3f} ({gain.ci_low:+.3f} .. {gain.ci_high:+.3f}), {_p(gain.p_value)}: {gain.said}"
        for gain in gains
        if kinds.get(gain.row_id) is RowKind.RUN and (base is None or gain.base != base.name)
    ]


def _cells(row: Row) -> list[str]:
    compared = row.difference is not None
    return [
        str(row.dimensions or "-"),
        f"{row.ndcg_10:.3f}",
        f"{row.difference:+.3f}" if compared else "-",
        f"{row.ci_low:+.3f} .. {row.ci_high:+.3f}" if compared else "-",
        _p(row.p_value).removeprefix("p = ").removeprefix("p "),
        f"{row.mrr_10:.3f}",
        f"{row.recall_10:.3f}",
        f"{row.recall_100:.3f}",
        f"{row.map_100:.3f}",
        "-" if row.latency_p50 is None else f"{row.latency_p50:.1f}",
    ]


def _p(value: float | None) -> str:
    if value is None:
        return "-"
    return "p < .001" if value < 0.001 else f"p = {value:.3f}"


def _times(looks: int) -> str:
    return "once" if looks == 1 else f"{looks} times"


def _words(said: str) -> str:
    return {
        "better": "significantly better",
        "worse": "significantly worse",
        "not worse": "no significant difference, and not worse by more than .01",
        "cannot tell": "no significant difference",
    }.get(said, said)
