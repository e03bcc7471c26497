"""The texts of a card: pure functions from a pair to Rich text. Reads nothing, decides nothing.

Colour always stands beside a glyph or a word. Text of other people is shown literally, never as markup.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from studio.domain.blind import Blind
from studio.domain.highlight import found, spans
from studio.domain.learning import Learned
from studio.domain.pairs import Negative, Pair, Status, Verdict
from studio.domain.queue import Cards, Counts, Sort
from studio.domain.records import ListRow
from studio.domain.sentences import best_sentence
from studio.domain.views import View
from studio.domain.wording import plural
from studio.ui.text import visible
from studio.ui.theme import EDITED, FALSE_NEGATIVE, FLAGGED, STATUS_GLYPHS, SUSPECT

__all__ = [
    "alike_words",
    "bar_right",
    "best_sentence_text",
    "blind_words",
    "bulk_question",
    "counts_line",
    "empty_text",
    "end_text",
    "list_line",
    "machine_line",
    "match_note",
    "merge_question",
    "meta_line",
    "negative_heading",
    "negative_line",
    "negatives_head",
    "no_negatives",
    "order_words",
    "orders",
    "original_line",
    "passage_text",
    "place_words",
    "query_text",
    "question_line",
    "rest_words",
    "sentence_note",
    "status_glyph",
    "view_words",
    "where_line",
]

_HEAD = "bold cyan"
"""Put on a part of a text: as the style of all of it, it would take the web's cyan outside cards, not the theme's."""
_SCORED = 60
"""Columns from which a negative's line has room for its scores."""
_STYLES = {"success": "green", "error": "red", "secondary": "bright_black", "foreground": ""}
_VERDICTS = {
    Verdict.FALSE: (FALSE_NEGATIVE, "magenta", "is relevant"),
    Verdict.HARD: ("✓", "green", "hard negative"),
    Verdict.CANT_TELL: ("≈", "bright_black", "can't tell"),
    Verdict.DROPPED: ("−", "bright_black", "dropped"),
    Verdict.PROMOTED: ("+", "green", "a positive too"),
}
_STATUS_WORDS = {
    Status.ACCEPTED: "accepted",
    Status.REJECTED: "rejected",
    Status.SKIPPED: "skipped",
    Status.CANT_TELL: "can't tell",
    Status.UNDECIDED: "",
}


def status_glyph(status: Status | Verdict) -> tuple[str, str]:
    """Return the glyph and the style of what was said of a pair or of a negative."""
    if isinstance(status, Verdict):
        return _VERDICTS[status][:2] if status in _VERDICTS else status_glyph(Status.UNDECIDED)
    glyph, tone = STATUS_GLYPHS[status]
    return glyph, _STYLES[tone]


_ORDERS = {
    Sort.MIXED: ("mixed", "what is likely wrong while that finds something, then all kinds by turns"),
    Sort.SUSPICIOUS: ("suspicious first", "what is most likely wrong"),
    Sort.UNCERTAIN: ("uncertain first", "a negative scores just above or below the passage"),
    Sort.LEARNED: ("like the rejected first", "learned from 30 rejects on"),
    Sort.DISAGREEING: ("disagreeing first", "what was learned contradicts where the searches rank the passage"),
    Sort.LOST: ("lost queries first", "what the last run got wrong"),
    Sort.DIVERSE: ("diverse first", "each unlike those before it, by the vectors of the queries"),
    Sort.RANDOM: ("random", "an order that follows nothing"),
    Sort.LOWEST_MARGIN: ("margin first", "a negative scores highest above the passage"),
    Sort.DOCUMENT: ("by document", "as the documents stand"),
    Sort.NEWEST: ("newest first", "the last written"),
}
_CARDS = {Cards.PAIRS: "", Cards.NEGATIVES: "negatives · ", Cards.BOTH: "pairs and negatives · "}


def orders() -> list[tuple[str, Sort]]:
    """Return every order with what it is for."""
    return [(f"{name}: {what}", sort) for sort, (name, what) in _ORDERS.items()]


def order_words(view: View, learned: Learned | None = None) -> str:
    """Return what is asked about and in which order, and where it has learned, how good its first picks are.

    That is measured on pairs that it had not seen: the share of rejects among its first tenth, and among all.
    """
    order = _CARDS[view.cards] + ("closest first" if view.cards is Cards.NEGATIVES else _ORDERS[view.sort][0])
    if learned is None or view.cards is Cards.NEGATIVES or view.sort not in (Sort.MIXED, Sort.LEARNED):
        return order
    return f"{order}, learned: {learned.precision:.0%} of first picks bad, {learned.base:.0%} of all"


