"""The texts of a card: pure functions from a pair to Rich text. Reads nothing, decides nothing.

Colour always stands beside a glyph or a word. Text of other people is shown literally, never as markup.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from studio.domain.highlight import found, spans
from studio.domain.pairs import Negative, Pair, Status, Verdict
from studio.domain.queue import Counts
from studio.domain.records import ListRow
from studio.ui.text import visible
from studio.ui.theme import EDITED, FALSE_NEGATIVE, FLAGGED, STATUS_GLYPHS, SUSPECT

__all__ = [
    "bar_right",
    "bulk_question",
    "counts_line",
    "empty_text",
    "end_text",
    "list_line",
    "machine_line",
    "match_note",
    "meta_line",
    "negative_heading",
    "negative_line",
    "negatives_head",
    "no_negatives",
    "original_line",
    "passage_text",
    "query_text",
    "status_glyph",
    "where_line",
]

_STYLES = {"success": "green", "error": "red", "secondary": "bright_black", "foreground": ""}
_VERDICTS = {
    Verdict.FALSE: (FALSE_NEGATIVE, "magenta", "is relevant"),
    Verdict.HARD: ("✓", "green", "hard negative"),
    Verdict.DROPPED: ("−", "bright_black", "dropped"),
    Verdict.PROMOTED: ("+", "green", "promoted to positive"),
}
_STATUS_WORDS = {
    Status.ACCEPTED: "accepted",
    Status.REJECTED: "rejected",
    Status.SKIPPED: "skipped",
    Status.CANT_TELL: "can't tell",
    Status.UNDECIDED: "",
}


def status_glyph(status: Status | str) -> tuple[str, str]:
    """Return a status' glyph and its style."""
    glyph, tone = STATUS_GLYPHS[Status(status)]
    return glyph, _STYLES[tone]


def counts_line(counts: Counts, *, pace: float | None, sort: str, line: str) -> str:
    """Return the bar above: what was decided, what is left, how fast, in which order."""
    parts = [f"✓ {counts.accepted:,}", f"✗ {counts.rejected:,}"]
    parts += [f"{FLAGGED} {counts.flagged:,}"] if counts.flagged else []
    parts.append(f"left {counts.undecided:,}")
    parts += [f"{pace:.0f}/min"] if pace else []
    parts.append(f"filter: {line}" if line else sort)
    return "  ".join(parts)


def bar_right(said: str, live: str, line: str, room: int) -> str:
    """Return the right of the bar above: what was just done, where the dev rows stand if there is room, the counts."""
    whole = "   ".join(filter(None, (said, live, line)))
    return whole if len(whole) <= room else "   ".join(filter(None, (said, line)))


def list_line(row: ListRow, width: int, *, current: bool, ranged: bool) -> Text:
    """Return one line of the list: status, marks, query; the current one reversed, a range marked by a bar."""
    glyph, style = status_glyph(row.status)
    text = Text("▌" if ranged else " ", no_wrap=True, end="")
    text.append(FLAGGED if row.flagged else glyph, style="yellow" if row.flagged else style)
    text.append(EDITED if row.edited else " ")
    text.append(visible(row.query, 400).replace("\n", " "))
    text.truncate(width, overflow="ellipsis", pad=True)
    if current:
        text.stylize("reverse")
    return text


def empty_text(total: int, line: str) -> str:
    """Return what to do where the queue is empty."""
    if line:
        return f"No pair matches {line}\n\n/ changes the filter, esc clears it."
    if total:
        return "The queue is empty."
    return "There are no pairs yet.\n\nesc goes home: G generates queries there, then M mines hard negatives."


def end_text(counts: Counts) -> str:
    """Return what is said at the end of the queue."""
    left = f"{counts.undecided:,} undecided pairs stand above." if counts.undecided else "Everything here is decided."
    return f"End of the queue. {left}"


def bulk_question(action: str, counts: Counts, line: str) -> str:
    """Return what a bulk decision will change."""
    decided = counts.total - counts.undecided
    which = f"all {counts.total:,} pairs" + (f" that match {line}" if line else " of the queue")
    return f"{action} {which}?\n\n{counts.undecided:,} are undecided; {decided:,} were decided and would change."


def query_text(pair: Pair) -> Text:
    """Return the query, large as a terminal can: bold."""
    return Text(visible(pair.query, 2_000), style="bold", overflow="fold")


def meta_line(pair: Pair) -> Text:
    """Return who wrote the query, why it is shown, and what was said of it."""
    glyph, style = status_glyph(pair.status)
    text = Text(no_wrap=True, overflow="ellipsis")
    if pair.status is not Status.UNDECIDED:
        text.append(f"{glyph} {_STATUS_WORDS[pair.status]}", style=style).append(" · ", style="dim")
    if pair.flagged:
        text.append(f"{FLAGGED} flagged", style="yellow").append(" · ", style="dim")
    text.append(f"{pair.style} · {pair.source} · shown because: {pair.reason}", style="dim")
    if pair.comment:
        text.append(f" · “{visible(pair.comment, 200)}”", style="italic")
    return text


