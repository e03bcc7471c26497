"""The card that the review screen draws: one pair, its passage, its negatives in their places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from studio.domain.blind import Blind, hidden, seen
from studio.domain.decisions import PairState, fold
from studio.domain.pairs import Negative, Origin, Pair, Scores, Split, Verdict
from studio.storage.blind import judged_by_all
from studio.storage.database import Database, UnknownNameError
from studio.storage.derived import events_now, verdict_rows
from studio.storage.names import pair_number, remember

__all__ = ["card", "pool"]

_KEPT = 500
"""Rows of each kind that are kept between cards."""
_KEPT_WHOLE = 100
"""Cards that are kept as they are, until anything is written: a decision and its line in the list want the same one."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A negative before it has its place: what was mined of it and what a person said of it."""

    passage_no: int
    position: int = 0
    rank: int | None = None
    score: float | None = None
    margin: float | None = None
    origin: str = ""
    suspect: bool = False
    verdict: Verdict | None = None
    added: int = 0
    replaces: int | None = None

    @property
    def waiting(self) -> bool:
        """True in the pool, for as long as nobody said anything of it."""
        return self.position == 0 and self.verdict is None


class _Passage(NamedTuple):
    active: bool
    passage_id: str
    document_id: str
    title: str
    heading_path: list[str]
    text: str
    tokens: int


def card(db: Database, pair: str | int, hides: Blind | None = None) -> Pair:
    """Return a pair by id or number with everything its card shows, as `hides` lets it be seen.

    Raises UnknownNameError.
    """
    pair_no = pair_number(db, pair) if isinstance(pair, str) else pair
    known: dict[tuple[int, Blind | None], Pair] = db.while_unwritten("cards", dict)
    found = known.get((pair_no, hides))
    if found is None:
        if len(known) > _KEPT_WHOLE:
            known.clear()
        found = known[pair_no, hides] = _card(db, pair_no, hides)
    return found


def _card(db: Database, pair_no: int, hides: Blind | None) -> Pair:
    row = _written(db, pair_no)
    events = events_now(db, pair_no)
    blind = hides is not None and hidden(events, hides.reviewer) and judged_by_all(db, pair_no, hides.share)
    state = fold(seen(events, hides.reviewer) if hides and blind else events)
    shown = [candidate for candidate in _candidates(db, pair_no, state) if not candidate.waiting]
    passages = _passages(db, [row[6], *(candidate.passage_no for candidate in shown)])
    active = {passage_no: found for passage_no, found in passages.items() if found.active}
    promoted = [
        active[c.passage_no].passage_id for c in shown if c.verdict is Verdict.PROMOTED and c.passage_no in active
    ]
    negatives = [_negative(c, active[c.passage_no]) for c in _placed(shown) if c.passage_no in active]
    placed = tuple(replace(negative, position=place) for place, negative in enumerate(negatives, 1))
    remember(db, "pair", [(row[0], pair_no)])
    return _pair(row, passages[row[6]], state, placed, tuple(promoted), blind=blind)


def pool(db: Database, pair: str | int) -> Iterator[Negative]:
    """Yield the negatives that wait in a pair's pool, best first, suspects last; each is read as it is asked for."""
    pair_no = pair_number(db, pair) if isinstance(pair, str) else pair
    state = fold(events_now(db, pair_no))
    waiting = [candidate for candidate in _candidates(db, pair_no, state) if candidate.waiting]
    for candidate in sorted(waiting, key=lambda c: c.suspect):
        passage = _passages(db, [candidate.passage_no])[candidate.passage_no]
        if passage.active:
            yield _negative(candidate, passage)


def _kept(db: Database, kind: str) -> dict[int, Any]:
    """Return what was read of cards and changes only when a job lands: those last seen are read once."""
    known: dict[int, Any] = db.memory.setdefault(f"cards: {kind}", {})
    if len(known) > _KEPT:
        known.clear()
    return known


