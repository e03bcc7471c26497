"""Where a project stands, and what to do next. Reads no database: it is handed the counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

__all__ = ["BestRun", "Overview", "Recent", "Step", "next_step", "then_step"]

StepName = Literal["ingest", "generate", "mine", "review", "train", "evaluate", "leaderboard", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BestRun:
    """The best run on one test set. `real` says whether its interval excludes zero; None where it cannot be told.

    `kept_128` is the share of its NDCG@10 that 128 dimensions keep.
    """

    run_id: str
    test_set: str
    ndcg_10: float
    difference: float | None
    real: bool | None
    kept_128: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """Something that happened, in a few words."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Counts of the funnel, from documents to the best run."""

    documents: int = 0
    passages: int = 0
    passages_without_queries: int = 0
    problems: int = 0
    queries: int = 0
    unmined: int = 0
    reviewed: int = 0
    accepted: int = 0
    rejected: int = 0
    flagged: int = 0
    suspicious: int = 0
    """Undecided pairs that are shown for a reason other than a random check."""
    negatives: int = 0
    suspects: int = 0
    """Negatives that no person has judged and that are not trained on until one does."""
    trainable: int = 0
    """Pairs in the train split that nobody rejected."""
    decided_since_dataset: int = 0
    dataset_hash: str = ""
    dataset_examples: int = 0
    runs: int = 0
    runs_unmeasured: int = 0
    best: BestRun | None = None
    exported: bool = False
    recent: tuple[Recent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do: its name, its key on the home screen, a sentence, and about how many minutes it takes."""

    name: StepName
    key: str
    sentence: str
    minutes: int | None = None


def next_step(overview: Overview) -> Step:
    """Return what brings the project forward most now."""
    raise NotImplementedError


def then_step(overview: Overview) -> Step | None:
    """Return what could be done after, or instead of, the next step; None where nothing else makes sense."""
    raise NotImplementedError
