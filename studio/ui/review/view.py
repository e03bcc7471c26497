"""The texts of a card: pure functions from a pair to Rich text. Reads nothing, decides nothing.

Colour always stands beside a glyph or a word. Text of other people is shown literally, never as markup.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from studio.domain import figures
from studio.domain.blind import Blind
from studio.domain.highlight import found, spans
from studio.domain.learning import Learned
from studio.domain.pairs import Pair, Status
from studio.domain.queue import Cards, Counts, Sort
from studio.domain.records import ListRow
from studio.domain.views import View
from studio.domain.wording import plural
from studio.ui.review.marks import or_dash, status_glyph
from studio.ui.text import visible
from studio.ui.theme import EDITED, FLAGGED
from studio.ui.views import texts

__all__ = [
    "alike_words",
    "bar_right",
    "blind_words",
    "bulk_question",
    "comment_line",
    "counts_line",
    "empty_text",
    "end_text",
    "keep_words",
    "list_line",
    "machine_line",
    "match_note",
    "merge_question",
    "meta_line",
    "order_words",
    "orders",
    "original_line",
    "passage_text",
    "place_words",
    "query_text",
    "rest_words",
    "stays",
    "view_words",
    "where_line",
]

_HEAD = "bold cyan"
"""Put on a part of a text: as the style of all of it, it would take the web's cyan outside cards, not the theme's."""
_STATUS_WORDS = {
    Status.ACCEPTED: "accepted",
    Status.REJECTED: "rejected",
    Status.SKIPPED: "skipped",
    Status.CANT_TELL: "can't tell",
    Status.UNDECIDED: "",
}
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
_OF = " → "
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


def keep_words(view: View) -> str:
    """Return what keeps a view, and which one it is."""
    return f"keep under a name:   {_what(view)}"


def view_words(name: str, view: View) -> str:
    """Return a kept view as a line: its name, its filter and its order."""
    return f"{name}   {_what(view)}"


def _what(view: View) -> str:
    return f"{view.line or 'everything'} · {order_words(view)}"


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
    return f"card {position + 1:,}" + (f" of {total:,}" if total is not None else "")


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
    """Return one line of the list: status, marks, query; the current one reversed, a range marked by a bar.

    A negative's line names its passage behind the query, which several of them share: that has the larger part.
    """
    glyph, style = status_glyph(row.status)
    text = Text("▌" if ranged else " ", no_wrap=True, end="")
    text.append(FLAGGED if row.flagged else glyph, style="yellow" if row.flagged else style)
    text.append(EDITED if row.edited else " ")
    query = texts.line(visible(row.query, 400).replace("\n", " "))
    if row.title or row.beginning:
        room = width - text.cell_len - len(_OF)
        passage = texts.titled(row.title, row.heading_path, row.beginning, max(8, room))
        query.truncate(max(room * 2 // 5, room - passage.cell_len), overflow="ellipsis")
        query.append(_OF, style="" if current else "dim").append_text(passage)
    text.append_text(query)
    text.truncate(width, overflow="ellipsis", pad=True)
    if current:
        text.stylize("reverse")
    return text


def empty_text(total: int, line: str) -> str:
    """Return what to do where the queue is empty."""
    if line:
        return f"No pair matches {line}\n\n/  changes the filter\nesc  clears it"
    if total:
        return "The queue is empty."
    return (
        "There are no pairs yet.\n\nesc  goes home, where enter does the next step:\n"
        "documents, queries, hard negatives, then their review"
    )


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


def stays(pair: Pair) -> str:
    """Return what is asked where another pair is chosen that leaves."""
    return f"Which of these asks the same as\n{visible(pair.query, 300)}\nand is merged into it?"


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


def meta_line(pair: Pair, why: str, *, unaided: bool = False, width: int = 0) -> Text:
    """Return who wrote the query, unless `unaided`, why the card is shown, and what was said of the pair.

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
    written = (f"{pair.style} · ", "") if unaided else (f"{pair.style} · {pair.source} · ", f"{pair.style} · ", "")
    room = width - text.cell_len - cell_len(reason)
    before = next((words for words in written if cell_len(words) <= room), "") if width else written[0]
    return text.append(f"{before}{reason}", style="dim")


def comment_line(pair: Pair) -> Text | None:
    """Return what a person wrote on the pair."""
    if not pair.comment:
        return None
    return Text(f"“{visible(pair.comment, 400)}”".replace("\n", " "), style="italic", no_wrap=True, overflow="ellipsis")


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
        f"dense rank {or_dash(scores.dense_rank)}",
        f"BM25 rank {or_dash(scores.bm25_rank)}",
        f"cosine {figures.score(scores.positive_score, 2)}",
        f"overlap {figures.score(scores.overlap, 2)}",
        f"margin {figures.signed(scores.margin, 2)}",
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


def match_note(pair: Pair) -> str:
    """Return how many of the query's terms stand in the passage, its length, and how many others answer too."""
    matched, total = found(pair.query, pair.text)
    further = f"{plural(len(pair.promoted), 'further positive')} below · " if pair.promoted else ""
    return f"{further}{matched} of {total} terms, {pair.tokens} tokens"
