"""The lines of the queue's list: what a card's line says. Which cards there are is `studio.storage.queue`'s business.

What was read stays known for as long as this process decides on one pair after the other and nothing else is written:
the line of the pair is made from its events, so that no key waits until they are folded. Lines are read in any thread,
decisions are followed in the one that makes them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from studio.domain.blind import Blind
from studio.domain.pairs import Pair, Status, Verdict
from studio.domain.queue import Ask
from studio.domain.records import BEGINNING, ListRow
from studio.storage.blind import as_seen
from studio.storage.card import card
from studio.storage.database import Database
from studio.storage.names import numbers, remember
from studio.storage.statements import statement

__all__ = ["follow", "rows"]

_KEPT = 20_000
"""Lines that are known at most."""


@dataclass(slots=True)
class _Known:
    """What was read up to write number `writes`, as `hides` lets it be seen."""

    writes: int
    hides: Blind | None
    lines: dict[int, ListRow] = field(default_factory=dict)
    """Lines of pairs, by their numbers."""
    verdicts: dict[int, dict[int, Verdict]] = field(default_factory=dict)
    """What was said of negatives, by the numbers of their pairs and passages."""
    passages: dict[int, tuple[str, list[str], str]] = field(default_factory=dict)
    """What tells negatives apart, by the numbers of their passages: title, headings, how the text begins."""

    def judged(self, ask: Ask) -> bool:
        """Return whether it is known what was said of a negative, if only that nobody said anything."""
        return ask.passage_no in self.verdicts.get(ask.pair_no, ())


def rows(db: Database, cards: Sequence[int], hides: Blind | None = None) -> list[ListRow]:
    """Return the lines of some cards, in the order given; those of no pair are left out."""
    known: _Known | None = db.memory.get("list")
    if known is None or (known.writes, known.hides) != (db.writes, hides) or len(known.lines) > _KEPT:
        known = db.memory["list"] = _Known(db.writes, hides)
    asks = [Ask.of(number) for number in cards]
    _read_lines(db, known, {ask.pair_no for ask in asks if ask.pair_no not in known.lines})
    asks = [ask for ask in asks if ask.pair_no in known.lines]
    of_negatives = [ask for ask in asks if ask.passage_no]
    _read_verdicts(db, known, [ask for ask in of_negatives if not known.judged(ask)])
    _read_passages(db, known, {ask.passage_no for ask in of_negatives if ask.passage_no not in known.passages})
    return [_row(ask, known) for ask in asks]


def follow(db: Database, writes: int, pair_nos: Collection[int]) -> None:
    """Keep what was known at write number `writes`: since then nothing was written but decisions on these pairs."""
    known: _Known | None = db.memory.get("list")
    if known is not None and known.writes == writes and len(pair_nos) == 1:
        [pair_no] = pair_nos
        _note(db, known, pair_no, card(db, pair_no, known.hides))
        known.writes = db.writes


def _note(db: Database, known: _Known, pair_no: int, pair: Pair) -> None:
    known.lines[pair_no] = ListRow.of(pair_no, pair)
    verdicts = {negative.passage_id: negative.verdict for negative in pair.negatives}
    numbered = numbers(db, "passage", verdicts)
    known.verdicts[pair_no] = {numbered[passage_id]: verdict for passage_id, verdict in verdicts.items()}


def _read_lines(db: Database, known: _Known, pair_nos: Collection[int]) -> None:
    if not pair_nos:
        return
    sql, values = as_seen(statement("queue_rows"), {"pair_nos": list(pair_nos)}, known.hides)
    for pair_no, pair_id, query, status, flagged, edited, commented in db.query(sql, values):
        read = ListRow(
            number=pair_no,
            pair_id=pair_id,
            query=query,
            status=Status(status),
            flagged=flagged,
            edited=edited,
            commented=commented,
        )
        known.lines.setdefault(pair_no, read)  # what was noted meanwhile is newer
        remember(db, "pair", [(pair_id, pair_no)])


def _read_verdicts(db: Database, known: _Known, asks: Sequence[Ask]) -> None:
    if not asks:
        return
    pair_nos, passage_nos = zip(*asks, strict=True)
    found = db.all("negative_verdicts", pair_nos=list(pair_nos), passage_nos=list(passage_nos))
    said = {Ask(pair_no, passage_no): Verdict(verdict) for pair_no, passage_no, verdict in found}
    for ask in asks:
        of_pair = known.verdicts.setdefault(ask.pair_no, {})
        of_pair.setdefault(ask.passage_no, said.get(ask, Verdict.UNJUDGED))  # as above


def _read_passages(db: Database, known: _Known, passage_nos: Collection[int]) -> None:
    if passage_nos:
        found = db.all("queue_passages", passage_nos=list(passage_nos), most=BEGINNING)
        known.passages.update((row[0], (row[1], row[2], row[3])) for row in found)


def _row(ask: Ask, known: _Known) -> ListRow:
    line = known.lines[ask.pair_no]
    if not ask.passage_no:
        return line
    title, heading_path, beginning = known.passages[ask.passage_no]
    return replace(
        line,
        number=ask.number,
        status=known.verdicts[ask.pair_no][ask.passage_no],
        title=title,
        heading_path=tuple(heading_path),
        beginning=beginning,
    )
