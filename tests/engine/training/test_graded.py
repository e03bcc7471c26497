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


def test_a_query_without_any_decision_keeps_the_list_and_one_with_a_passage_that_is_gone_too() -> None:
    assert taught(gone=3) == {"p0": 0.5, "p1": 0.3, "p2": 0.1}
