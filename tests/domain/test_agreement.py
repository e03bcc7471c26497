"""Measures of agreement, held against published examples."""

import math
from statistics import fmean

import pytest
from scipy.stats import t

from studio.domain.agreement import COHEN, FLEISS, KRIPPENDORFF, Answers, Measure, estimate, measured

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", C: four observers, twelve units.
PUBLISHED = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# Fleiss' example as it is printed most often: ten subjects, fourteen raters, five categories.
FLEISS_TABLE = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)


def _units(rows: list[tuple[str, ...]]) -> list[Answers]:
    return [Answers(f"group-{number}", said) for number, said in enumerate(rows)]


def _two(both_yes: int, yes_no: int, no_yes: int, both_no: int) -> list[Answers]:
    cells = (("yes", "yes"), both_yes), (("yes", "no"), yes_no), (("no", "yes"), no_yes), (("no", "no"), both_no)
    return _units([said for said, count in cells for _ in range(count)])


def test_krippendorffs_own_example() -> None:
    columns = zip(*(row.split() for row in PUBLISHED), strict=True)
    said = [tuple(answer for answer in column if answer != ".") for column in columns]
    found = estimate(KRIPPENDORFF, _units([answers for answers in said if len(answers) > 1]))
    assert found.value == pytest.approx(0.743, abs=0.0005)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.743 < found.high


def test_fleiss_example() -> None:
    rows = [tuple(str(name) for name, count in enumerate(row) for _ in range(count)) for row in FLEISS_TABLE]
    assert estimate(FLEISS, _units(rows)).value == pytest.approx(0.210, abs=0.0005)


def test_cohens_kappa_of_the_grant_proposals() -> None:
    found = estimate(COHEN, _two(20, 5, 10, 15))
    assert found.value == pytest.approx(0.4)
    assert found.low == pytest.approx(0.4 - 1.96 * 0.1299, abs=0.02)  # large-sample error (Fleiss 1969)
    assert found.pairs == 50


def test_the_interval_is_a_jackknife_over_groups_as_wide_as_students_t_has_it_for_so_few() -> None:
    said = ("yes", "yes"), ("no", "no"), ("yes", "no"), ("no", "no"), ("yes", "yes"), ("no", "yes"), ("no", "no")
    own = [Answers(f"g{i % 6}", said[(i * i) % 7]) for i in range(40)]
    left_out = [estimate(COHEN, [each for each in own if each.group != f"g{g}"]).value or 0.0 for g in range(6)]
    error = math.sqrt(5 / 6 * sum((value - fmean(left_out)) ** 2 for value in left_out))
    found = estimate(COHEN, own)
    assert found.low == pytest.approx((found.value or 0.0) - float(t.ppf(0.975, 5)) * error, abs=1e-3)


def test_it_agrees_with_another_implementation() -> None:
    from sklearn.metrics import cohen_kappa_score

    units = _two(11, 3, 7, 29)
    theirs = cohen_kappa_score([unit.said[0] for unit in units], [unit.said[1] for unit in units])
    assert estimate(COHEN, units).value == pytest.approx(float(theirs))


@pytest.mark.parametrize("measure", [COHEN, FLEISS, KRIPPENDORFF])
def test_full_agreement_is_one_and_one_answer_alone_says_nothing(measure: Measure) -> None:
    assert estimate(measure, _two(5, 0, 0, 5)).value == pytest.approx(1.0)
    assert estimate(measure, _two(5, 0, 0, 0)).value is None
    assert estimate(measure, []).value is None


def test_pairs_of_one_document_do_not_narrow_the_interval() -> None:
    once = _two(10, 4, 4, 10)
    thrice = [Answers(unit.group, unit.said) for unit in once for _ in range(3)]
    one, three = estimate(KRIPPENDORFF, once), estimate(KRIPPENDORFF, thrice)
    assert one.low is not None
    assert three.low == pytest.approx(one.low, abs=0.03)
    assert estimate(KRIPPENDORFF, [Answers("g", unit.said) for unit in once]).low is None


def test_every_two_reviewers_and_all_of_them_are_measured() -> None:
    said = {"ada": "accept", "bob": "accept"}
    pairs = [("g1", said), ("g2", {**said, "cy": "reject"}), ("g3", {"ada": "reject", "bob": "accept", "cy": "reject"})]
    found = {(one.name, one.reviewers): one.estimate.pairs for one in measured(pairs)}
    assert found == {
        ("Krippendorff's alpha", ("ada", "bob", "cy")): 3,
        ("Fleiss' kappa", ("ada", "bob", "cy")): 2,
        ("Cohen's kappa", ("ada", "bob")): 3,
        ("Cohen's kappa", ("ada", "cy")): 2,
        ("Cohen's kappa", ("bob", "cy")): 2,
    }
    assert measured([]) == []
