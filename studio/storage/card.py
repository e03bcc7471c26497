"""The card that the review screen draws: one pair, its passage, its negatives in their places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from studio.domain.pairs import Negative, Origin, Pair, Scores, Split, Status, Verdict
from studio.storage.database import Database, UnknownNameError

__all__ = ["card", "number", "pool"]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A negative and what decides its place."""

    passage_no: int
    added: int
    replaces: int | None
    negative: Negative


def number(db: Database, pair_id: str) -> int:
    """Return the number of a pair. Raises UnknownNameError."""
    row = db.one("pair_number", pair_id=pair_id)
    if row is None:
        raise UnknownNameError(f"There is no pair {pair_id} in this project.")
    return int(row[0])


def card(db: Database, pair: str | int) -> Pair:
    """Return a pair by id or number with everything its card shows. Raises UnknownNameError."""
    pair_no = number(db, pair) if isinstance(pair, str) else pair
    row = db.one("card", pair_no=pair_no)
    if row is None:
        raise UnknownNameError(f"There is no pair number {pair_no} in this project.")
    found = [_candidate(entry) for entry in db.all("card_negatives", pair_no=pair_no, pool=False)]
    promoted = tuple(c.negative.passage_id for c in found if c.negative.verdict is Verdict.PROMOTED)
    return _pair(row, _placed(found), promoted)


def pool(db: Database, pair: str | int) -> list[Negative]:
    """Return the negatives that wait in a pair's pool, best first."""
    pair_no = number(db, pair) if isinstance(pair, str) else pair
    return [_candidate(entry).negative for entry in db.all("card_negatives", pair_no=pair_no, pool=True)]


def _placed(found: Sequence[_Candidate]) -> tuple[Negative, ...]:
    """Give every negative its place: as mined; one that replaces another takes its place; others added come last."""
    order = [c for c in found if c.negative.position > 0]
    order += [
        c for c in found if c.negative.position == 0 and not c.added and c.negative.verdict is not Verdict.PROMOTED
    ]
    for candidate in sorted((c for c in found if c.added and c.negative.position == 0), key=lambda c: c.added):
        place = next((i for i, c in enumerate(order) if c.passage_no == candidate.replaces), None)
        if place is None:
            order.append(candidate)
        elif order[place].negative.verdict is Verdict.DROPPED:
            order[place] = candidate
        else:
            order.insert(place + 1, candidate)
    return tuple(replace(c.negative, position=i) for i, c in enumerate(order, 1))


def _candidate(row: Sequence[Any]) -> _Candidate:
    (passage_no, position, rank, score, margin, origin, suspect, verdict, added, replaces, *passage) = row
    passage_id, title, heading_path, text = passage
    mined_origin = Origin.POOL if added and origin else Origin(origin or Origin.HAND)
    negative = Negative(
        passage_id=passage_id,
        position=position,
        rank=rank,
        score=score,
        margin=margin,
        origin=mined_origin if position == 0 else Origin(origin),
        suspect=suspect,
        verdict=Verdict(verdict) if verdict else Verdict.UNJUDGED,
        title=title,
        heading_path=tuple(heading_path),
        text=text,
    )
    return _Candidate(passage_no, added, replaces, negative)


def _pair(row: Sequence[Any], negatives: tuple[Negative, ...], promoted: tuple[str, ...]) -> Pair:
    pair_id, query, original_query, style, source, model, prompt_version, *rest = row
    passage_id, document_id, title, heading_path, text, original_text, tokens, split, *state = rest
    status, flagged, comment, reason, dense_rank, bm25_rank, positive_score, overlap, margin, *more = state
    suspects, duplicate_of, shortfall = more
    return Pair(
        pair_id=pair_id,
        query=query,
        original_query=original_query,
        style=style,
        source=source,
        model=model,
        prompt_version=prompt_version,
        passage_id=passage_id,
        document_id=document_id,
        title=title,
        heading_path=tuple(heading_path),
        text=text,
        original_text=original_text,
        tokens=tokens,
        split=Split(split),
        status=Status(status),
        flagged=flagged,
        comment=comment,
        reason=reason,
        scores=Scores(
            dense_rank=dense_rank,
            bm25_rank=bm25_rank,
            positive_score=positive_score,
            overlap=overlap,
            margin=margin,
            suspects=suspects,
            duplicate_of=duplicate_of,
            shortfall=shortfall,
        ),
        negatives=negatives,
        promoted=promoted,
    )
