"""Two rankings of one query side by side, as lines. Pure."""

from rich.text import Text

from studio.domain.records import QueryChange, Ranked
from studio.ui.text import visible
from studio.ui.views import figures
from studio.ui.views.texts import block, line

__all__ = ["place_line", "question", "title"]

_GRADES = {None: ("·", "bright_black"), 0: ("✗", "red")}


def title(name: str, ndcg: float) -> Text:
    """Return whose ranking it is and its NDCG@10 for this query."""
    return line(visible(name, 80), "bold").append(f"  NDCG@10 {figures.score(ndcg)}", style="dim")


def question(change: QueryChange, number: int, total: int) -> Text:
    """Return the query, and which of how many it is."""
    text = block(visible(change.text, 2_000), "bold")
    return text.append(
        f"\nquery {number:,} of {total:,} · ✓ relevant, with its grade · ✗ judged not · · not judged", "dim"
    )


def place_line(ranked: Ranked, width: int) -> Text:
    """Return one place: rank, grade, where the passage stands."""
    glyph, style = _GRADES.get(ranked.grade, (f"✓{ranked.grade}", "green"))
    text = line(f"{ranked.rank:>2} ", "dim").append(f"{glyph:<3}", style=style)
    headings = " › ".join(ranked.heading_path)
    where = " ".join(visible(" › ".join(p for p in (ranked.title, headings) if p) or ranked.text[:200], 300).split())
    words = Text(where, no_wrap=True)
    words.truncate(max(8, width - text.cell_len - 6), overflow="ellipsis", pad=True)
    return text.append_text(words).append(f" {figures.score(ranked.score, 2):>5}", style="dim")
