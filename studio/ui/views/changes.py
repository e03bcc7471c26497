"""Queries won and lost between the base and a row, and both rankings of one of them. Pure."""

from rich.cells import cell_len
from rich.text import Text

from studio.domain import figures
from studio.domain.leaderboard import Row
from studio.domain.records import QueryChange, QueryChanges, Ranked
from studio.domain.wording import ordinal
from studio.ui.text import visible
from studio.ui.views.texts import block, line, titled

__all__ = ["change_line", "head", "legend", "place_line", "query_head", "side_head"]

_WIDEST = 124
_GRADES = {None: ("·", "dim"), 0: ("✗", "red"), 1: ("✓", "green")}


def head(comparison: QueryChanges | None, row: Row | None, base: Row | None, width: int) -> Text:
    """Return how many queries a row won and lost against the base, or against the row that is in its place."""
    if row is None or base is None or comparison is None:
        return line("   This is what every other row is compared with: select one of them.", "dim")
    text = line("   ").append(f"▲ won {comparison.won:,}", style="green").append("   ")
    text.append(f"▼ lost {comparison.lost:,}", style="red").append(f"   = equal {comparison.equal:,}   ", style="dim")
    names = f"{visible(base.name)} → {visible(row.name)}"
    fits = text.cell_len + cell_len(names) <= width
    text.append(names if fits else f"→ {visible(row.name)}", style="dim")  # the table says what it is compared with
    text.truncate(width, overflow="ellipsis")
    return text


def change_line(change: QueryChange, width: int) -> Text:
    """Return one query: won or lost, its words, where its best answer stood and stands, by how much."""
    won = change.after > change.before
    moved = f"{_rank(change.rank_before):>6} → {_rank(change.rank_after):<5}"
    tail = f"{moved}{figures.signed(change.after - change.before):>8} "
    width = min(width, _WIDEST)
    text = line(" ▲ " if won else " ▼ ", "green" if won else "red")
    words = line(visible(change.text).replace("\n", " "))
    words.truncate(max(10, width - len(tail) - 4), overflow="ellipsis", pad=True)
    return text.append_text(words).append(f" {tail}", style="dim")


def query_head(change: QueryChange) -> Text:
    """Return the query whose rankings are shown, whole, behind what it scored under both."""
    text = block(f"NDCG@10 {figures.score(change.before)} → {figures.score(change.after)}   ", "dim")
    return text.append(visible(change.text).replace("\n", " "), style="bold")


def side_head(row: Row, ranking: list[Ranked], *, keys: bool) -> Text:
    """Return a ranking's title: whose it is, and where its first relevant unit stands."""
    first = next((place.rank for place in ranking if place.grade), None)
    text = line("▸ " if keys else "  ", "bold").append(visible(row.name), style="bold" if keys else "")
    return text.append(f"  answer {_rank(first)}", style="dim")


def place_line(place: Ranked, width: int, *, elsewhere: int | None, absent: str) -> Text:
    """Return one place of a ranking: its grade, what stands there, and where the other ranking has it (or `absent`)."""
    glyph, style = _GRADES.get(place.grade, ("✓✓", "green"))
    other = absent if elsewhere is None else "=" if elsewhere == place.rank else f"#{elsewhere}"
    tail = f"{other:>5} {figures.score(place.score, 2):>5} "
    text = line(f"{place.rank:>2} ", "dim").append(f"{glyph:<2} ", style=style)
    room = max(6, width - len(tail) - 7)
    named = titled(place.title, place.heading_path, place.unit_id, room)
    named.truncate(room, pad=True)
    return text.append_text(named).append(f" {tail}", style="dim")


def legend() -> Text:
    """Return what the grades' glyphs mean."""
    text = line("  ")
    for glyph, style, words in (
        ("✓✓", "green", "answers"),
        ("✓", "green", "in part"),
        ("✗", "red", "does not"),
        ("·", "dim", "not judged"),
    ):
        text.append(glyph, style=style).append(f" {words}  ", style="dim")
    return text.append("#7 its place in the other", style="dim")


def _rank(rank: int | None) -> str:
    return ">10th" if rank is None else ordinal(rank)