def view_words(name: str, view: View) -> str:
    """Return a kept view as a line: its name, its filter and its order."""
    return f"{name}   {view.line or 'everything'} · {order_words(view)}"


def counts_line(counts: Counts, *, pace: float | None, order: str, line: str) -> str:
    """Return the bar above: what was decided, what is left, how fast, in which order."""
    parts = [f"✓ {counts.accepted:,}", f"✗ {counts.rejected:,}"]
    parts += [f"{FLAGGED} {counts.flagged:,}"] if counts.flagged else []
    parts.append(f"left {counts.undecided:,}")
    parts += [f"{pace:.0f}/min"] if pace else []
    parts.append(f"filter: {line}" if line else order)
    return "  ".join(parts)


def place_words(position: int, total: int | None = None) -> str:
    """Return which card is stood on, for queues whose counts of pairs do not say how far one is."""
    return f", card {position + 1:,}" + (f" of {total:,}" if total is not None else "")


def rest_words(share: float | None) -> str:
    """Return how bad what nobody looked at can be, for the bar above; empty where that is not known."""
    return "" if share is None else f"  rest ≤ {share:.1%} bad"


def bar_right(said: str, live: str, lines: Sequence[str], room: int) -> str:
    """Return the right of the bar above: what was just done, where the dev rows stand if there is room, the counts.

    `lines` are the counts, the fullest first: the first that has room is taken, or the last.
    """
    every = [(said, live, lines[0]), *((said, line) for line in lines)]
    texts = ["   ".join(filter(None, parts)) for parts in every]
    return next((text for text in texts if len(text) <= room), texts[-1])


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


def end_text(counts: Counts, *, asking_negative: bool) -> str:
    """Return what is said at the end of the queue."""
    if asking_negative:
        return "No negative is left to judge in this queue."
    left = f"{counts.undecided:,} undecided pairs stand above." if counts.undecided else "Everything here is decided."
    return f"End of the queue. {left}"


def blind_words(hides: Blind) -> str:
    """Return what a person is told once where others' answers are hidden from them."""
    return (
        f"{hides.share:.0%} of the pairs are judged by everybody, blind: what others said of one shows once you have "
        "answered it."
    )


def bulk_question(action: str, counts: Counts, line: str) -> str:
    """Return what a bulk decision will change: how the pairs stand that it is about."""
    which = f"all {counts.total:,} pairs" + (f" that match {line}" if line else " of the queue")
    stand = {
        "undecided": counts.undecided,
        "accepted": counts.accepted,
        "rejected": counts.rejected,
        "skipped": counts.skipped,
        "can't tell": counts.cant_tell,
    }
    now = ", ".join(f"{number:,} {word}" for word, number in stand.items() if number)
    return f"{action} {which}?\n\nThey are now: {now}.\nOne u takes all of it back."


def alike_words(pair: Pair) -> str:
    """Return a pair as a line to choose: its query, and where its passage stands."""
    where = visible(" › ".join(part for part in (pair.title, *pair.heading_path) if part) or pair.document_id, 120)
    return f"{visible(pair.query, 200)}   ({where})"


def merge_question(kept: Pair, other: Pair) -> str:
    """Return what merging a pair into another does."""
    same = kept.passage_id == other.passage_id
    what = "They have the same passage." if same else "Its passage becomes a further positive of the one that stays."
    return (
        f"Keep   {visible(kept.query, 300)}\nand let go   {visible(other.query, 300)}\n\n{what} "
        "The other is kept as its duplicate and no longer trained on.\nOne u takes all of it back."
    )


def query_text(pair: Pair) -> Text:
    """Return the query, large as a terminal can: bold."""
    return Text(visible(pair.query, 2_000), style="bold", overflow="fold")


def meta_line(pair: Pair, why: str, *, blind: bool = False, width: int = 0) -> Text:
    """Return who wrote the query, unless `blind`, why the card is shown, and what was said of the pair.

    Where `width` columns have no room for the reason, who wrote the query and its style go first.
    """
    glyph, style = status_glyph(pair.status)
    text = Text(no_wrap=True, overflow="ellipsis")
    if pair.status is not Status.UNDECIDED:
        more = f": {visible(pair.fault, 60)}" if pair.fault else f", grade {pair.grade}" if pair.grade else ""
        text.append(f"{glyph} {_STATUS_WORDS[pair.status]}{more}", style=style).append(" · ", style="dim")
    if pair.flagged:
        text.append(f"{FLAGGED} flagged", style="yellow").append(" · ", style="dim")
    reason = f"shown because: {why or pair.reason}"
    written = (f"{pair.style} · ", "") if blind else (f"{pair.style} · {pair.source} · ", f"{pair.style} · ", "")
    room = width - text.cell_len - cell_len(reason)
    before = next((words for words in written if cell_len(words) <= room), "") if width else written[0]
    text.append(f"{before}{reason}", style="dim")
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
    text = Text(no_wrap=True, overflow="ellipsis").append(left, style=_HEAD)
    right = "" if left == document else visible(document, 200)
    gap = width - cell_len(left) - cell_len(right)
    if right and gap >= 2:
        text.append(" " * gap, style=_HEAD).append(right, style=f"{_HEAD} dim")
    text.truncate(width, overflow="ellipsis")
    return text


