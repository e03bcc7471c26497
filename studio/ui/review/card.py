"""A card as rows: which part stands where, in so many columns and rows. Pure; it draws, scrolls and decides nothing.

Heights depend on the room alone, and on the query, so that the eye finds each part where it was on the card before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import Literal, NamedTuple

from rich.console import Console
from rich.text import Text

from studio.domain.pairs import Pair
from studio.ui.review import negatives, view
from studio.ui.text import visible

__all__ = ["Card", "Pane", "Row", "Shown", "Tone", "compose"]

Tone = Literal["", "quiet", "rule", "active"]
"""What colour a row's plain text has; `active` is a rule above the part that keys move in."""

TALL = 28
"""Rows from which parts are set apart by blank ones."""
LONGEST = 120
"""Columns beyond which a line of prose is hard to read."""
_UNDER = 14
"""Rows that the selected negative's text has at most: those above are the passage's."""
_APART = 20
"""Rows from a negative's text to its pair's own passage at most, however tall the screen: the eye compares them."""
_FEWEST = 4
"""Rows that the passage keeps beside a list of many negatives."""
_FEWEST_SHORT = 7
"""Rows that it keeps on a short terminal, where the list scrolls instead: the passage is what is judged."""
_FEW_SHORT = 3
"""Rows that a short terminal leaves to the list, and to the passage where keys move among the negatives."""
_CONSOLE = Console(file=StringIO(), width=LONGEST, color_system=None)
_EDIT_HINT = "f2 or ctrl+s saves · esc keeps the draft and shows the passage"
_DRAFT_NOTE = " · an unsaved draft waits under E"


class Row(NamedTuple):
    """One row of a card; what is wider than the card is cut when it is drawn."""

    text: Text
    tone: Tone = ""


