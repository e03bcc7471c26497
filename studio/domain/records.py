"""What the studio remembers of its own work: jobs, runs, datasets, what a step changed. Knows no file and no table."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from studio.domain.leaderboard import Purpose
from studio.domain.options import Use
from studio.domain.pairs import Negative, Pair, Status, Verdict

__all__ = [
    "BEGINNING",
    "Change",
    "Dataset",
    "Found",
    "JobRecord",
    "Landed",
    "ListRow",
    "Problem",
    "QueryChange",
    "QueryChanges",
    "Ranked",
    "Run",
    "RunFigure",
]


BEGINNING = 200
"""Characters of a text that tell which one it is, where it has no title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a job could not use: `subject` is a file, a passage or a line, `reason` a sentence."""

    job_id: str
    step: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """What landing a job's outputs changed, by name. `again` is True where it had landed before: nothing was done."""

    job_id: str
    counts: dict[str, int] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage that a search found; `matched` counts the words of the search that stand in it."""

    passage_id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    text: str
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One line of the review list: a pair, or the negative that its card asks about.

    `number` is the card's, `query` carries a person's edit, `status` is what was said of the pair or of the negative.
    `title`, `heading_path` and the `beginning` of a text are the negative's, empty on a pair's own line.
    """

    number: int
    pair_id: str
    query: str
    status: Status | Verdict
    flagged: bool
    edited: bool
    commented: bool
    title: str = ""
    heading_path: tuple[str, ...] = ()
    beginning: str = ""

    @classmethod
    def of(cls, number: int, pair: Pair, asked: Negative | None = None) -> "ListRow":
        """Return the line of a card: a pair's own, or that of the negative that it asks about."""
        return cls(
            number=number,
            pair_id=pair.pair_id,
            query=pair.query,
            status=asked.verdict if asked else pair.status,
            flagged=pair.flagged,
            edited=pair.edited,
            commented=bool(pair.comment),
            title=asked.title if asked else "",
            heading_path=asked.heading_path if asked else (),
            beginning=asked.text[:BEGINNING] if asked else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one keypress, its undo or its redo changed: the batch, the pairs, and what it did in a few words.

    `passage_id` is the negative that it spoke of last, empty where it spoke of pairs. `splits` is True where it made
    pairs or took them away.
    """

    batch_id: str
    pair_ids: tuple[str, ...]
    said: str
    passage_id: str = ""
    splits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job as the project remembers it. `ended_at` is None until it ended; that it landed, landing notes by itself."""

    job_id: str
    kind: str
    title: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    summary: dict[str, int | float | str]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """An immutable snapshot of the curated pairs. `path` is relative to the project's folder."""

    dataset_hash: str
    created_at: datetime
    path: PurePosixPath
    examples: int
    pairs: int
    accepted: int
    negatives: int
    groups: int
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training job and the model that it left in `path` (relative to the project's folder).

    `name` is one that a person gave it, `note` what they wrote of it. A deleted run has no model any more.
    """

    run_id: str
    job_id: str
    created_at: datetime
    dataset_hash: str
    base: str
    path: PurePosixPath
    model_hash: str
    settings: dict[str, object]
    done: bool
    name: str = ""
    note: str = ""
    pinned: bool = False
    archived: bool = False
    deleted: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What it goes by: its id, and the name that a person gave it."""
        return (self.run_id, self.name) if self.name else (self.run_id,)

    @property
    def has_model(self) -> bool:
        """True where there is a model to measure or to export."""
        return self.done and not self.deleted

    @property
    def in_use(self) -> bool:
        """True where it is measured with all others."""
        return self.has_model and not self.archived


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFigure:
    """NDCG@10 of a run on one test set at one number of dimensions; `difference` and interval are against the base."""

    title: str
    purpose: Purpose
    dimensions: int
    ndcg_10: float
    difference: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One place in a ranking. `grade` is None where nobody judged the unit."""

    rank: int
    unit_id: str
    passage_id: str
    score: float
    grade: int | None
    title: str
    heading_path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryChange:
    """One query under two rows. Ranks are those of the best relevant unit, None below the tenth."""

    query_id: str
    text: str
    before: float
    after: float
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryChanges:
    """Two rows, query by query, by NDCG@10: how many were won, lost and equal, the largest changes first."""

    won: int
    lost: int
    equal: int
    changes: tuple[QueryChange, ...]