def passage_text(query: str, passage: str) -> Text:
    """Return a passage with the query's terms underlined and coloured."""
    shown = visible(passage)
    text = Text(shown, overflow="fold")
    for start, end in spans(query, shown):
        text.stylize("bold underline yellow", start, end)
    return text


def best_sentence_text(query: str, passage: str) -> Text:
    """Return the sentence of a passage that says most of what the query asks, its terms marked."""
    span = best_sentence(query, passage)
    return passage_text(query, passage[span.start : span.end])


def sentence_note(query: str, passage: str, *, whole: bool) -> str:
    """Return how well the sentence that is shown matches, and how to see all of the passage."""
    span = best_sentence(query, passage)
    matched, total = found(query, passage if whole else passage[span.start : span.end])
    if whole:
        return f"{matched} of {total} terms · enter shows its best sentence"
    return f"{matched} of {total} terms in its best sentence · enter shows the whole passage"


def question_line(index: int, negatives: Sequence[Negative]) -> Text:
    """Return what is asked of a negative, or what was said of it."""
    glyph, style, word = _VERDICTS.get(negatives[index].verdict, ("", "", ""))
    text = Text("does this passage answer it too?", style="bold", no_wrap=True, overflow="ellipsis")
    text.append(f"   {index + 1} of {len(negatives)}", style="dim")
    if word:
        text.append(f"   {glyph} {word}", style=style)
    return text.append("   a yes · x no · t can't tell", style="dim")


def match_note(pair: Pair) -> str:
    """Return how many of the query's terms stand in the passage, its length, and how many others answer too."""
    matched, total = found(pair.query, pair.text)
    further = f"{plural(len(pair.promoted), 'further positive')} below · " if pair.promoted else ""
    return f"{further}{matched} of {total} terms, {pair.tokens} tokens"


def no_negatives(pair: Pair) -> Text:
    """Return why a pair has no negatives, and what can be done."""
    return Text(f"no hard negatives: {pair.scores.shortfall or 'not mined yet'}. n finds one by hand.")


def negatives_head(width: int, *, blind: bool = False) -> Text:
    """Return the headings of the negatives' columns: those of figures where there is room and nobody is `blind`."""
    title = "hard negatives"
    if width < _SCORED or blind:
        return Text(title, style="dim", no_wrap=True)
    return Text(title.ljust(width - 33) + " score  margin  rank  from     ", style="dim", no_wrap=True)


def negative_line(index: int, negative: Negative, width: int, *, selected: bool, blind: bool = False) -> Text:
    """Return one negative: number, verdict, where it stands, and its scores where there is room.

    `blind` leaves out what the machine thinks of it.
    """
    suspect = negative.suspect and not blind
    glyph, style, word = _VERDICTS.get(negative.verdict, (SUSPECT if suspect else " ", "yellow", ""))
    text = Text("▸" if selected else " ", no_wrap=True, end="", style="bold" if selected else "")
    text.append(f"{index + 1} ").append(f"{glyph} ", style=style)
    said = f"  {word or 'suspect'}" if word or suspect else ""
    scored = width >= _SCORED and not blind
    room = width - 32 if scored else width
    space = max(8, room - cell_len(said) - text.cell_len)
    text.append_text(_where(negative, space, style="strike" if negative.verdict is Verdict.DROPPED else ""))
    text.append(said, style=style)
    text.truncate(room, overflow="ellipsis", pad=True)
    if scored:
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


def negative_heading(index: int, negative: Negative, *, blind: bool = False) -> Text:
    """Return the question that is asked of the selected negative."""
    glyph, style, word = _VERDICTS.get(negative.verdict, ("", "", ""))
    text = Text(f"▸ {index + 1} ", style="bold", no_wrap=True, overflow="ellipsis")
    if word:
        text.append(f"{glyph} {word}", style=style)
    elif negative.suspect and not blind:
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
