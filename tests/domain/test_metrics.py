"""Metrics against figures worked out by hand, another implementation and properties that must hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.domain.metrics import METRICS, average_precision, judged, measure, ndcg, recall, reciprocal_rank

UNITS = st.integers(0, 40).map(str)
GRADES = st.dictionaries(UNITS, st.integers(0, 4), max_size=20)
RANKINGS = st.lists(UNITS, unique=True, max_size=40)


def test_ndcg_by_hand() -> None:
    grades = {"a": 2, "b": 1, "c": 0}
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(["b", "x", "a"], grades) == pytest.approx((1 / math.log2(2) + 2 / math.log2(4)) / ideal)
    assert ndcg(["a", "b"], grades) == 1.0
    assert ndcg(["c", "x"], grades) == 0.0


def test_the_other_metrics_by_hand() -> None:
    grades = {"a": 1, "b": 3, "z": 1, "n": 0}
    ranked = ["x", "b", "n", "a"]
    assert reciprocal_rank(ranked, grades) == 0.5
    assert recall(ranked, grades) == pytest.approx(2 / 3)
    assert average_precision(ranked, grades) == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert judged(ranked, grades) == 0.75


def test_nothing_counts_below_the_cutoff() -> None:
    ranked = [f"x{i}" for i in range(10)] + ["a"]
    grades = {"a": 1}
    assert (ndcg(ranked, grades), reciprocal_rank(ranked, grades), recall(ranked, grades)) == (0, 0, 0)
    assert recall(ranked, grades, 100) == 1.0
    assert average_precision(ranked, grades) == pytest.approx(1 / 11)


def test_a_query_without_relevant_units_is_worth_nothing_and_breaks_nothing() -> None:
    assert set(vars_of(measure(["a"], {"a": 0}))) == {0.0, 1.0}  # judged, though
    assert set(vars_of(measure([], {}))) == {0.0}


def vars_of(figures: object) -> list[float]:
    return [getattr(figures, metric.column) for metric in METRICS]


@given(ranked=RANKINGS, grades=GRADES)
def test_every_metric_stays_between_nothing_and_one(ranked: list[str], grades: dict[str, int]) -> None:
    assert all(0.0 <= value <= 1.0 + 1e-12 for value in vars_of(measure(ranked, grades)))


@given(grades=GRADES)
def test_the_ideal_order_scores_full_marks(grades: dict[str, int]) -> None:
    ideal = sorted(grades, key=lambda unit: -grades[unit])
    if any(grades.values()):
        assert ndcg(ideal, grades) == pytest.approx(1.0)
        assert reciprocal_rank(ideal, grades) == 1.0
        assert average_precision(ideal, grades) == pytest.approx(1.0)


@given(ranked=RANKINGS, grades=GRADES, place=st.integers(0, 38))
def test_moving_a_better_unit_up_never_costs(ranked: list[str], grades: dict[str, int], place: int) -> None:
    if place + 1 >= len(ranked):
        return
    before, after = ranked[place], ranked[place + 1]
    if grades.get(after, 0) <= grades.get(before, 0):
        return
    swapped = [*ranked[:place], after, before, *ranked[place + 2 :]]
    assert ndcg(swapped, grades) >= ndcg(ranked, grades) - 1e-12
    assert average_precision(swapped, grades) >= average_precision(ranked, grades) - 1e-12
    assert reciprocal_rank(swapped, grades) >= reciprocal_rank(ranked, grades)


@given(ranked=RANKINGS, grades=GRADES)
def test_what_nobody_judged_below_the_last_judged_unit_changes_nothing(
    ranked: list[str], grades: dict[str, int]
) -> None:
    longer = [*ranked, "unjudged"]
    assert measure(longer, grades).ndcg_10 == measure(ranked, grades).ndcg_10
    assert measure(longer, grades).map_100 == measure(ranked, grades).map_100


def test_figures_agree_with_sentence_transformers_own_evaluator() -> None:
    from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

    queries = {"q1": "one", "q2": "two", "q3": "three"}
    relevant = {"q1": {"d1", "d4"}, "q2": {"d30"}, "q3": {"d2", "d3", "d150", "d9"}}
    ranked = {
        "q1": [f"d{i}" for i in range(200)],
        "q2": [f"d{i}" for i in reversed(range(200))],
        "q3": [f"d{(i * 37) % 200}" for i in range(200)],
    }
    theirs = InformationRetrievalEvaluator(
        queries,
        {f"d{i}": "text" for i in range(200)},
        relevant,
        mrr_at_k=[10],
        ndcg_at_k=[10],
        precision_recall_at_k=[10, 100],
        map_at_k=[100],
    ).compute_metrics(
        [[{"corpus_id": unit, "score": -place} for place, unit in enumerate(ranked[query])] for query in queries]
    )
    ours = [measure(ranked[query], dict.fromkeys(relevant[query], 1)) for query in queries]
    for name, column in (("ndcg@k", "ndcg_10"), ("mrr@k", "mrr_10"), ("recall@k", "recall_10")):
        assert theirs[name][10] == pytest.approx(sum(getattr(f, column) for f in ours) / 3), name
    assert theirs["recall@k"][100] == pytest.approx(sum(f.recall_100 for f in ours) / 3)
    assert theirs["map@k"][100] == pytest.approx(sum(f.map_100 for f in ours) / 3)
