"""The lines of the train form: how a run is trained, and why each setting matters.

Defaults, ranges and choices are not written here: they come from the settings.
"""

from collections.abc import Sequence

from studio.domain.recipes import RECIPES
from studio.domain.records import Dataset
from studio.settings import Settings
from studio.ui.forms.fields import Field, Kind, setting

__all__ = ["BASE", "CURATED", "DATASET", "REPORT_TO", "WEIGHTS", "dataset_chosen", "fields"]

BASE = "base"
DATASET = "dataset"
CURATED = "as curated now"
REPORT_TO = "training.report_to"
WEIGHTS = "training.weights"


def fields(settings: Settings, datasets: Sequence[Dataset] = (), base: str = "") -> Sequence[Field]:
    """Return the lines of the train form; `datasets` can be replayed, `base` is another one than the project's."""
    return (
        Field(
            key=BASE,
            label="base",
            why="The model that is trained: a hub id, or the folder of one.",
            value=base or settings.model.base,
            default=settings.model.base,
        ),
        Field(
            key=DATASET,
            label="dataset",
            why="The pairs as they stand now, or those of an earlier run once more, as on another base.",
            value=CURATED,
            default=CURATED,
            kind=Kind.CHOICE,
            choices=(CURATED, *(f"{found.dataset_hash} · {found.pairs:,} pairs" for found in datasets)),
        ),
        setting(
            "training.recipe",
            "lists: queries learn the enriched index's rankings, passages stay. pairs: both learn by contrast.",
            settings,
        ),
        setting("training.teacher", "With lists: enriched, grades (people's decisions), or a cross-encoder.", settings),
        setting("training.towers", "With lists: both sides learn, for more time and an index anew.", settings),
        setting("training.epochs", f"{_own('epochs')} Many passes over few pairs memorise them.", settings),
        setting("training.batch_size", f"{_own('batch_size')} Larger needs more memory.", settings),
        setting("training.learning_rate", f"{_own('learning_rate')} Higher forgets sooner.", settings),
        setting("training.negatives", "With pairs: hard negatives that enter with each; one costs time.", settings),
        setting(WEIGHTS, "lora learns low-rank changes of the weights: less memory; needs the package peft.", settings),
        setting("training.merge", "Nearer the base's, weights forget less; no dev set sees what lists gain.", settings),
        setting("training.use", "Accepted pairs alone are cleaner; all that nobody rejected are more.", settings),
        setting("training.sides", "all: held-out documents teach too; only people's queries can prove it.", settings),
        setting(
            "training.dimensions",
            "Trained to be cut there (Matryoshka): 128 dimensions need a third of the storage of 384.",
            settings,
        ),
        setting("training.max_tokens", "Longer passages are cut there. Time grows with it.", settings),
        setting("training.eval_steps", "Steps between looks at the dev set; 0 takes a fifth of the run.", settings),
        setting("training.warmup", "Share of the steps in which the learning rate rises.", settings),
        setting(
            "training.dropout",
            "Share of values left out at random in each step; -1 is the recipe's own.",
            settings,
        ),
        setting("training.seed", "Another seed shows how much of a difference is luck.", settings),
        setting(REPORT_TO, "A dashboard that follows runs beside the studio; its package must be installed.", settings),
        setting("training.precision", "auto: bfloat16 on a card that has it: quicker steps, less memory.", settings),
        setting("model.device", "auto takes a GPU where there is one.", settings),
    )


def _own(setting: str) -> str:
    """Say what a setting of 0 is with each recipe."""
    return f"0 takes {', '.join(f'{getattr(recipe, setting):g} with {name}' for name, recipe in RECIPES.items())}."


def dataset_chosen(value: str) -> str:
    """Return the hash of the dataset that was chosen; nothing for the pairs as they stand now."""
    return "" if value == CURATED else value.partition(" ")[0]
