"""Everything that was measured for one row of the leaderboard, as lines. Pure functions of rows."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from studio.domain import figures
from studio.domain.board import Told, kept, sizes
from studio.domain.gains import Gain
from studio.domain.leaderboard import Row, RowKind, TestSet, size_words
from studio.domain.verdict import RowVerdict, Said
from studio.domain.wording import plural, times
from studio.ui.text import visible
from studio.ui.views.board import Board
from studio.ui.views.texts import block

__all__ = ["details"]

_LABEL = 24
"""Cells before the values of a row's details, which have 42 where a screen has 80."""


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


def _facts(board: Board, row: Row, verdict: RowVerdict | None) -> list[tuple[str, str]]:
    compared = [
        ("difference", f"{figures.signed(row.difference)}   95% interval {figures.interval(row.ci_low, row.ci_high)}"),
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
        ("ms a query, p50, p95", ", ".join(map(figures.milliseconds, (row.latency_p50, row.latency_p95)))),
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


def _tested(row: Row, verdict: RowVerdict) -> Iterator[tuple[str, str]]:
    """Yield how sure a difference is, what could be shown, and how many more judged queries would tell."""
    holm = f"{figures.p_value(verdict.p_value)} by Holm over {plural(verdict.family, 'row')}"
    yield "p", f"{figures.p_value(row.p_value)}   {holm}"
    yield "could show from", f"{figures.signed(row.detectable)}   with 80% power"
    wanted = [f"{_more(verdict.more_queries('difference'))} to tell if better"]
    wanted += [f"{_more(verdict.more_queries('margin'))} if not worse"] if verdict.said is Said.CANNOT_TELL else []
    if verdict.said in (Said.CANNOT_TELL, Said.NOT_WORSE):
        yield "queries still to judge", ", ".join(wanted)


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
