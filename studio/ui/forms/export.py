"""The lines of the export form: what is written, and why each setting matters.

Defaults, ranges and choices are not written here: they come from the settings.
"""

from collections.abc import Sequence

from studio.domain.options import ADAPTER, UNTRAINED
from studio.settings import Settings
from studio.ui.forms.fields import NAME, Field, Kind, setting

__all__ = ["ABOUT", "RUN", "fields", "run_chosen"]

RUN = "run"
_RUNS = {"": "the best run", "none": "none"}
ABOUT = (
    "Writes the curated pairs, each with where it came from, and a model with its leaderboard on its card. "
    "Others load them with datasets.load_dataset and SentenceTransformer."
)


def fields(settings: Settings, runs: Sequence[str]) -> Sequence[Field]:
    """Return the lines of the export form; `runs` are those whose model can be exported."""
    known = (*_RUNS.values(), *runs, ADAPTER, UNTRAINED)
    asked = _RUNS.get(settings.export.run, settings.export.run)
    run = asked if asked in known else _RUNS[""]
    return (
        setting("export.formats", "jsonl and parquet load with datasets; beir is for other evaluators.", settings),
        Field(
            key=RUN,
            label="model",
            why="Whose model goes with the dataset. Where the best run is worse than its base, the base goes.",
            value=run,
            default=run,
            kind=Kind.CHOICE,
            choices=known,
        ),
        setting(
            "export.binary",
            "For an index that keeps a bit a dimension. At full size it scores the same; do not cut it then.",
            settings,
            label="for signs",
        ),
        setting("training.use", "Accepted pairs alone, or all that nobody rejected.", settings, label="pairs"),
        Field(
            key=NAME,
            label="name",
            why="The folder in exports/. An export of the same name is replaced.",
            value="",
            empty="the dataset's hash and the run",
        ),
    )


def run_chosen(value: str) -> str:
    """Return what the settings call the model that was chosen."""
    return next((key for key, shown in _RUNS.items() if shown == value), value)
