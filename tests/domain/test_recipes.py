"""What is left open in the settings is the recipe's own."""

import re
from dataclasses import replace

import pytest

from studio.domain.options import TrainingOptions
from studio.domain.recipes import RECIPES, settled
from studio.settings_reference import documented


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


@pytest.mark.parametrize(
    ("setting", "left_open"), [("epochs", "0"), ("batch_size", "0"), ("learning_rate", "0"), ("frozen", "-1")]
)
def test_the_reference_tells_what_each_recipe_takes(setting: str, left_open: str) -> None:
    [doc] = [field.doc for field in documented() if (field.section, field.name) == ("training", setting)]
    told = re.search(rf"{left_open} takes (\S+) for lists, (\S+) for pairs", doc)
    assert told is not None
    assert [float(number) for number in told.groups()] == [
        getattr(RECIPES[name], setting) for name in ("lists", "pairs")
    ]
