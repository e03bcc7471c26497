"""What to do next, from the counts alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.overview import BestRun, Overview, next_step, then_step

_INGESTED = Overview(documents=64, passages=431, passages_without_queries=431)
_GENERATED = replace(_INGESTED, passages_without_queries=0, queries=1293, unmined=1293, trainable=900)
_MINED = replace(_GENERATED, unmined=0, suspicious=200, negatives=6000)
_REVIEWED = replace(_MINED, reviewed=60, accepted=50, rejected=10, suspicious=150, decided_since_dataset=60)
_TRAINED = replace(
    _REVIEWED,
    runs=1,
    decided_since_dataset=0,
    dataset_hash="a81f",
    best=BestRun(run_id="run-01", test_set="held-out", ndcg_10=0.7),
)


@pytest.mark.parametrize(
    ("overview", "first", "second"),
    [
        (Overview(), "ingest", None),
        (_INGESTED, "generate", None),
        (_GENERATED, "mine", "train"),
        (_MINED, "review", "judge"),
        (_REVIEWED, "judge", "train"),
        (replace(_REVIEWED, people_queries=30), "train", "review"),
        (_TRAINED, "leaderboard", "export"),
        (replace(_TRAINED, runs_unmeasured=1), "evaluate", "leaderboard"),
        (replace(_TRAINED, decided_since_dataset=30), "train", "leaderboard"),
        (replace(_TRAINED, exported=True), "review", "leaderboard"),
        (replace(_TRAINED, rows_stale=5), "evaluate", "leaderboard"),
        (replace(_MINED, trainable=3), "review", "judge"),
    ],
)
def test_the_next_step_is_the_one_that_brings_most(overview: Overview, first: str, second: str | None) -> None:
    then = then_step(overview)
    assert (next_step(overview).name, then.name if then else None) == (first, second)


def test_a_step_says_how_much_and_how_long() -> None:
    step = next_step(_MINED)
    assert step.sentence == "review the 40 pairs that are most likely wrong"
    assert step.minutes == 6
    assert next_step(_REVIEWED).sentence == "judge 30 to 50 real queries: only they tell if users gain"
    assert next_step(replace(_REVIEWED, people_queries=7)).sentence.startswith("judge 23 more real queries")
    assert next_step(replace(_REVIEWED, people_queries=30)).sentence == "train on what you have"
    again = next_step(replace(_TRAINED, decided_since_dataset=30))
    assert again.sentence == "train on what you decided since (30 decisions)"
    assert next_step(replace(_TRAINED, exported=True, suspicious=0)).sentence.startswith("review 40 of 1,233 pairs")


@given(st.builds(Overview, **{name: st.integers(0, 10**6) for name in ("documents", "passages", "queries", "unmined")}))
def test_there_is_always_something_to_do(overview: Overview) -> None:
    assert next_step(overview).sentence
