import pytest

from studio.ui.views import fitting


@pytest.mark.parametrize("share", [-1.0, 0.0, 0.33, 1.0, 2.0])
def test_a_bar_is_exactly_as_wide_as_asked(share: float) -> None:
    assert len(fitting.bar(share, 26)) == 26


def test_a_sparkline_rises_with_its_values_and_keeps_the_last_ones() -> None:
    assert fitting.sparkline([0.1, 0.2, 0.3], 8) == "▁▅█"
    assert fitting.sparkline([0.5, 0.5], 8) == "▄▄"
    assert len(fitting.sparkline(list(range(100)), 8)) == 8
    assert fitting.sparkline([]) == ""


@pytest.mark.parametrize("width", [0, 5, 9, 40])
def test_a_shortened_path_keeps_its_end_and_fits(width: int) -> None:
    path = "/data/projects/handbook/exports/a81f-run-03"
    shown = fitting.shortened(path, width)
    assert len(shown) == min(width, len(path))
    assert path.endswith(shown[-3:])


def test_of_parts_the_foremost_that_fit_stand_in_their_own_order() -> None:
    parts = [(2, "third"), (0, "first"), (3, ""), (1, "第二")]
    assert fitting.foremost(parts, 20) == "third · first · 第二"
    assert fitting.foremost(parts, 19) == "first · 第二"
    assert fitting.foremost(parts, 11) == "first"
    assert fitting.foremost(parts, 1) == "first"
