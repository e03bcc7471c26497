"""Judging test queries by hand: what a grade means, what a query's judgments say, how far the work is.

Judgments are events like decisions: appended, never changed, taken back by further events. Knows no table and no row
of the leaderboard.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studio.domain.wording import plural

__all__ = [
    "BY_HAND",
    "ENOUGH_QUERIES",
    "FEWEST_QUERIES",
    "GRADE_MEANINGS",
    "AskedQuery",
    "Judging",
    "Judgment",
    "PooledPassage",
    "Saying",
    "judging",
    "stacks",
    "standing_grades",
    "words",
]

GRADE_MEANINGS = ("not relevant", "related", "answers partly", "answers fully")
"""What each grade says of a passage, from 0 up."""

FEWEST_QUERIES, ENOUGH_QUERIES = 30, 50
"""Judged queries that a project should have before anything is trained: under 30 groups nothing can be told."""

BY_HAND = "by hand"
"""What stands for a row where a person found the passage."""


class Saying(StrEnum):
    """What an event says."""

    JUDGE = "judge"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """One event about one passage of one query. `target` is the event that an undo or a redo means."""

    event_id: str
    at: datetime
    reviewer: str
    saying: Saying
    test_set: str
    query_id: str
    passage_id: str
    grade: int | None = None
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuery:
    """A query that people asked: how often, and how many of its pooled passages are judged, and relevant."""

    query_id: str
    text: str
    times: int
    pooled: int = 0
    judged: int = 0
    relevant: int = 0

    @property
    def left(self) -> int:
        """Pooled passages that nobody judged yet."""
        return self.pooled - self.judged

    @property
    def finished(self) -> bool:
        """True once everything that was pooled for it is judged."""
        return self.pooled > 0 and not self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledPassage:
    """A passage to judge. `found_by` names the rows that found it: not shown before the query is finished."""

    passage_id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    text: str
    tokens: int
    grade: int | None
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """How far the judging of a test set is. `unanswered` are finished queries without a relevant passage."""

    queries: int
    finished: int
    unanswered: int
    pooled: int
    judged: int

    @property
    def left(self) -> int:
        """Pooled passages that nobody judged yet."""
        return self.pooled - self.judged


def judging(queries: Iterable[AskedQuery]) -> Judging:
    """Count how far the queries of one test set are."""
    every = list(queries)
    return Judging(
        queries=len(every),
        finished=sum(query.finished for query in every),
        unanswered=sum(query.finished and not query.relevant for query in every),
        pooled=sum(query.pooled for query in every),
        judged=sum(query.judged for query in every),
    )


def words(found: Judging) -> str:
    """Return how far the judging is, for a person."""
    if not found.pooled:
        return f"{plural(found.queries, 'query', 'queries')}, nothing pooled yet"
    said = f"{found.finished:,} of {plural(found.queries, 'query', 'queries')} judged"
    said += f" ({found.unanswered:,} without a relevant passage)" if found.unanswered else ""
    return f"{said}, {plural(found.judged, 'passage')} judged, {found.left:,} unjudged"


def standing_grades(events: Iterable[Judgment]) -> dict[str, int]:
    """Return the grade that stands for each passage of one query: of those not undone the last one made."""
    ordered = sorted(events, key=_order)
    undone = {event.target: event.saying is Saying.UNDO for event in ordered if event.saying is not Saying.JUDGE}
    return {
        event.passage_id: event.grade
        for event in ordered
        if event.saying is Saying.JUDGE and event.grade is not None and not undone.get(event.event_id, False)
    }


def stacks(events: Sequence[Judgment]) -> tuple[list[Judgment], list[Judgment]]:
    """Return one person's judgments that stand and those taken back; undo and redo go through each from its end."""
    done: list[Judgment] = []
    taken_back: list[Judgment] = []
    for event in sorted(events, key=_order):
        if event.saying is Saying.JUDGE:
            done.append(event)
            taken_back.clear()
        else:
            source, goal = (done, taken_back) if event.saying is Saying.UNDO else (taken_back, done)
            if source and source[-1].event_id == event.target:
                goal.append(source.pop())
    return done, taken_back


def _order(event: Judgment) -> tuple[datetime, str]:
    return event.at, event.event_id