class Pane(NamedTuple):
    """A text that scrolls: the rows that it has on the card, how many lines it has in all, and the first one shown."""

    top: int = 0
    height: int = 0
    total: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card shows. `before` and `after` are the passage's neighbours in its document, empty where hidden.

    `asking` is True where the card asks about the selected negative alone; `whole` shows all of that passage;
    `unaided` leaves out what the machine thinks.
    """

    pair: Pair
    why: str = ""
    selected: int = 0
    machine: bool = False
    asking: bool = False
    whole: bool = False
    unaided: bool = False
    in_negatives: bool = False
    before: str = ""
    after: str = ""
    draft: bool = False
    editing: Literal["", "query", "passage"] = ""


class Card(NamedTuple):
    """Rows from top to bottom, and the two texts among them that scroll."""

    rows: tuple[Row, ...] = ()
    passage: Pane = Pane()
    negative: Pane = Pane()


def compose(shown: Shown, width: int, height: int, *, passage_at: int | None = None, negative_at: int = 0) -> Card:
    """Return the card in `width` columns and `height` rows.

    `passage_at` is the first line of the passage's text to show; None begins where the passage does.
    """
    tall = height >= TALL
    head = _head(shown, width, tall=tall)
    if shown.asking and shown.pair.negatives and shown.editing != "passage":
        return _question(shown, head, width, height, negative_at)
    if shown.editing == "passage":
        return Card((*head, Row(Text(_EDIT_HINT), "quiet")))
    lines, start = _passage(shown, width)
    rule = Row(Text("─" * width), "active" if shown.in_negatives else "rule")
    if not shown.pair.negatives:
        said = _wrapped(negatives.no_negatives(shown.pair), width)[:3]
        room = max(1, height - len(head) - len(said) - 2)
        pane, text = _pane(lines, len(head), room, start if passage_at is None else passage_at)
        rows = [*head, *text, _note(shown, width), rule, *(Row(line) for line in said)]
        return Card(tuple(rows[:height]), pane)
    place = min(shown.selected, len(shown.pair.negatives) - 1)
    negative = shown.pair.negatives[place]
    below = _text_lines(shown.pair.query, negative.text, min(width, LONGEST))
    passage, listed, under = _heights(shown, len(lines), height - len(head) - 4, height)
    first = max(0, min(place - listed // 2, len(shown.pair.negatives) - listed))
    pane, text = _pane(lines, len(head), passage, start if passage_at is None else passage_at)
    under_pane, under_text = _pane(below, len(head) + passage + listed + 4, under, negative_at)
    rows = [
        *head,
        *text,
        _note(shown, width),
        rule,
        Row(negatives.negatives_head(width, len(shown.pair.negatives), first, listed, unaided=shown.unaided)),
        *_listed(shown, place, range(first, first + listed), width),
        Row(negatives.negative_heading(place, negative, unaided=shown.unaided)),
        *under_text,
    ]
    return Card(tuple(rows[:height]), pane, under_pane)


def _head(shown: Shown, width: int, *, tall: bool) -> list[Row]:
    pair = shown.pair
    blank = [Row(Text())] if tall else []
    most = 4 if tall else 2
    query = _wrapped(view.query_text(pair), width)
    rows = list(blank)
    if shown.editing != "query":
        rows += [Row(line) for line in query[:most]]
        if len(query) > most:
            rows[-1] = Row(Text(query[most - 1].plain.rstrip()[: width - 2] + " …", style="bold"))
    rows.append(Row(view.meta_line(pair, shown.why, unaided=shown.unaided, width=width)))
    rows += [Row(line) for line in (view.original_line(pair), view.comment_line(pair)) if line]
    if shown.machine and not shown.unaided:
        rows += [Row(line) for line in _wrapped(view.machine_line(pair), width)[:3]]
    if shown.asking:
        return [*rows, *blank]
    return [*rows, *blank, Row(view.where_line(pair.title, pair.heading_path, pair.document_id, width))]


def _question(shown: Shown, head: list[Row], width: int, height: int, offset: int) -> Card:
    """Return a card that asks about one negative: its best sentence or all of it, and its pair's own.

    Below the sentence the passage stands as far as there is room: that mostly saves the key that shows it.
    """
    pair, wide = shown.pair, min(width, LONGEST)
    place = min(shown.selected, len(pair.negatives) - 1)
    negative = pair.negatives[place]
    own = negatives.best_sentence_text(pair.query, pair.text)
    below = [
        Row(Text("─" * width), "rule"),
        Row(view.where_line(pair.title, pair.heading_path, "the pair's own passage", width)),
        *(Row(line) for line in _wrapped(own, wide)[: max(1, height // 4)]),
    ]
    head = [
        *head,
        Row(negatives.question_line(place, pair.negatives)),
        Row(view.where_line(negative.title, negative.heading_path, "", width)),
    ]
    every = _text_lines(pair.query, negative.text, wide)
    lines = every if shown.whole else _wrapped(negatives.best_sentence_text(pair.query, negative.text), wide)
    room = max(1, min(_APART, height - len(head) - len(below) - 1))
    pane, text = _pane(lines, len(head), min(room, max(len(lines), 1)), offset)
    free = room - pane.height
    rest = [] if shown.whole else _rest(every, lines, free)
    said = negatives.sentence_note(pair.query, negative.text, whole=shown.whole, below=len(rest) > len(every))
    note = Row(Text(said.rjust(wide), no_wrap=True), "quiet")
    blank = [Row(Text())] * (free - len(rest))
    return Card(tuple([*head, *text, note, *rest, *blank, *below][:height]), Pane(), pane)


def _rest(lines: Sequence[Text], sentence: Sequence[Text], free: int) -> list[Row]:
    """Return the passage below its best sentence, as far as `free` rows go; none where there is no more of it."""
    room = free - 2
    if [line.plain for line in lines] == [line.plain for line in sentence] or room < 1:
        return []
    shown = [Row(line, "quiet") for line in lines[:room]]
    if len(lines) > room:
        shown[-1] = Row(Text(lines[room - 1].plain.rstrip()[:-2].rsplit(" ", 1)[0] + " …"), "quiet")
    return [Row(Text()), *shown]


def _heights(shown: Shown, lines: int, room: int, height: int) -> tuple[int, int, int]:
    """Share `room` rows among the passage of so many `lines`, the list of negatives and the selected one's text.

    Where keys move among the negatives, that text has the rows that the passage does not need.
    """
    count, tall = len(shown.pair.negatives), height >= TALL
    under = min(_UNDER, max(2, height * 3 // 10)) if tall else 3
    fewest, most = (_FEWEST, 1) if tall else (_FEWEST_SHORT, min(count, _FEW_SHORT))
    listed = max(most, min(count, room - under - fewest))
    under = max(0, min(under, room - listed - 1))
    passage = max(1, room - listed - under)
    if not shown.in_negatives:
        return passage, listed, under
    kept = min(passage, max(1, lines), passage if tall else _FEW_SHORT)
    return kept, listed, under + passage - kept


def _listed(shown: Shown, selected: int, places: range, width: int) -> list[Row]:
    listed = shown.pair.negatives
    return [
        Row(negatives.negative_line(index, listed[index], width, selected=index == selected, unaided=shown.unaided))
        for index in places
    ]


def _note(shown: Shown, width: int) -> Row:
    note = view.match_note(shown.pair)
    return Row(Text((note + (_DRAFT_NOTE if shown.draft else "")).rjust(min(width, LONGEST))), "quiet")


def _passage(shown: Shown, width: int) -> tuple[Sequence[Text], int]:
    """Return the lines of the passage between its neighbours, and the line to begin with."""
    wide = min(width, LONGEST)
    lines = _text_lines(shown.pair.query, shown.pair.text, wide)
    if not shown.before and not shown.after:
        return lines, 0
    before = [*_quiet_lines(shown.before, wide), Text()] if shown.before else []
    after = [Text(), *_quiet_lines(shown.after, wide)] if shown.after else []
    return [*before, *lines, *after], max(0, len(before) - 4)


def _pane(lines: Sequence[Text], top: int, height: int, offset: int) -> tuple[Pane, list[Row]]:
    first = max(0, min(offset, len(lines) - height))
    seen = [Row(line) for line in lines[first : first + height]]
    seen += [Row(Text())] * (height - len(seen))
    return Pane(top, height, len(lines), first), seen


@lru_cache(maxsize=256)
def _text_lines(query: str, text: str, width: int) -> tuple[Text, ...]:
    return tuple(_wrapped(view.passage_text(query, text), width))


@lru_cache(maxsize=16)
def _quiet_lines(text: str, width: int) -> tuple[Text, ...]:
    return tuple(_wrapped(Text(visible(text), style="dim"), width))


def _wrapped(text: Text, width: int) -> list[Text]:
    return list(text.wrap(_CONSOLE, max(1, width), overflow="fold"))
