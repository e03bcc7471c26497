"""The texts of a card's negatives: pure functions from negatives to Rich text. Reads nothing, decides nothing.

Colour always stands beside a glyph or a word. Text of other people is shown literally, never as markup.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from studio.domain import figures
from studio.domain.highlight import found
from studio.domain.pairs import Negative, Pair, Verdict
from studio.domain.sentences import best_sentence
from studio.ui.review.marks import VERDICTS, or_dash
from studio.ui.review.view import passage_text
from studio.ui.theme import SUSPECT
from studio.ui.views.texts import line, titled

__all__ = [
    "best_sentence_text",
    "negative_heading",
    "negative_line",
    "negatives_head",
    "no_negatives",
    "places_of",
    "question_line",
    "sentence_note",
]

_SCORED = 60
"""Columns from which a negative's line has room for its scores."""


def best_sentence_text(query: str, passage: str) -> Text:
    """Return the sentence of a passage that says most of what the query asks, its terms marked."""
    span = best_sentence(query, passage)
    return passage_text(query, passage[span.start : span.end])


def sentence_note(query: str, passage: str, *, whole: bool, below: bool = False) -> str:
    """Return how well the sentence that is shown matches, and where all of the passage is: `below` it, or on a key."""
    span = best_sentence(query, passage)
    sentence = passage[span.start : span.end]
    matched, total = found(query, passage if whole else sentence)
    if sentence.strip() == passage.strip():
        return f"{matched} of {total} terms"
    if whole:
        return f"{matched} of {total} terms · enter shows its best sentence"
    more = "the whole passage below" if below else "enter shows the whole passage"
    return f"{matched} of {total} terms in its best sentence · {more}"


def places_of(pair: Pair) -> dict[str, str]:
    """Return what passages are to a pair already, by their ids: its own, further positives, negatives by number."""
    known = {negative.passage_id: f"negative {place}" for place, negative in enumerate(pair.negatives, 1)}
    return known | dict.fromkeys(pair.promoted, "a positive too") | {pair.passage_id: "the pair's own"}


def question_line(index: int, negatives: Sequence[Negative]) -> Text:
    """Return what is asked of a negative, or what was said of it."""
    glyph, style, word = VERDICTS.get(negatives[index].verdict, ("", "", ""))
    text = line("does this passage answer it too?", "bold")
    text.append(f"   {index + 1} of {len(negatives)}", style="dim")
    if word:
        text.append(f"   {glyph} {word}", style=style)
    return text.append("   a yes · x no · t can't tell", style="dim")


def no_negatives(pair: Pair) -> Text:
    """Return why a pair has no negatives, and what can be done."""
    return Text(f"no hard negatives: {pair.scores.shortfall or 'not mined yet'}. n finds one by hand.")


def negatives_head(width: int, count: int, first: int, listed: int, *, unaided: bool = False) -> Text:
    """Return the headings of the negatives' columns: those of figures where there is room, unless judged `unaided`.

    Of `count` negatives those from place `first` on are `listed`, which is said where it is not all of them.
    """
    title = "hard negatives" + (f"   {first + 1} to {first + listed} of {count}" if listed < count else "")
    if width < _SCORED or unaided:
        return Text(title, style="dim", no_wrap=True)
    return Text(title.ljust(width - 33) + " score  margin  rank  from     ", style="dim", no_wrap=True)


def negative_line(index: int, negative: Negative, width: int, *, selected: bool, unaided: bool = False) -> Text:
    """Return one negative: number, verdict, where it stands, and its scores where there is room.

    `unaided` leaves out what the machine thinks of it.
    """
    suspect = negative.suspect and not unaided
    glyph, style, word = VERDICTS.get(negative.verdict, (SUSPECT if suspect else " ", "yellow", ""))
    text = Text("▸" if selected else " ", no_wrap=True, end="", style="bold" if selected else "")
    text.append(f"{index + 1} ").append(f"{glyph} ", style=style)
    said = f"  {word or 'suspect'}" if word or suspect else ""
    scored = width >= _SCORED and not unaided
    room = width - 32 if scored else width
    space = max(8, room - cell_len(said) - text.cell_len)
    where = titled(negative.title, negative.heading_path, negative.text[:200], space)
    where.stylize("strike" if negative.verdict is Verdict.DROPPED else "")
    text.append_text(where)
    text.append(said, style=style)
    text.truncate(room, overflow="ellipsis", pad=True)
    if scored:
        score, margin = figures.score(negative.score, 2), figures.signed(negative.margin, 2)
        told = f"{score:>6} {margin:>7} {or_dash(negative.rank):>5}  {negative.origin.value:<8}"
        text.append(told, style="" if selected else "dim")
    return text


def negative_heading(index: int, negative: Negative, *, unaided: bool = False) -> Text:
    """Return the question that is asked of the selected negative, with its keys where it is a suspect."""
    glyph, style, word = VERDICTS.get(negative.verdict, ("", "", ""))
    text = line(f"▸ {index + 1} ", "bold")
    if word:
        text.append(f"{glyph} {word}", style=style)
    elif negative.suspect and not unaided:
        text.append("suspect, not trained on: ", style="yellow").append(f"{index + 1}", style="bold")
        text.append(" says relevant too, ").append("o", style="bold").append(" says hard negative")
    else:
        text.append("does this passage answer the query too?", style="dim")
    return text
