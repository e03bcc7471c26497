"""The lines of the queue's list: what a card's line says. Which cards there are is `studio.storage.queue`'s business.

What was read stays known for as long as this process decides and nothing else is written; the line of a pair that was
decided is made from its events, so that no key waits until they are folded.
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
_FEW = 100
"""Pairs up to which a decision is followed; what a larger one changes is read again."""


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
    decided: set[int] = field(default_factory=set)
    """Pairs that were decided and not read since."""

    def judged(self, ask: Ask) -> bool:
        """Return whether it is known what was said of a negative, if only that nobody said anything."""
        return ask.passage_no in self.verdicts.get(ask.pair_no, ())


def rows(db: Database, cards: Sequence[int], hides: Blind | None = None) -> list[ListRow]:
    """Return the lines of some cards, in the order given; those of no pair are left out."""
    known: _Known | None = db.memory.get("list")
    if known is None or (known.writes, known.hides) != (db.writes, hides) or len(known.lines) > _KEPT:
        known = _Known(db.writes, hides)
    asks = [Ask.of(number) for number in cards]
    for pair_no in known.decided.intersection(ask.pair_no for ask in asks):
        known.decided.discard(pair_no)  # first: another thread may decide it while it is read
        _note(db, known, pair_no, card(db, pair_no, hides))
    _read_lines(db, known, {ask.pair_no for ask in asks if ask.pair_no not in known.lines})
    asks = [ask for ask in asks if ask.pair_no in known.lines]
    of_negatives = [ask for ask in asks if ask.passage_no]
    _read_verdicts(db, known, [ask for ask in of_negatives if not known.judged(ask)])
    _read_passages(db, known, {ask.passage_no for ask in of_negatives if ask.passage_no not in known.passages})
    db.memory["list"] = known
    return [_row(ask, known) for ask in asks]


def follow(db: Database, writes: int, pair_nos: Collection[int]) -> None:
    """Keep what was known at write number `writes`: since then nothing was written but decisions on some pairs."""
    known: _Known | None = db.memory.get("list")
    if known is not None and known.writes == writes and len(pair_nos) <= _FEW:
        known.decided.update(pair_nos)
        known.writes = db.writes


def _note(db: Database, known: _Known, pair_no: int, pair: Pair) -> None:
    known.lines[pair_no] = ListRow(
        number=pair_no,
        pair_id=pair.pair_id,
        query=pair.query,
        status=pair.status,
        flagged=pair.flagged,
        edited=pair.edited,
        commented=bool(pair.comment),
    )
    verdicts = {negative.passage_id: negative.verdict for negative in pair.negatives}
    numbered = numbers(db, "passage", verdicts)
    known.verdicts[pair_no] = {numbered[passage_id]: verdict for passage_id, verdict in verdicts.items()}


def _read_lines(db: Database, known: _Known, pair_nos: Collection[int]) -> None:
    if not pair_nos:
        return
    sql, values = as_seen(statement("queue_rows"), {"pair_nos": list(pair_nos)}, known.hides)
    for pair_no, pair_id, query, status, flagged, edited, commented in db.query(sql, values):
        known.lines[pair_no] = ListRow(
            number=pair_no,
            pair_id=pair_id,
            query=query,
            status=Status(status),
            flagged=flagged,
            edited=edited,
            commented=commented,
        )
        remember(db, "pair", [(pair_id, pair_no)])


def _read_verdicts(db: Database, known: _Known, asks: Sequence[Ask]) -> None:
    if not asks:
        return
    for pair_no, passage_no in asks:
        known.verdicts.setdefault(pair_no, {})[passage_no] = Verdict.UNJUDGED
    pair_nos, passage_nos = zip(*asks, strict=True)
    said = db.all("negative_verdicts", pair_nos=list(pair_nos), passage_nos=list(passage_nos))
    for pair_no, passage_no, verdict in said:
        known.verdicts[pair_no][passage_no] = Verdict(verdict)


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
