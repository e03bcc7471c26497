"""What people decided outweighs the list of an index, and only there."""

import numpy as np
import polars as pl

from studio.engine.retrieval.teacher import Lessons
from studio.engine.training.graded import Grades

PASSAGES = ["p0", "p1", "p2", "p3", "p4"]
FIRST = Lessons(np.array([[0, 1, 2]]), np.array([[0.5, 0.3, 0.1]], np.float32))


def taught(**grades: int) -> dict[str, float]:
    """Return the weights of the only query by passage."""
    said = pl.DataFrame(
        [("why", name, grade) for name, grade in grades.items()], ["query", "passage_id", "grade"], orient="row"
    )
    lessons = Grades(said, PASSAGES).correct(FIRST, ["why"], PASSAGES)
    found: dict[str, float] = {}
    for place, weight in zip(lessons.places[0].tolist(), lessons.weights[0].tolist(), strict=True):
        found[PASSAGES[place]] = round(found.get(PASSAGES[place], 0.0) + weight, 4)
    return found


def test_an_accepted_pair_takes_half_of_the_list() -> None:
    assert taught(p1=3) == {"p1": 0.65, "p0": 0.25, "p2": 0.05}


def test_passages_that_answer_too_share_by_grade_also_where_the_index_did_not_find_them() -> None:
    assert taught(p1=3, p4=2) == {"p1": 0.45, "p0": 0.25, "p4": 0.2, "p2": 0.05}


def test_a_confirmed_negative_has_no_weight_and_is_told_from_the_others() -> None:
    assert taught(p0=0, p3=0) == {"p1": 0.3, "p2": 0.1, "p0": 0, "p3": 0}


def test_grades_are_read_from_the_dataset_each_once_and_of_two_the_higher_counts() -> None:
    frozen = pl.DataFrame(
        {
            "query": ["why", "why", "how"],
            "graded_ids": [["p1", "p0"], ["p1"], []],
            "grades": [[1, 0], [3], []],
        },
        schema_overrides={"graded_ids": pl.List(pl.String), "grades": pl.List(pl.Int64)},
    )
    found = Grades.of(frozen, PASSAGES)
    assert (len(found), found.name) == (2, "people's decisions (2 grades)")
    lessons = found.correct(FIRST, ["why"], PASSAGES)
    by_place = dict(zip(lessons.places[0].tolist(), lessons.weights[0].tolist(), strict=True))
    assert (round(by_place[1], 4), by_place[0]) == (0.65, 0)


def test_a_dataset_of_before_there_were_grades_leaves_every_list_as_it_is() -> None:
    found = Grades.of(pl.DataFrame({"query": ["why"], "positive_id": ["p1"]}), PASSAGES)
    assert not found
    assert found.correct(FIRST, ["why"], PASSAGES).weights.tolist() == FIRST.weights.tolist()


def test_a_query_without_any_decision_keeps_the_list_and_one_with_a_passage_that_is_gone_too() -> None:
    assert taught(gone=3) == {"p0": 0.5, "p1": 0.3, "p2": 0.1}
