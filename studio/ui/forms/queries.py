"""The lines of the form that takes queries from a file, and why each matters.

Defaults, ranges and choices are not written here: they come from the settings.
"""

from collections.abc import Sequence

from studio.settings import Settings
from studio.ui.forms.fields import NAME, PATH, Field, Kind, setting

__all__ = ["ABOUT", "COLUMN", "LIMIT", "fields"]

COLUMN = "column"
LIMIT = "limit"
ABOUT = (
    "Brings queries that people asked, to be judged as a test set: one a line, CSV, TSV, JSONL, or a search log. "
    "Repeats are merged, the most frequent come first, and nothing is ever trained on them."
)


def fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the form that takes queries from a file."""
    return (
        Field(
            key=PATH,
            label="file",
            why="One query a line, CSV, TSV, JSONL or a log. A column called count says how often each was asked.",
            value="",
            kind=Kind.PATH,
            empty="type a path; tab completes it",
        ),
        Field(
            key=COLUMN,
            label="column",
            why="The column, or the field of a log, that holds the query: in a log also q, search, term.",
            value="",
            empty="text or query",
        ),
        Field(
            key=LIMIT,
            label="most",
            why="The most frequent ones are taken. 30 to 50 judged queries tell most.",
            value="50",
            default="50",
            empty="all of them",
        ),
        Field(
            key=NAME,
            label="name",
            why="The test set. One that is judged here already gets what is new.",
            value="",
            empty="the file's name",
        ),
        setting("judging.depth", "Deeper finds more of what is relevant, and is more to judge.", settings),
    )
