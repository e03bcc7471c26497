"""Where a project stands, and what to do next. Reads no database: it is handed the counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from studio.domain.judging import ENOUGH_QUERIES, FEWEST_QUERIES
from studio.domain.recipes import FEWEST_TO_TRAIN
from studio.domain.verdict import RowVerdict, Said
from studio.domain.wording import plural

__all__ = ["BestRun", "Overview", "Recent", "Step", "StepName", "next_step", "then_step", "to_judge_first"]

_FIRST_SITTING = 40
"""Pairs to review before the first training."""
_PASSAGES_A_QUERY = 15
"""Passages that a person judges for one query, about."""
_JUDGED_A_MINUTE = 12
"""Passages that a person judges, about."""

StepName = Literal["ingest", "generate", "mine", "review", "judge", "train", "evaluate", "leaderboard", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BestRun:
    """The best run on one test set, and what may be said of it against the base; None where there is none.

    `kept_128` is the share of its NDCG@10 that 128 dimensions keep.
    """

    run_id: str
    test_set: str
    ndcg_10: float
    row_id: str = ""
    verdict: RowVerdict | None = None
    kept_128: float | None = None

    @property
    def difference(self) -> float | None:
        """NDCG@10 over the base's."""
        return self.verdict.difference if self.verdict else None

    @property
    def real(self) -> bool | None:
        """Whether its difference is more than chance; None where it cannot be told."""
        if self.verdict is None or not self.verdict.enough:
            return None
        return self.verdict.said in (Said.BETTER, Said.WORSE)


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
    rest: float | None = None
    """Share of bad ones among the pairs that nobody looked at, at most; None where nothing was drawn at random."""
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
    rows_stale: int = 0
    """Rows that were measured before their test set was judged further."""
    people_queries: int = 0
    """Queries of people that something answers, in all test sets."""
    best: BestRun | None = None
    exported: bool = False
    recent: tuple[Recent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do: its name, a sentence, and about how many minutes it takes."""

    name: StepName
    sentence: str
    minutes: int | None = None


def next_step(overview: Overview) -> Step:
    """Return what brings the project forward most now."""
    return next(_steps(overview))


def then_step(overview: Overview) -> Step | None:
    """Return what could be done after, or instead of, the next step; None where nothing else makes sense."""
    steps = _steps(overview)
    next(steps)
    return next(steps, None)


def _steps(o: Overview) -> Iterator[Step]:
    """Yield what could be done, the most useful first; there is always one."""
    if not o.passages:
        yield Step(name="ingest", sentence="ingest a folder of documents")
        return
    if not o.queries:
        yield _generate(o)
        return
    if o.unmined:
        yield Step(
            name="mine",
            sentence=f"mine hard negatives for {plural(o.unmined, 'pair')}",
            minutes=_minutes(o.unmined / 2000 + o.passages / 1800),
        )
    if _due_for_review(o):
        yield _review(o)
    if not o.unmined and (judge := to_judge_first(o)) is not None:
        yield judge
    if not o.runs or o.decided_since_dataset:
        yield from _train(o)
    if o.runs_unmeasured:
        yield Step(
            name="evaluate",
            sentence=f"measure {plural(o.runs_unmeasured, 'run')} on the test sets as they are now",
            minutes=_minutes(o.passages / 1800 * o.runs_unmeasured),
        )
    if o.rows_stale:
        yield Step(
            name="evaluate",
            sentence=f"measure {plural(o.rows_stale, 'row')} again: more was judged since",
            minutes=_minutes(o.passages / 1800),
        )
    if o.runs and not o.exported:
        yield Step(name="leaderboard", sentence="look at the leaderboard: what is real")
        yield Step(name="export", sentence="export the dataset and the best model")
    if o.passages_without_queries:
        yield _generate(o)
    if not _due_for_review(o) and o.reviewed < o.queries:
        yield _review(o)
    yield Step(name="leaderboard", sentence="look at the leaderboard")


def _due_for_review(o: Overview) -> bool:
    """Say whether review comes before training: until a first sitting of the suspicious pairs is done."""
    return not o.unmined and o.suspicious > 0 and o.reviewed < _FIRST_SITTING


def _review(o: Overview) -> Step:
    many = min(o.suspicious, _FIRST_SITTING)
    if many:
        sentence = f"review the {plural(many, 'pair that is', 'pairs that are')} most likely wrong"
        return Step(name="review", sentence=sentence, minutes=_minutes(many / 7))
    left = o.queries - o.reviewed
    many = min(left, _FIRST_SITTING)
    sentence = f"review {many} of {plural(left, 'pair')} that nobody judged"
    return Step(name="review", sentence=sentence, minutes=_minutes(many / 7))


def to_judge_first(o: Overview) -> Step | None:
    """Ask for queries of people before the first training; whoever has none goes on with what comes after."""
    if o.runs or o.people_queries >= FEWEST_QUERIES:
        return None
    missing = FEWEST_QUERIES - o.people_queries
    what = f"{missing} more" if o.people_queries else f"{FEWEST_QUERIES} to {ENOUGH_QUERIES}"
    return Step(
        name="judge",
        sentence=f"judge {what} real queries: only they tell if users gain",
        minutes=_minutes(missing * _PASSAGES_A_QUERY / _JUDGED_A_MINUTE),
    )


def _generate(o: Overview) -> Step:
    many = o.passages_without_queries or o.passages
    sentence = f"generate queries for {plural(many, 'passage')}" + (" without any" if o.queries else "")
    return Step(name="generate", sentence=sentence)


def _train(o: Overview) -> Iterator[Step]:
    if o.trainable < FEWEST_TO_TRAIN:
        return
    on = "what you have" if not o.runs else f"what you decided since ({plural(o.decided_since_dataset, 'decision')})"
    yield Step(name="train", sentence=f"train on {on}", minutes=_minutes(o.trainable / 600 + o.passages / 900))


def _minutes(estimate: float) -> int:
    return max(1, round(estimate))
