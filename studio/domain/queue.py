"""Why a pair is shown, how much judging it is worth, and in which orders the queue can stand.

Pure arithmetic over scores; it does not read or sort the queue itself.
"""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from studio.domain.pairs import Pair, Scores
from studio.domain.wording import ordinal

__all__ = [
    "FOUND_WITHIN",
    "RANDOM_CHECK",
    "UNMINED",
    "Ask",
    "Cards",
    "Counts",
    "Sort",
    "Worth",
    "disagreement",
    "worth",
]

RANDOM_CHECK = "random check"
UNMINED = "not mined yet"
PASSAGE_BIT = 32
"""Bit of a card's number at which the passage begins."""
FOUND_WITHIN = 10
"""Rank behind which a search has as good as not found the passage."""
_COPIED = 0.95
"""Share of a query's terms in the passage from which it copies it."""
_COPIED_WORDS = 5
"""Words of a query below which that says nothing."""


class Sort(StrEnum):
    """Orders of the queue. None leaves a pair out: those that an order says nothing of come last."""

    MIXED = "mixed"
    """What is most likely wrong while that finds something, then several of the others in turn: see `mixing`."""
    SUSPICIOUS = "suspicious"
    """By worth."""
    UNCERTAIN = "uncertain"
    """Where a negative scores closest to the positive, above or below it."""
    LEARNED = "learned"
    """What is most like the pairs that were rejected; as SUSPICIOUS until that can be told."""
    DISAGREEING = "disagreeing"
    """Where round trip and what was learned say opposite things, the strongest first; as SUSPICIOUS until that can be
    told."""
    LOST = "lost"
    """Behind the queries that the last run answers worst."""
    DIVERSE = "diverse"
    """Each as far as can be from all before it, by the vectors of the queries."""
    RANDOM = "random"
    LOWEST_MARGIN = "margin"
    DOCUMENT = "document"
    NEWEST = "newest"


class Cards(StrEnum):
    """What the queue asks about."""

    PAIRS = "pairs"
    NEGATIVES = "negatives"
    BOTH = "both"


class Ask(NamedTuple):
    """What one card asks: whether the pair is right, or where `passage_no` is given, whether that negative answers too.

    A queue is long, so it holds a card as one number; a pair's card is the number of the pair.
    """

    pair_no: int
    passage_no: int = 0

    @property
    def number(self) -> int:
        """The card as one number."""
        return self.passage_no << PASSAGE_BIT | self.pair_no

    @classmethod
    def of(cls, number: int) -> "Ask":
        """Return the card of a number."""
        return cls(number & (1 << PASSAGE_BIT) - 1, number >> PASSAGE_BIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How the pairs of the queue stand."""

    total: int = 0
    undecided: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    cant_tell: int = 0
    flagged: int = 0
    edited: int = 0
    commented: int = 0

    @property
    def reviewed(self) -> int:
        """Pairs that a person accepted or rejected."""
        return self.accepted + self.rejected

    def moved(self, before: Pair, after: Pair) -> "Counts":
        """Return the counts once a pair has changed; it stays in the queue, whatever that was filtered by."""
        changes: dict[str, int] = {}
        for pair, by in ((before, -1), (after, 1)):
            marks = (("flagged", pair.flagged), ("edited", pair.edited), ("commented", bool(pair.comment)))
            for name in (pair.status.value, *(mark for mark, stands in marks if stands)):
                changes[name] = changes.get(name, 0) + by
        return replace(self, **{name: getattr(self, name) + by for name, by in changes.items() if by})

    def changed(self, before: "Counts", after: "Counts") -> "Counts":
        """Return the counts once some of their pairs, which stood as `before`, stand as `after`."""
        gone, come = asdict(before), asdict(after)
        return Counts(**{name: count - gone[name] + come[name] for name, count in asdict(self).items()})


@dataclass(frozen=True, slots=True)
class Worth:
    """How much a look at a pair is worth (larger is more, 0 a random check), and the reason in a few words."""

    value: float
    reason: str


def worth(scores: Scores, query: str = "") -> Worth:
    """Say why a person should look at this pair first. Reasons are ranked by the whole part of the worth."""
    if scores.positive_score is None and scores.dense_rank is None and scores.bm25_rank is None:
        return Worth(0.0, UNMINED)
    return next(_reasons(scores, query), Worth(0.0, RANDOM_CHECK))


def disagreement(scores: Scores) -> str:
    """Return what round trip and what was learned say of a pair on which they differ."""
    rank = _round_trip(scores)
    if rank is not None and rank > FOUND_WITHIN:
        return f"ranks its passage {ordinal(rank)}, yet like what was accepted"
    return "found first by both searches, yet like what was rejected"


def _reasons(scores: Scores, query: str) -> Iterator[Worth]:
    if scores.suspects and scores.margin is not None and scores.margin > 0:
        yield Worth(5 + min(scores.margin, 0.99), "a negative scores higher")
    rank = _round_trip(scores)
    if rank is not None and rank > FOUND_WITHIN:
        yield Worth(4 + min(math.log10(rank / FOUND_WITHIN) / 6, 0.99), f"ranks its passage {ordinal(rank)}")
    if scores.suspects:
        many = "a negative scores" if scores.suspects == 1 else f"{scores.suspects} negatives score"
        yield Worth(3 + min(scores.suspects / 100, 0.99), f"{many} nearly as high")
    if scores.duplicate_of:
        yield Worth(2.0, "asks what another query asks")
    if scores.overlap is not None and scores.overlap >= _COPIED and len(query.split()) >= _COPIED_WORDS:
        yield Worth(1.0, "copies the passage's words")
    if scores.shortfall:
        yield Worth(0.5, "short of negatives")


def _round_trip(scores: Scores) -> int | None:
    """Return the better rank of the two searches; None where neither measured it."""
    ranks = [rank for rank in (scores.dense_rank, scores.bm25_rank) if rank is not None]
    return min(ranks) if ranks else None
