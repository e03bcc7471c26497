"""Ways to train: what each is good for, and the settings that it was measured with.

A setting that is left open takes the recipe's own. Trains nothing, and knows no model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from studio.domain.options import TrainingOptions

__all__ = [
    "ENRICHED_TEACHER",
    "FEWEST_TO_TRAIN",
    "GRADES_TEACHER",
    "PASSAGES",
    "QUERIES",
    "RECIPES",
    "Recipe",
    "of_passages",
    "settled",
]

ENRICHED_TEACHER, GRADES_TEACHER = "enriched", "grades"
"""Teachers of lists; any other is a cross-encoder's folder or hub id."""
FEWEST_TO_TRAIN = 8
"""Pairs, or passages, below which nothing is trained: contrast within a batch would mean nothing."""
QUERIES, PASSAGES = "queries", "passages"
"""Folders of a run whose two sides have an encoder each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One way to train, in a line, with its settings and where the method comes from.

    `dropout` of -1 is the base's own. `unmerged` says why weights are not merged with the base's; empty where they are.
    """

    name: str
    about: str
    source: str
    epochs: int
    batch_size: int
    learning_rate: float
    frozen: int
    dropout: float
    unmerged: str


RECIPES: Mapping[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            name="lists",
            about="The query encoder learns to rank as the enriched index with BM25 does; passages stay as the base "
            "encodes them, so that no index is built anew.",
            source="listwise distillation, arXiv 2502.19712; query encoders alone, arXiv 2601.04646",
            epochs=9,
            batch_size=64,
            learning_rate=3e-4,
            frozen=1,
            dropout=-1.0,
            unmerged="a dev set of written queries does not see what lists teach, so it cannot choose for them",
        ),
        Recipe(
            name="pairs",
            about="One encoder for both sides learns to tell each pair's passage from those of the batch and from hard "
            "negatives (MultipleNegativesRankingLoss in MatryoshkaLoss).",
            source="Henderson et al. 2017, arXiv 1705.00652; Kusupati et al. 2022, arXiv 2205.13147",
            epochs=1,
            batch_size=32,
            learning_rate=2e-5,
            frozen=0,
            dropout=0.0,
            unmerged="",
        ),
    )
}


_PASSAGE_BATCH, _PASSAGE_RATE = 32, 1e-4
"""What a passage encoder learns the enriched vectors with: see docs/tried.md."""


def settled(options: TrainingOptions) -> TrainingOptions:
    """Return the options with what was left to the recipe written out."""
    recipe = RECIPES[options.recipe]
    left: dict[str, Any] = {
        name: getattr(recipe, name) for name in ("epochs", "batch_size", "learning_rate") if not getattr(options, name)
    }
    left |= {name: getattr(recipe, name) for name in ("frozen", "dropout") if getattr(options, name) < 0}
    if options.merge == "recipe":
        left["merge"] = "no" if recipe.unmerged else "yes"
    return replace(options, **left)


def of_passages(options: TrainingOptions) -> TrainingOptions:
    """Return the options that a passage encoder is trained with, before the queries' own: settled, and not merged."""
    return replace(
        options,
        epochs=options.passage_epochs,
        batch_size=_PASSAGE_BATCH,
        learning_rate=_PASSAGE_RATE,
        frozen=max(options.frozen, 0),
        merge="no",
        report_to="none",
    )
