"""What is written for a command line reads back as it was."""

from typing import Any

import pytest

from studio.assignments import parsed, written


@pytest.mark.parametrize(
    "value",
    [
        *(3, -1, 2e-05, 0.1, True, False, [384, 64]),
        *("accepted", "query: ", " x", "", "3", "true", "[1]", 'a "b"', "it's", "ü\n"),
    ],
)
def test_a_value_reads_back_as_it_was_written(value: Any) -> None:
    key, _, text = written("training.x", value).partition("=")
    assert key == "training.x"
    assert parsed(text.strip()) == value
    assert type(parsed(text.strip())) is type(value)
