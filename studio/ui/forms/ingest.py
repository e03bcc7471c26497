"""The lines of the ingest form: how documents become passages, and why each setting matters.

Defaults, ranges and choices are not written here: they come from the settings.
"""

from collections.abc import Sequence

from studio.settings import Settings
from studio.ui.forms.fields import PATH, Field, Kind, setting
from studio.ui.shelf import JobView

__all__ = ["ABOUT", "COLUMNS", "fields", "limit_hint"]

COLUMNS = ("corpus.text_column", "corpus.title_column", "corpus.id_column")
ABOUT = (
    "Reads text, Markdown, reStructuredText, HTML, PDF, DOCX, notebooks, JSONL, CSV, Parquet, BEIR and source code. "
    "Done again after edits, only what changed changes, and decisions on unchanged passages stay."
)


def fields(settings: Settings) -> Sequence[Field]:
    """Return the lines of the ingest form."""
    return (
        Field(
            key=PATH,
            label="documents",
            why="A folder or a file. Documents are named by their path below it, so name the same one next time.",
            value="",
            kind=Kind.PATH,
            empty="type a path; tab completes it",
        ),
        setting("corpus.text_column", "The column to read. It must be there in every record.", settings),
        setting("corpus.title_column", "Shown above each passage and searched with it, where there is one.", settings),
        setting("corpus.id_column", "Names the record. Without it a record is its file and row.", settings),
        setting(
            "corpus.max_tokens",
            "Short passages are found more precisely, long ones answer more. Never above what the base model reads.",
            settings,
            label="longest passage",
        ),
        setting(
            "corpus.overlap_tokens",
            "Repeats the end of a passage in the next one, so that no sentence loses its context where it was cut.",
            settings,
            label="overlap",
        ),
        setting(
            "corpus.near_duplicate",
            "Above this likeness two passages are twins: kept on one side of the split, never each other's negatives.",
            settings,
            label="near duplicate",
        ),
        setting("corpus.source_code", "A class or function is cut out whole where it fits, under its name.", settings),
    )


def limit_hint(last: JobView | None) -> str:
    """Return how long passages came to be at the last ingest and why; nothing where that is not known."""
    ended, log = (last.latest.ended, last.latest.log) if last else (None, None)
    limit = ended.summary.get("passage_limit") if ended else None
    return log.message if limit and log and str(limit) in log.message else ""
