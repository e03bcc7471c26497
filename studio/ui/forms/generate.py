"""The lines of the generate form: who writes queries and how many, and why each setting matters.

Defaults, ranges and choices are not written here: they come from the settings.
"""

from collections.abc import Sequence

from studio.settings import Settings
from studio.ui.forms.fields import Field, Kind, setting

__all__ = ["ABOUT", "EVERY", "FOR", "fields"]

FOR = "for"
EVERY = "every passage"
_WANTING = "passages without queries"
ABOUT = (
    "Writes the queries that a person might type to find each passage. Answers are kept by content: "
    "what was paid for once is never asked for again."
)


def fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the generate form."""
    return (
        setting(
            "generation.provider",
            "auto takes the first that is there: recorded, anthropic, openai, local, structural.",
            settings,
        ),
        setting(
            "generation.model",
            "Which model writes. Larger ones write queries that are less like the passage.",
            settings,
            empty="the provider's default",
        ),
        setting(
            "generation.queries_per_passage",
            "More queries train better until they repeat each other; each one costs an answer.",
            settings,
            label="queries per passage",
        ),
        setting(
            "generation.styles",
            "People search in different ways. Every style named here is written in turn.",
            settings,
        ),
        setting(
            "generation.domain",
            "One sentence on who searches and for what: it makes queries sound like theirs.",
            settings,
            label="who searches",
            empty="nobody said",
        ),
        Field(
            key=FOR,
            label="for",
            why="Passages that have queries already are left alone unless asked for.",
            value=_WANTING,
            default=_WANTING,
            kind=Kind.CHOICE,
            choices=(_WANTING, EVERY),
        ),
        setting("generation.base_url", "Endpoint of an OpenAI-compatible gateway.", settings, empty="OpenAI's own"),
        setting("generation.concurrency", "Requests in flight at once; lower it if the provider complains.", settings),
    )