def original_line(pair: Pair) -> Text | None:
    """Return the query as it was written first, where a person changed it."""
    if not pair.edited:
        return None
    text = Text(f"{EDITED} edited", style="dim", no_wrap=True, overflow="ellipsis")
    if pair.query != pair.original_query:
        text.append(f"; was: {visible(pair.original_query, 400)}")
    if pair.text != pair.original_text:
        text.append("; the passage's text was changed for this pair")
    return text


def machine_line(pair: Pair) -> Text:
    """Return what the machine measured, for those who ask."""
    scores = pair.scores
    parts = [
        f"dense rank {_or(scores.dense_rank)}",
        f"BM25 rank {_or(scores.bm25_rank)}",
        f"cosine {_figure(scores.positive_score)}",
        f"overlap {_figure(scores.overlap)}",
        f"margin {_signed(scores.margin)}",
        f"{scores.suspects} suspects",
    ]
    parts += [f"short of negatives: {scores.shortfall}"] if scores.shortfall else []
    parts.append("written by " + " ".join(part for part in (pair.source, pair.model, pair.prompt_version) if part))
    parts.append(f"{pair.split} split")
    return Text(" · ".join(parts), style="cyan", overflow="fold")


def where_line(title: str, heading_path: Sequence[str], document: str, width: int) -> Text:
    """Return title and headings on the left, the document on the right where there is room."""
    left = visible(" › ".join(part for part in (title, *heading_path) if part) or document, 300).replace("\n", " ")
    text = Text(left, style="bold cyan", no_wrap=True, overflow="ellipsis")
    right = "" if left == document else visible(document, 200)
    gap = width - cell_len(left) - cell_len(right)
    if right and gap >= 2:
        text.append(" " * gap).append(right, style="dim")
    text.truncate(width, overflow="ellipsis")
    return text


def passage_text(query: str, passage: str) -> Text:
    """Return a passage with the query's terms underlined and coloured."""
    shown = visible(passage)
    text = Text(shown, overflow="fold")
    for start, end in spans(query, shown):
        text.stylize("bold underline yellow", start, end)
    return text


def match_note(query: str, passage: str, tokens: int | None = None) -> str:
    """Return how many of the query's terms stand in the passage, and its length."""
    matched, total = found(query, passage)
    note = f"{matched} of {total} terms"
    return f"{note}, {tokens} tokens" if tokens else note


def no_negatives(pair: Pair) -> Text:
    """Return why a pair has no negatives, and what can be done."""
    return Text(f"no hard negatives: {pair.scores.shortfall or 'not mined yet'}. n finds one by hand.")


def negatives_head(width: int) -> Text:
    """Return the headings of the negatives' columns."""
    title = "hard negatives"
    if width < 60:
        return Text(title, style="dim", no_wrap=True)
    return Text(title.ljust(width - 33) + " score  margin  rank  from     ", style="dim", no_wrap=True)


def negative_line(index: int, negative: Negative, width: int, *, selected: bool) -> Text:
    """Return one negative: number, verdict, where it stands, and its scores where there is room."""
    glyph, style, word = _VERDICTS.get(negative.verdict, (SUSPECT if negative.suspect else " ", "yellow", ""))
    text = Text("▸" if selected else " ", no_wrap=True, end="", style="bold" if selected else "")
    text.append(f"{index + 1} ").append(f"{glyph} ", style=style)
    said = f"  {word or 'suspect'}" if word or negative.suspect else ""
    room = width - 32 if width >= 60 else width
    space = max(8, room - cell_len(said) - text.cell_len)
    text.append_text(_where(negative, space, style="strike" if negative.verdict is Verdict.DROPPED else ""))
    text.append(said, style=style)
    text.truncate(room, overflow="ellipsis", pad=True)
    if width >= 60:
        scores = f"{_figure(negative.score):>6} {_signed(negative.margin):>7} {_or(negative.rank):>5}"
        text.append(f"{scores}  {negative.origin.value:<8}", style="" if selected else "dim")
    return text


def _where(negative: Negative, room: int, *, style: str) -> Text:
    """Return title and headings within `room` cells; the title is cut first, for headings tell siblings apart."""
    title = visible(negative.title, 300).replace("\n", " ")
    headings = visible(" › ".join(negative.heading_path), 300).replace("\n", " ")
    if not title and not headings:
        title = visible(negative.text[:200], 200).replace("\n", " ")
    text = Text(title, style=style, no_wrap=True)
    if headings:
        text.truncate(max(min(room // 3, text.cell_len), room - cell_len(headings) - 3), overflow="ellipsis")
        text.append(" › " if title else "").append(headings)
    text.truncate(room, overflow="ellipsis")
    return text


def negative_heading(index: int, negative: Negative) -> Text:
    """Return the question that is asked of the selected negative."""
    glyph, style, word = _VERDICTS.get(negative.verdict, ("", "", ""))
    text = Text(f"▸ {index + 1} ", style="bold", no_wrap=True, overflow="ellipsis")
    if word:
        text.append(f"{glyph} {word}", style=style)
    elif negative.suspect:
        text.append(f"suspect, not trained on: {index + 1} says relevant too, o says hard negative", style="yellow")
    else:
        text.append("does this passage answer the query too?", style="dim")
    return text


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}".replace("0.", ".", 1)


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}".replace("0.", ".", 1)


def _or(value: int | None) -> str:
    return "-" if value is None else str(value)
