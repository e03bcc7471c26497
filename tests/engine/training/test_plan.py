"""Batches: settled for the whole run, and no batch teaches what is known to be wrong."""

import random
import time
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.engine.training.plan import Row, load_plan, make_plan, save_plan


def row(positive: str, *negatives: str, answers: tuple[str, ...] = ()) -> Row:
    return Row(positive=frozenset({positive}), negatives=frozenset(negatives), answers=frozenset({positive, *answers}))


def wrong(rows: list[Row], batch: list[int]) -> list[tuple[int, int]]:
    """Return pairs of a batch's rows where one brings what is known to answer the other's query."""
    return [(a, b) for a in batch for b in batch if a != b and rows[a].answers & (rows[b].positive | rows[b].negatives)]


names = st.integers(0, 12).map(str)


@st.composite
def datasets(draw: st.DrawFn) -> list[Row]:
    """Queries with one to three answers and a row for each, and negatives that answer other queries."""
    made = []
    for answers in draw(st.lists(st.frozensets(names, min_size=1, max_size=3), min_size=1, max_size=20)):
        negatives = draw(st.frozensets(names, max_size=3)) - answers
        positives = sorted(answers)[: draw(st.integers(1, 3))]
        made += [Row(positive=frozenset({name}), negatives=negatives, answers=answers) for name in positives]
    return made


@settings(deadline=None)
@given(rows=datasets(), batch_size=st.integers(2, 8), seed=st.integers(0, 9))
def test_every_epoch_has_every_row_once_and_no_batch_holds_a_known_answer_as_a_negative(
    rows: list[Row], batch_size: int, seed: int
) -> None:
    for epochs in (1, 2):
        plan = make_plan(rows, batch_size=batch_size, epochs=epochs, seed=seed)
        assert Counter(index for batch in plan for index in batch) == dict.fromkeys(range(len(rows)), epochs)
        assert all(0 < len(batch) <= batch_size for batch in plan)
        assert not [pair for batch in plan for pair in wrong(rows, batch)]


def test_rows_without_conflicts_fill_as_few_batches_as_there_can_be_of_nearly_one_size() -> None:
    plan = make_plan([row(f"p{i}") for i in range(100)], batch_size=33, epochs=1, seed=1)
    assert sorted(map(len, plan)) == [25, 25, 25, 25]


def test_three_queries_of_each_passage_still_fill_the_batches() -> None:
    rows = [row(f"p{i}", f"p{(i + 7) % 300}") for i in range(300) for _ in range(3)]
    plan = make_plan(rows, batch_size=32, epochs=1, seed=1)
    assert len(plan) == 29
    assert {len(batch) for batch in plan} <= {31, 32}
    assert not [pair for batch in plan for pair in wrong(rows, batch)]


def test_a_passage_that_answers_far_too_many_queries_makes_batches_small_and_even() -> None:
    rows = [*(row("popular") for _ in range(30)), *(row(f"p{i}") for i in range(90))]
    plan = make_plan(rows, batch_size=32, epochs=1, seed=1)
    assert sorted(map(len, plan)) == [4] * 30


def test_many_hard_negatives_make_batches_smaller_but_leave_none_with_a_single_row() -> None:
    draw = random.Random(2)
    rows = [row(f"p{i}", *(f"p{j}" for j in draw.sample(range(120), 4) if j != i)) for i in range(120)]
    for seed in range(10):
        sizes = sorted(map(len, make_plan(rows, batch_size=16, epochs=1, seed=seed)))
        assert sizes[0] >= sizes[-1] // 3 > 1


def test_epochs_differ_and_seeds_repeat() -> None:
    rows = [row(f"p{i}") for i in range(50)]
    plan = make_plan(rows, batch_size=10, epochs=2, seed=4)
    assert plan[:5] != plan[5:]
    assert plan == make_plan(rows, batch_size=10, epochs=2, seed=4)
    assert plan != make_plan(rows, batch_size=10, epochs=2, seed=5)


def test_batches_are_mixed_anew_each_epoch() -> None:
    rows = [row(f"p{i}") for i in range(60)]
    first, second = (
        {frozenset(batch) for batch in half}
        for half in (
            make_plan(rows, batch_size=10, epochs=2, seed=4)[:6],
            make_plan(rows, batch_size=10, epochs=2, seed=4)[6:],
        )
    )
    assert first.isdisjoint(second)


def test_a_plan_survives_its_file(tmp_path: Path) -> None:
    plan = make_plan([row(f"p{i}") for i in range(23)], batch_size=5, epochs=3, seed=1)
    save_plan(tmp_path / "batches.parquet", plan)
    assert load_plan(tmp_path / "batches.parquet") == plan
    assert [path.name for path in tmp_path.iterdir()] == ["batches.parquet"]


def test_a_hundred_thousand_rows_are_planned_in_seconds() -> None:
    draw = random.Random(1)
    rows = [row(f"p{i // 3}", f"p{draw.randrange(33_000)}") for i in range(99_000)]
    began = time.process_time()
    make_plan(rows, batch_size=32, epochs=1, seed=1)
    assert time.process_time() - began < 15
