"""A person's sitting at a test set: which query, which passage, and what a key does to it.

Knows neither keys nor widgets. Every judgment is in the database before a method returns.
"""

from dataclasses import replace
from datetime import UTC, datetime

from studio.domain.decisions import new_id
from studio.domain.judging import AskedQuery, Judging, Judgment, PooledPassage, Saying, judging
from studio.storage import judging as store
from studio.storage.database import Database

__all__ = ["JudgingSession"]


class JudgingSession:
    """The queries of one test set, and a place among them."""

    def __init__(self, db: Database, reviewer: str, test_set: str) -> None:
        self._db, self._reviewer, self.test_set = db, reviewer, test_set
        self.queries: list[AskedQuery] = []
        self.passages: list[PooledPassage] = []
        self.position = 0
        self.selected = 0
        self.refresh()
        self._next_query(0)

    @property
    def query(self) -> AskedQuery | None:
        """The query in front of the person."""
        return self.queries[self.position] if self.queries else None

    @property
    def passage(self) -> PooledPassage | None:
        """The passage in front of the person, None where nothing is pooled for the query."""
        return self.passages[self.selected] if self.passages else None

    @property
    def progress(self) -> Judging:
        """How far the test set is."""
        return judging(self.queries)

    def refresh(self) -> None:
        """Read everything again, staying where the person is: a pool may have landed."""
        query, passage = self.query, self.passage
        self.queries = store.asked(self._db, self.test_set)
        names = [found.query_id for found in self.queries]
        self._open(names.index(query.query_id) if query and query.query_id in names else 0)
        if passage is not None:
            self._stand_on(passage.passage_id)

    def move(self, step: int) -> None:
        """Stand on another passage of the query."""
        self.stand(self.selected + step)

    def stand(self, index: int) -> None:
        """Stand on a passage by its place, the nearest there is."""
        self.selected = max(0, min(index, len(self.passages) - 1))

    def go(self, step: int) -> bool:
        """Stand on another query, on its first passage that is not judged; return False where there is none."""
        position = self.position + step
        if not 0 <= position < len(self.queries):
            return False
        self._open(position)
        self._stand_unjudged(0)
        return True

    def grade(self, grade: int) -> bool:
        """Grade the passage and stand on the next one; return False where there is none to grade."""
        query, passage = self.query, self.passage
        if query is None or passage is None:
            return False
        store.judge(self._db, self._event(query.query_id, passage.passage_id, grade))
        self._graded(passage.passage_id, grade)
        self.advance()
        return True

    def advance(self) -> bool:
        """Stand on the next passage that is not judged, here or under a later query; False where all are."""
        if self._stand_unjudged(self.selected + 1):
            return True
        if any(passage.grade is None for passage in self.passages[: self.selected]) and not self._others_left:
            return self._stand_unjudged(0)
        return self._next_query(self.position + 1)

    def undo(self) -> bool:
        """Take the last judgment back and stand on what it was about; False where nothing is left."""
        return self._travelled(store.undo(self._db, self.test_set, self._reviewer))

    def redo(self) -> bool:
        """Do again what was taken back last, and stand on it; False where there is nothing."""
        return self._travelled(store.redo(self._db, self.test_set, self._reviewer))

    def add(self, passage_id: str) -> None:
        """Add a passage that was found by hand to the query's pool and stand on it."""
        query = self.query
        if query is not None:
            store.add_by_hand(self._db, self.test_set, query.query_id, passage_id)
            self._open(self.position)
            self._count()
            self._stand_on(passage_id)

    @property
    def _others_left(self) -> bool:
        return any(query.left for number, query in enumerate(self.queries) if number != self.position)

    def _travelled(self, event: Judgment | None) -> bool:
        if event is None:
            return False
        names = [found.query_id for found in self.queries]
        if event.query_id in names:
            self._open(names.index(event.query_id))
            self._count()
            self._stand_on(event.passage_id)
        return True

    def _next_query(self, start: int) -> bool:
        """Stand on the first unjudged passage of a query from `start` on, round and round."""
        places = [(start + step) % len(self.queries) for step in range(len(self.queries))]
        position = next((place for place in places if self.queries[place].left), None)
        if position is None:
            return False
        self._open(position)
        return self._stand_unjudged(0)

    def _open(self, position: int) -> None:
        self.position, self.selected = position, 0
        query = self.query
        self.passages = store.pooled(self._db, self.test_set, query.query_id) if query else []

    def _stand_unjudged(self, start: int) -> bool:
        found = next((place for place, p in enumerate(self.passages) if place >= start and p.grade is None), None)
        self.selected = self.selected if found is None else found
        return found is not None

    def _stand_on(self, passage_id: str) -> None:
        names = [passage.passage_id for passage in self.passages]
        self.selected = names.index(passage_id) if passage_id in names else self.selected

    def _graded(self, passage_id: str, grade: int) -> None:
        self.passages = [replace(p, grade=grade) if p.passage_id == passage_id else p for p in self.passages]
        self._count()

    def _count(self) -> None:
        grades = [passage.grade for passage in self.passages]
        self.queries[self.position] = replace(
            self.queries[self.position],
            pooled=len(grades),
            judged=sum(grade is not None for grade in grades),
            relevant=sum(bool(grade) for grade in grades),
        )

    def _event(self, query_id: str, passage_id: str, grade: int) -> Judgment:
        return Judgment(
            event_id=new_id(),
            at=datetime.now(UTC),
            reviewer=self._reviewer,
            saying=Saying.JUDGE,
            test_set=self.test_set,
            query_id=query_id,
            passage_id=passage_id,
            grade=grade,
        )
