"""Test sets as lines: what each is made of, how large it is, how often it was looked at. Pure."""

from rich.text import Text

from studio.domain import figures
from studio.domain.judging import Judging, words
from studio.domain.leaderboard import TestSet
from studio.domain.statistics import FEWEST_GROUPS
from studio.domain.wording import plural, times
from studio.ui.text import visible
from studio.ui.views.texts import block, line

__all__ = ["detail", "header", "imported", "nothing", "set_line"]

_WIDE = 90
"""Cells from which there is room to say where a test set comes from; the line below the list says it everywhere."""
_SOURCES = {"human": "written by people", "beir": "imported", "generated": "generated"}


def header(width: int) -> Text:
    """Return the columns' titles."""
    source = "     source" if width >= _WIDE else ""
    return line("  " + "test set".ljust(_name(width)) + f"use    queries   groups   judged by{source}", "dim")


def set_line(found: TestSet, width: int) -> Text:
    """Return one test set."""
    text = line("  ")
    named = line(visible(found.title), "bold")
    named.truncate(_name(width) - 1, overflow="ellipsis", pad=True)
    text.append_text(named).append(f" {found.purpose:<5}{found.queries:>9,}{found.groups:>9,}   ")
    return text.append(f"{found.unit:<14}").append(_SOURCES[found.source] if width >= _WIDE else "", style="dim")


def detail(found: TestSet, judging: Judging | None = None, judged_10: float | None = None) -> Text:
    """Return what can be said with a test set, what names it, and how far it is judged where that is done here.

    `judged_10` is the least share of a row's top 10 that was judged, None where nothing was measured.
    """
    text = block(visible(found.title), "bold").append(
        f"   {visible(found.test_set)} · {found.content_hash}\n", style="dim"
    )
    text.append(f"{_SOURCES[found.source].capitalize()}. ")
    if found.purpose == "dev":
        text.append("It steers training: checkpoints are chosen on it, so no claim rests on it.")
    else:
        text.append(f"Nothing is chosen on it. It was looked at {times(found.looks)}; each look is counted.")
    told = [f"{words(judging)}."] if judging else []
    told += (
        [f"Of every row's top 10 at least {figures.percent(judged_10)} is judged."]
        if judging and judged_10 is not None
        else []
    )
    text.append("\n" + " ".join(told) if told else "")
    if found.groups < FEWEST_GROUPS:
        text.append(f"\n! {plural(found.groups, 'group')}: too few to tell a difference from chance.", style="yellow")
    return text


def imported(found: TestSet, judgments: int, unmatched: int, without: int) -> str:
    """Return what an import brought, and what it left out."""
    left = []
    if unmatched:
        left.append(f"{unmatched:,} judged ids are not in the corpus")
    if without:
        left.append(f"{plural(without, 'query has', 'queries have')} no relevant {found.unit} there")
    said = f"{found.title}: {plural(found.queries, 'query', 'queries')} with {judgments:,} judgments by {found.unit}."
    return f"{said} Left out: {', '.join(left)}." if left else said


def nothing() -> str:
    """Return what is said where there is no test set."""
    return (
        "There is no test set yet.\n\n"
        "a  pastes queries that people asked: you judge them here\n"
        "f  takes them from a file or a search log\n"
        "i  imports a BEIR folder: queries.jsonl and qrels/test.tsv\n\n"
        "Queries that are generated for held-out documents make another, once something is measured."
    )


def _name(width: int) -> int:
    return max(16, min(48, width - (62 if width >= _WIDE else 42)))