def _written(db: Database, pair_no: int) -> Sequence[Any]:
    known = _kept(db, "pairs")
    if pair_no not in known:
        row = db.one("card", pair_no=pair_no)
        if row is None:
            raise UnknownNameError(f"There is no pair number {pair_no} in this project.")
        known[pair_no] = row
    found: Sequence[Any] = known[pair_no]
    return found


def _mined(db: Database, pair_no: int) -> list[_Candidate]:
    known = _kept(db, "negatives")
    if pair_no not in known:
        known[pair_no] = [_Candidate(*row) for row in db.all("card_negatives", pair_no=pair_no)]
    found: list[_Candidate] = known[pair_no]
    return found


def _candidates(db: Database, pair_no: int, state: PairState) -> list[_Candidate]:
    """Return the mined negatives and those judged, by position and rank."""
    found = {candidate.passage_no: candidate for candidate in _mined(db, pair_no)}
    for _, passage_no, verdict, added, replaces in verdict_rows(db, pair_no, state):
        mined = found.get(passage_no, _Candidate(passage_no))
        found[passage_no] = replace(mined, verdict=Verdict(verdict), added=added, replaces=replaces)
    return sorted(found.values(), key=lambda c: (c.position, c.rank is None, c.rank or 0, c.passage_no))


def _passages(db: Database, passage_nos: Sequence[int]) -> Mapping[int, _Passage]:
    """Return passages by number, retired ones too."""
    known: dict[int, _Passage] = _kept(db, "passages")
    if missing := [passage_no for passage_no in passage_nos if passage_no not in known]:
        found = {row[0]: _Passage(*row[1:]) for row in db.all("card_passages", passage_nos=missing)}
        remember(db, "passage", ((passage.passage_id, passage_no) for passage_no, passage in found.items()))
        known.update(found)
    return {passage_no: known[passage_no] for passage_no in passage_nos if passage_no in known}


def _placed(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Give every passage its place: as mined; one that replaces another takes its place; others added come last."""
    order = [c for c in found if c.position > 0]
    outside = [c for c in found if c.position == 0]
    order += [c for c in outside if not c.added]
    for candidate in sorted((c for c in outside if c.added), key=lambda c: c.added):
        place = next((i for i, c in enumerate(order) if c.passage_no == candidate.replaces), None)
        if place is None:
            order.append(candidate)
        elif order[place].verdict is Verdict.DROPPED:
            order[place] = candidate
        else:
            order.insert(place + 1, candidate)
    return order


def _negative(candidate: _Candidate, passage: _Passage) -> Negative:
    origin = Origin(candidate.origin) if candidate.origin else Origin.HAND
    return Negative(
        passage_id=passage.passage_id,
        position=candidate.position,
        rank=candidate.rank,
        score=candidate.score,
        margin=candidate.margin,
        origin=Origin.POOL if candidate.added and candidate.origin and candidate.position == 0 else origin,
        suspect=candidate.suspect,
        verdict=candidate.verdict or Verdict.UNJUDGED,
        title=passage.title,
        heading_path=tuple(passage.heading_path),
        text=passage.text,
    )


def _pair(
    row: Sequence[Any],
    passage: _Passage,
    state: PairState,
    negatives: tuple[Negative, ...],
    promoted: tuple[str, ...],
    *,
    blind: bool,
) -> Pair:
    pair_id, query, style, source, model, prompt_version, _, split, reason, *scores = row
    return Pair(
        pair_id=pair_id,
        query=state.query or query,
        original_query=query,
        style=style,
        source=source,
        model=model,
        prompt_version=prompt_version,
        passage_id=passage.passage_id,
        document_id=passage.document_id,
        title=passage.title,
        heading_path=tuple(passage.heading_path),
        text=state.passage or passage.text,
        original_text=passage.text,
        tokens=passage.tokens,
        split=Split(split),
        status=state.status,
        flagged=state.flagged,
        comment=state.comment,
        reason=reason,
        scores=Scores.of(scores),
        negatives=negatives,
        promoted=promoted,
        fault=state.fault,
        grade=state.grade,
        blind=blind,
    )
