"""A plot's axis stays readable however small the values are."""

import pytest

from studio.ui.widgets.curve import _power


@pytest.mark.parametrize(("values", "power"), [([2e-5, 1e-5], -5), ([0.5, 3.0], 0), ([0.0], 0), ([], 0), ([-3e-4], -4)])
def test_very_small_values_are_drawn_in_a_power_of_ten(values: list[float], power: int) -> None:
    assert _power(values) == power
