"""Pairs, negatives and what a person has said of them. Knows nothing of how they are stored or drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

__all__ = ["Negative", "Origin", "Pair", "Scores", "Split", "Status", "Verdict"]


class Status(StrEnum):
    """What a person said of a pair when asked whether its passage answers its query."""

    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    CANT_TELL = "cant_tell"


class Verdict(StrEnum):
    """What a person said of one negative."""

    UNJUDGED = "unjudged"
    HARD = "hard"
    FALSE = "false"
    CANT_TELL = "cant_tell"
    """Somebody looked and could not tell: it is not trained on."""
    DROPPED = "dropped"
    PROMOTED = "promoted"
    """A further positive of the pair: trained on as its own passage is."""


class Origin(StrEnum):
    """Where a negative came from."""

    DENSE = "dense"
    BM25 = "bm25"
    BOTH = "both"
    HAND = "hand"
    POOL = "pool"


class Split(StrEnum):
    """Which part of the corpus a pair's group belongs to."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What machines measured about a pair; None where it has not been measured yet.

    Ranks count from 1 over all passages. `positive_score` is a cosine. `overlap` is the share of the
    query's terms found in the passage, 0 to 1. `margin` is the best negative's score minus the positive's.
    """

    dense_rank: int | None = None
    bm25_rank: int | None = None
    positive_score: float | None = None
    overlap: float | None = None
    margin: float | None = None
    suspects: int = 0
    duplicate_of: str | None = None
    shortfall: str | None = None

    @classmethod
    def of(cls, values: Iterable[Any]) -> "Scores":
        """Make them of values in the order of the fields above, which is that of the columns that hold them."""
        return cls(**dict(zip(_SCORES, values, strict=True)))


_SCORES = tuple(field.name for field in fields(Scores))


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    """A mined or chosen hard negative of a pair. `position` 1 to 9 is shown and trained on, 0 waits in the pool."""

    passage_id: str
    position: int
    rank: int | None
    score: float | None
    margin: float | None
    origin: Origin
    suspect: bool
    verdict: Verdict
    title: str
    heading_path: tuple[str, ...]
    text: str

    @property
    def trainable(self) -> bool:
        """True where the passage may be used as a hard negative: never a suspect that nobody confirmed."""
        return self.verdict is Verdict.HARD or (self.verdict is Verdict.UNJUDGED and not self.suspect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A query and its positive passage, as one review card needs them. `query` and `text` carry a person's edits."""

    pair_id: str
    query: str
    original_query: str
    style: str
    source: str
    model: str
    prompt_version: str
    passage_id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    text: str
    original_text: str
    tokens: int
    split: Split
    status: Status
    flagged: bool
    comment: str
    reason: str
    """Why it is shown, by its scores."""
    scores: Scores
    negatives: tuple[Negative, ...]
    promoted: tuple[str, ...] = ()
    """Further passages that a person says answer as its own does; they stand among `negatives` too."""
    fault: str = ""
    """Why a person rejected it, where they said."""
    grade: int | None = None
    """How well the passage answers, 1 to 3, where a person graded it."""
    blind: bool = False
    """True where another's answer is hidden from whoever looks, until they gave theirs."""

    @property
    def edited(self) -> bool:
        """True where a person changed the query or the passage's text."""
        return (self.query, self.text) != (self.original_query, self.original_text)
