"""The lines of the mine form: which negatives are hard, and why each setting matters.

Defaults, ranges and choices are not written here: they come from the settings.
"""

from collections.abc import Sequence

from studio import bases
from studio.settings import Settings
from studio.ui.forms.fields import Field, setting

__all__ = ["ABOUT", "fields"]

ABOUT = (
    "Ranks every query's own passage, and finds passages that look relevant to it and are not. "
    "What scores too close to the positive becomes a suspect: trained on only once a person confirms it."
)


def fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the mine form."""
    return (
        setting("mining.negatives", "How many of the best are kept for each pair.", settings),
        setting(
            "mining.max_share",
            "A negative scores at most this share of the positive's score; above it, it may well be an answer.",
            settings,
            label="highest share",
        ),
        setting("mining.depth", "How deep to look. Deeper finds negatives for pairs that are short of them.", settings),
        setting("mining.pool", "Kept in reserve: r takes the next one in review.", settings),
        setting(
            "mining.same_meaning",
            "Queries at least this alike ask the same: their passages are never each other's negatives.",
            settings,
        ),
        setting(
            "mining.neighbours",
            "Passages beside the positive in its document often answer too: they are never negatives.",
            settings,
        ),
        setting(
            "model.query_prompt",
            "What goes before a query. Empty takes the prompt that the base was trained with.",
            settings,
            empty=_shown(bases.prompts(settings.model).query),
        ),
        setting(
            "model.passage_prompt",
            "What goes before a passage.",
            settings,
            empty=_shown(bases.prompts(settings.model).passage),
        ),
        setting("model.device", "auto takes a GPU where there is one.", settings),
    )


def _shown(prompt: str) -> str:
    return repr(prompt) if prompt else "none"
