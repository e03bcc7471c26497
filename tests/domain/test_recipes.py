"""What is left open in the settings is the recipe's own."""

from dataclasses import replace

import pytest

from studio.domain.options import TrainingOptions
from studio.domain.recipes import RECIPES, settled


@pytest.mark.parametrize("name", list(RECIPES))
def test_what_is_left_open_is_the_recipes_own(name: str) -> None:
    recipe = RECIPES[name]
    found = settled(replace(TrainingOptions(), recipe=name))  # type: ignore[arg-type]  # one of the names
    written = (found.epochs, found.batch_size, found.learning_rate, found.frozen, found.dropout)
    own = (recipe.epochs, recipe.batch_size, recipe.learning_rate, recipe.frozen, recipe.dropout)
    assert written == own
    assert found.merge == ("no" if recipe.unmerged else "yes")
    assert settled(found) == found


def test_what_is_written_stays() -> None:
    asked = TrainingOptions(
        recipe="pairs", epochs=3, batch_size=8, learning_rate=1e-5, frozen=2, dropout=0.1, merge="no"
    )
    assert settled(asked) == asked
