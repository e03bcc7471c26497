"""Places on the card follow from scores and limits, whatever the numbers."""

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.options import MiningOptions
from studio.engine.mining.choose import SUSPECTS_SHOWN, choose, first_of_each


class Table(NamedTuple):
    hybrid: np.ndarray
    scores: np.ndarray
    allowed: np.ndarray
    suspect: np.ndarray


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 40)))
    return Table(
        rng.integers(1, 30, shape).astype(np.float32),
        rng.random(shape, dtype=np.float32),
        rng.random(shape) < draw(st.floats(0, 1)),
        rng.random(shape) < draw(st.floats(0, 1)),
    )


@given(table=tables(), negatives=st.integers(1, 9), pool=st.integers(0, 50))
def test_places_are_filled_without_gaps_and_limits_hold(table: Table, negatives: int, pool: int) -> None:
    chosen = choose(*table, MiningOptions(negatives=negatives, pool=pool))
    for row in range(len(table.hybrid)):
        mine = chosen.row == row
        columns, positions = chosen.column[mine], chosen.position[mine]
        suspect = table.suspect[row, columns]
        shown = sorted(positions[positions > 0].tolist())
        assert table.allowed[row, columns].all()
        assert shown == list(range(1, len(shown) + 1))
        assert len(shown) <= 9
        assert (suspect & (positions > 0)).sum() <= SUSPECTS_SHOWN
        assert (~suspect & (positions > 0)).sum() <= negatives
        assert (positions == 0).sum() <= pool
        hard = int((table.allowed[row] & ~table.suspect[row]).sum())
        assert chosen.trainable[row] == hard
        assert (~suspect & (positions > 0)).sum() == min(hard, negatives, 9 - (suspect & (positions > 0)).sum())


@given(table=tables())
def test_a_better_rank_is_never_left_in_the_pool_for_a_worse_one(table: Table) -> None:
    chosen = choose(*table, MiningOptions())
    for row in range(len(table.hybrid)):
        hard = (chosen.row == row) & ~table.suspect[chosen.row, chosen.column]
        hybrid = table.hybrid[row, chosen.column[hard]]
        shown = chosen.position[hard] > 0
        assert not shown.any() or shown.all() or hybrid[shown].min() >= hybrid[~shown].max()


@given(table=tables())
def test_of_duplicates_the_highest_score_stays(table: Table) -> None:
    values = table.hybrid.astype(np.int64) % 5
    kept = first_of_each(values, table.allowed, table.scores)
    assert not (kept & ~table.allowed).any()
    for row in range(len(values)):
        for value in range(5):
            alike = table.allowed[row] & (values[row] == value)
            assert kept[row, alike].sum() == alike.any()
            assert not alike.any() or table.scores[row, kept[row] & alike].item() == table.scores[row, alike].max()
