import pytest

from studio.domain import figures


@pytest.mark.parametrize(
    ("value", "shown"), [(0.734, ".734"), (1.0, "1.000"), (0.0, ".000"), (None, "-"), (-0.5, "-.500"), (10.5, "10.500")]
)
def test_a_score_has_no_leading_zero(value: float | None, shown: str) -> None:
    assert figures.score(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.0712, "+.071"), (-0.0748, "-.075"), (0.0, "+.000"), (None, "-")])
def test_a_difference_carries_its_sign(value: float | None, shown: str) -> None:
    assert figures.signed(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.0001, "<.001"), (0.016, ".016"), (1.0, "1.000"), (None, "-")])
def test_a_p_value_is_never_shown_as_zero(value: float | None, shown: str) -> None:
    assert figures.p_value(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.999, "99%"), (1.0, "100%"), (None, "-")]
)
def test_percents_never_claim_all_or_nothing_falsely(share: float | None, shown: str) -> None:
    assert figures.percent(share) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(812, "812 B"), (14_200, "14 kB"), (3_210_000, "3.2 MB"), (4_200_000_000, "4.2 GB")]
)
def test_a_size_takes_the_unit_that_suits_it(number: int, shown: str) -> None:
    assert figures.size(number) == shown


def test_an_interval_says_both_ends_or_that_there_is_none() -> None:
    assert figures.interval(-0.01, 0.118) == "-.010 .. +.118"
    assert figures.interval(-0.01, 0.118, "to") == "-.010 to +.118"
    assert figures.interval(None, None) == "-"
