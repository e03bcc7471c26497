"""Test sets as lines. Pure."""

from rich.text import Text

from studio.domain.leaderboard import TestSet
from studio.domain.wording import plural
from studio.ui.text import visible
from studio.ui.views import figures
from studio.ui.views.texts import line

__all__ = ["explanation", "imported_words", "set_line"]


def set_line(test_set: TestSet, width: int) -> Text:
    """Return one test set: its name, whose queries, how many, judged by what, how often looked at."""
    name = Text(visible(test_set.title, 200), no_wrap=True, style="bold")
    room = max(16, width - 66)
    name.truncate(room, overflow="ellipsis", pad=True)
    looks = "steers training" if test_set.purpose == "dev" else f"looked at {figures.times(test_set.looks)}"
    text = line(" ").append_text(name)
    text.append(f"  {test_set.source:<10}{test_set.queries:>6,} queries {test_set.groups:>5,} groups  ")
    return text.append(f"by {test_set.unit:<9} {looks}", style="dim")


def explanation() -> str:
    """Return what test sets are and how one's own is made."""
    return (
        "Figures are worth what their queries are worth. Held-out generated queries come by themselves; those of real "
        "people with judgments say more: import a BEIR folder (queries.jsonl, qrels/test.tsv) whose judged ids are "
        "documents or sections of this corpus. Nothing is ever chosen on a test set, and every look is counted."
    )


def imported_words(title: str, queries: int, judgments: int, unmatched: int, without: int) -> str:
    """Return what an import took over, and what it had to leave out."""
    said = f"{title}: {plural(queries, 'query', 'queries')}, {plural(judgments, 'judgment')}."
    if unmatched:
        said += f" {plural(unmatched, 'judged id')} not in this corpus."
    if without:
        said += f" {plural(without, 'query', 'queries')} without a relevant passage here."
    return said
