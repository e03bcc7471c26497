"""The leaderboard as a table and as a sentence. It measures nothing and reads no database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.domain.leaderboard import Row, RowKind, TestSet
from studio.domain.statistics import holm, verdict

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["best_run", "full_size", "reals", "sentence", "table"]


def full_size(rows: Sequence[Row]) -> list[Row]:
    """Return each system's row at its most dimensions, best NDCG@10 first."""
    largest: dict[str, Row] = {}
    for row in rows:
        if row.name not in largest or row.dimensions > largest[row.name].dimensions:
            largest[row.name] = row
    return sorted(largest.values(), key=lambda row: -row.ndcg_10)


def reals(rows: Sequence[Row]) -> dict[str, str]:
    """Return what may be said of each row that is compared with the base, by row_id, after Holm's correction."""
    compared = [row for row in rows if row.p_value is not None]
    adjusted = holm([row.p_value or 0.0 for row in compared])
    return {
        row.row_id: verdict(
            difference=row.difference or 0.0, ci_low=row.ci_low or 0.0, p_value=p_value, groups=row.groups
        )
        for row, p_value in zip(compared, adjusted, strict=True)
    }


def best_run(rows: Sequence[Row]) -> Row | None:
    """Return the best run by itself (not fused) at its full dimensions, or None where none was measured."""
    return next((row for row in full_size(rows) if row.kind is RowKind.RUN), None)


def sentence(test_set: TestSet, rows: Sequence[Row]) -> str:
    """Say whether the best run beats the base on a test set, by how much, and whether that is more than chance."""
    best = best_run(rows)
    base = next((row for row in full_size(rows) if row.kind is RowKind.BASE), None)
    if best is None or base is None or best.difference is None:
        return f"No run has been measured on {test_set.title} yet."
    runs = [row for row in full_size(rows) if row.kind is RowKind.RUN]
    said = reals(runs)[best.row_id]
    verb = "beats" if best.difference > 0 else "does not beat"
    return (
        f"{best.name} {verb} its base on {test_set.title}: NDCG@10 {best.ndcg_10:.3f} against {base.ndcg_10:.3f}, "
        f"{best.difference:+.3f} with a 95% interval of {best.ci_low:+.3f} to {best.ci_high:+.3f}, "
        f"p = {_p(best.p_value)} over {best.queries} queries in {best.groups} groups: {_words(said)}."
    )


def table(test_set: TestSet, rows: Sequence[Row], *, every: bool = False) -> "Table":
    """Draw the rows of one test set; `every` draws every number of dimensions instead of the largest alone."""
    from rich.table import Table
    from rich.text import Text

    looks = "dev set, steers training" if test_set.purpose == "dev" else f"looked at {_times(test_set.looks)}"
    title = f"{test_set.title} · {test_set.queries} queries, {test_set.groups} groups · {looks}"
    drawn = Table(title=Text(title), title_justify="left", box=None, pad_edge=False, header_style="bold")
    drawn.add_column("row")
    for name in ("dims", "NDCG@10", "vs base", "95% interval", "p", "MRR@10", "R@10", "R@100", "MAP@100", "ms/query"):
        drawn.add_column(name, justify="right")
    drawn.add_column("verdict")
    shown = sorted(rows, key=lambda row: -row.ndcg_10) if every else full_size(rows)
    said = reals(full_size(rows))
    for row in shown:
        drawn.add_row(Text(row.name), *_cells(row), said.get(row.row_id, ""))
    return drawn


def _cells(row: Row) -> list[str]:
    compared = row.difference is not None
    return [
        str(row.dimensions or "-"),
        f"{row.ndcg_10:.3f}",
        f"{row.difference:+.3f}" if compared else "-",
        f"{row.ci_low:+.3f} .. {row.ci_high:+.3f}" if compared else "-",
        _p(row.p_value),
        f"{row.mrr_10:.3f}",
        f"{row.recall_10:.3f}",
        f"{row.recall_100:.3f}",
        f"{row.map_100:.3f}",
        "-" if row.latency_p50 is None else f"{row.latency_p50:.1f}",
    ]


def _p(value: float | None) -> str:
    if value is None:
        return "-"
    return "<.001" if value < 0.001 else f"{value:.3f}"


def _times(looks: int) -> str:
    return "once" if looks == 1 else f"{looks} times"


def _words(said: str) -> str:
    return {
        "better": "significantly better",
        "worse": "significantly worse",
        "not worse": "no significant difference, and not worse by more than .01",
        "cannot tell": "no significant difference",
    }.get(said, said)
