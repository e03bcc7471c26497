"""The leaderboard as people and scripts read it."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from studio.cli import board, keys, scripts
from studio.cli.tables import fitted
from studio.domain import leaderboard
from studio.domain.board import Compared, Told
from studio.domain.leaderboard import Row, RowKind

SET = leaderboard.TestSet(
    test_set="engineers",
    title="engineers' questions [/i]",
    purpose="test",
    source="human",
    unit="section",
    queries=132,
    groups=61,
    content_hash="c0ffee",
    looks=3,
)
BASE = Row(
    row_id="base",
    name="base all-MiniLM-L6-v2",
    kind=RowKind.BASE,
    run_id="",
    test_set="engineers",
    queries=132,
    groups=61,
    dimensions=384,
    ndcg_10=0.663,
    mrr_10=0.741,
    recall_10=0.8,
    recall_100=0.968,
    map_100=0.6,
    judged_10=0.94,
    difference=None,
    ci_low=None,
    ci_high=None,
    p_value=None,
    detectable=None,
    won=0,
    lost=0,
    latency_p50=9.1,
    latency_p95=12.0,
    bytes_per_million=1536,
    model_hash="m",
    settings_hash="s",
    seed=13,
)
RUN = replace(
    BASE,
    row_id="run",
    name="run-01",
    kind=RowKind.RUN,
    run_id="run-01",
    ndcg_10=0.734,
    difference=0.071,
    ci_low=0.024,
    ci_high=0.118,
    p_value=0.004,
    won=41,
    lost=12,
)
SMALL = replace(RUN, row_id="small", dimensions=64, ndcg_10=0.9, difference=0.237)


def compared_of(*rows: Row, gone: Sequence[float] = ()) -> Compared:
    return Compared(rows=rows, reference=BASE, others=gone)


def told(*rows: Row, gone: Sequence[float] = ()) -> Told:
    return next(each for each in compared_of(*rows, gone=gone).told() if each.row.name == "run-01")


def _drawn(*rows: Row, every: bool = False) -> str:
    console = Console(file=io.StringIO(), width=160, markup=False)
    compared = compared_of(*rows)
    console.print(board.heading(SET, compared), board.table(compared, every=every))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_best_run_is_one_by_itself_at_its_most_dimensions() -> None:
    fused = replace(RUN, row_id="fused", name="run-01 + BM25", kind=RowKind.FUSED, ndcg_10=0.8)
    assert board.best_run([SMALL, BASE, RUN, fused]) == RUN
    assert board.best_run([BASE]) is None


def test_the_sentence_says_on_what_how_much_and_whether_it_is_more_than_chance() -> None:
    said = board.sentence(SET, told(BASE, RUN))
    assert said.startswith("engineers' questions [/i] (132 queries in 61 groups, p = .004 by Holm over 1 row): ")
    assert "run-01 is better than base all-MiniLM-L6-v2, by +.071 (+.024 to +.118)." in said


def test_the_sentence_claims_nothing_that_the_figures_do_not_allow() -> None:
    chance = replace(RUN, difference=0.01, ci_low=-0.03, ci_high=0.05, p_value=0.6)
    assert "Can't tell yet whether run-01 is better" in board.sentence(SET, told(BASE, chance))
    assert "in 12 groups, at least 30 are needed" in board.sentence(SET, told(BASE, replace(RUN, groups=12)))
    worse = replace(RUN, difference=-0.1, ci_low=-0.2, ci_high=-0.05, p_value=0.001)
    assert "run-01 is worse than base all-MiniLM-L6-v2" in board.sentence(SET, told(BASE, worse))
    assert "base all-MiniLM-L6-v2 is kept" in board.sentence(SET, told(BASE, worse))
    assert "No run has been measured" in board.sentence(SET, None)


def test_several_rows_are_held_to_a_stricter_measure_gone_ones_too() -> None:
    one = replace(RUN, p_value=0.03)
    others = [replace(one, row_id=f"r{i}", name=f"run-{i}", ndcg_10=0.7, p_value=0.5) for i in range(2, 5)]
    assert "p = .030 by Holm over 1 row)" in board.sentence(SET, told(BASE, one))
    assert "p = .120 by Holm over 4 rows)" in board.sentence(SET, told(BASE, one, *others))
    assert "p = .120 by Holm over 4 rows)" in board.sentence(SET, told(BASE, one, gone=[0.5, 0.6, 0.7]))
    assert "is better" not in board.sentence(SET, told(BASE, one, *others))


def test_the_table_shows_every_dimension_only_where_it_is_asked_to() -> None:
    assert _drawn(BASE, RUN, SMALL).count("run-01") == 1
    assert _drawn(BASE, RUN, SMALL, every=True).count("run-01") == 2
    assert "looked at 3 times" in _drawn(BASE)
    assert "at least 81% of a top 10 judged" in _drawn(BASE, replace(RUN, judged_10=0.81))
    assert "engineers' questions [/i]" in _drawn(BASE)


def test_rows_for_scripts_have_the_promised_keys() -> None:
    found = scripts.leaderboard("handbook", [SET], [BASE, RUN], told=[told(BASE, RUN)])
    promised = (
        "name kind test_set queries ndcg@10 mrr@10 recall@10 recall@100 map@100"
        " dimensions difference ci_low ci_high p_value"
    )
    assert set(promised.split(" ")) <= set(found["rows"][0])
    assert json.loads(json.dumps(found["rows"][1]))["kind"] == "run"
    assert found["rows"][0]["difference"] is None
    assert set(found) == set(keys.LEADERBOARD)
    assert found["rows"][0]["verdict"] is None
    assert set(found["rows"][1]["verdict"]) == set(keys.VERDICT)
    assert found["rows"][1]["verdict"]["said"] == "better"


@pytest.mark.parametrize("every", [False, True])
def test_a_narrow_terminal_leaves_out_columns_and_cuts_no_figure(every: bool) -> None:
    file = io.StringIO()
    console = Console(file=file, width=80, markup=False)
    fused = replace(RUN, row_id="fused", name="run-01, enriched + BM25", kind=RowKind.FUSED)
    whole = board.table(compared_of(BASE, RUN, SMALL, fused), every=every)
    console.print(fitted(whole, console, board.spare(every=every)))
    said = file.getvalue()
    assert "…" not in said
    assert "NDCG@10" in said
    assert "Too narrow here for ms/query" in said
    assert "dims" in said.splitlines()[0]
