"""Test sets that are judged in the studio: their queries, the passages pooled for them, and people's judgments.

A judgment is an event; qrels, the group of its query and the test set's hash are derived from it in the same
transaction. What events mean is said in `studio.domain.judging` alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.domain.decisions import new_id
from studio.domain.identity import content_hash
from studio.domain.judging import (
    BY_HAND,
    AskedQuery,
    Judging,
    Judgment,
    PooledPassage,
    Saying,
    judging,
    stacks,
    standing_grades,
)
from studio.domain.leaderboard import TestSet
from studio.domain.records import Landed
from studio.storage import jobs
from studio.storage.database import Database
from studio.storage.values import after, columns, frame, from_time, now, to_time

__all__ = [
    "add_by_hand",
    "add_queries",
    "asked",
    "asked_sets",
    "judge",
    "judgings",
    "land_pool",
    "pooled",
    "rebuild",
    "redo",
    "undo",
]


def asked_sets(db: Database) -> list[str]:
    """Return the names of the test sets that are judged here, the newest first."""
    return [row[0] for row in db.all("asked_sets")]


def add_queries(db: Database, test_set: TestSet, queries: Sequence[AskedQuery]) -> int:
    """Add queries to a test set, which is made where there is none; return how many were not in it yet."""
    name = test_set.test_set
    rows = [(query.query_id, query.text, query.times, place) for place, query in enumerate(queries)]
    given = columns(rows, ("query_id", "text", "times", "place"))
    with db.writing, db.transaction():
        db.do(
            "put_test_set",
            test_set=name,
            family=name,
            title=test_set.title,
            purpose=test_set.purpose,
            source=test_set.source,
            unit=test_set.unit,
            content_hash="",
            created_at=now(),
            looks=0,
        )
        db.do("add_asked_texts", test_set=name, query_id=given["query_id"], text=given["text"])
        added = db.do(
            "add_asked", test_set=name, query_id=given["query_id"], times=given["times"], place=given["place"]
        )
        db.do("hash_judged", test_set=name)
    return added


def asked(db: Database, test_set: str) -> list[AskedQuery]:
    """Return the queries of a test set that is judged here, in their order."""
    return [_asked(row) for row in db.all("asked_queries", test_set=test_set)]


def judgings(db: Database) -> dict[str, Judging]:
    """Return how far each test set is that is judged here."""
    queries: dict[str, list[AskedQuery]] = {}
    for row in db.all("asked_queries", test_set=""):
        queries.setdefault(row[0], []).append(_asked(row))
    return {name: judging(found) for name, found in queries.items()}


def land_pool(db: Database, outputs: Path, job_id: str, test_set: str) -> Landed:
    """Take over what a pool job found: new passages are added, and everything that was judged stays.

    What is derived is derived again, since documents may have been grouped anew since.
    """
    pool = frame(outputs, "pool")

    def work() -> dict[str, int]:
        db.do("pool_known", pool=pool, test_set=test_set)
        added = db.do("pool_new", pool=pool, test_set=test_set)
        rebuild(db, test_set)
        return {"to judge": added}

    return jobs.land_once(db, job_id, "pool", work)


def add_by_hand(db: Database, test_set: str, query_id: str, passage_id: str) -> bool:
    """Add a passage that a person found to a query's pool; return False where it was there."""
    return bool(db.do("pool_one", test_set=test_set, query_id=query_id, passage_id=passage_id, found_by=BY_HAND))


def pooled(db: Database, test_set: str, query_id: str) -> list[PooledPassage]:
    """Return the passages to judge for a query: at random, and each time in the same order."""
    return [
        PooledPassage(
            passage_id=row[0],
            document_id=row[1],
            title=row[2],
            heading_path=tuple(row[3]),
            text=row[4],
            tokens=row[5],
            grade=row[6],
            found_by=tuple(row[7]),
        )
        for row in db.all("pooled", test_set=test_set, query_id=query_id)
    ]


def judge(db: Database, judgment: Judgment) -> Judgment:
    """Append a judgment and derive what follows from it, in one transaction; return it with its time.

    Times are moved forward where needed, so that events stand in the order in which they were appended.
    """
    stamped = _stamped(db, judgment)
    with db.writing, db.transaction():
        db.do(
            "append_judgment",
            event_id=stamped.event_id,
            made_at=to_time(stamped.at),
            reviewer=stamped.reviewer,
            saying=stamped.saying.value,
            test_set=stamped.test_set,
            query_id=stamped.query_id,
            passage_id=stamped.passage_id,
            grade=stamped.grade,
            target=stamped.target,
        )
        _derive(db, stamped.test_set, stamped.query_id, stamped.passage_id)
    return stamped


def undo(db: Database, test_set: str, reviewer: str) -> Judgment | None:
    """Take back the person's last judgment that stands and return it; None where nothing is left."""
    done, _ = _stacks(db, test_set, reviewer)
    return _travel(db, done, Saying.UNDO)


def redo(db: Database, test_set: str, reviewer: str) -> Judgment | None:
    """Restore the judgment that the person took back last and return it; None where a new one came between."""
    _, taken_back = _stacks(db, test_set, reviewer)
    return _travel(db, taken_back, Saying.REDO)


def rebuild(db: Database, test_set: str) -> None:
    """Derive everything about a test set again: from its events, and from the corpus as it is now."""
    said: dict[str, list[Judgment]] = {query.query_id: [] for query in asked(db, test_set)}
    for row in db.all("judgments_of_set", test_set=test_set):
        event = _judgment(row)
        said[event.query_id].append(event)
    grades = {query_id: standing_grades(events) for query_id, events in said.items()}
    rows = [(query_id, *judged) for query_id, found in grades.items() for judged in found.items()]
    with db.writing, db.transaction():
        db.do("clear_qrels", test_set=test_set)
        db.do("put_qrels", test_set=test_set, **columns(rows, ("query_id", "unit_id", "grade")))
        for query_id, found in grades.items():
            _settle(db, test_set, query_id, found)
        db.do("hash_judged", test_set=test_set)


def _derive(db: Database, test_set: str, query_id: str, passage_id: str) -> None:
    query = {"test_set": test_set, "query_id": query_id}
    found = standing_grades([_judgment(row) for row in db.all("judgments_of_passage", **query, passage_id=passage_id)])
    db.do("forget_grade", **query, unit_id=passage_id)
    if passage_id in found:
        db.do("put_grade", **query, unit_id=passage_id, grade=found[passage_id])
    _settle(db, test_set, query_id, dict(db.all("grades_of_query", **query)))
    db.do("hash_judged", test_set=test_set)


def _settle(db: Database, test_set: str, query_id: str, grades: Mapping[str, int]) -> None:
    """Give a query the group of its best passage, and the hash of its judgments; none where nothing answers it."""
    best = min(grades, key=lambda unit_id: (-grades[unit_id], unit_id), default="")
    answered = bool(grades.get(best))
    group_id, document_id = (db.one("home_of_passage", passage_id=best) if answered else None) or ("", None)
    judged = (f"{unit_id} {grade}" for unit_id, grade in sorted(grades.items()))
    state = content_hash(group_id, *judged) if answered else ""
    db.do("set_group", test_set=test_set, query_id=query_id, group_id=group_id, document_id=document_id)
    db.do("set_state", test_set=test_set, query_id=query_id, state=state)


def _travel(db: Database, stack: Sequence[Judgment], saying: Saying) -> Judgment | None:
    if not stack:
        return None
    meant = stack[-1]
    judge(
        db,
        replace(meant, event_id=new_id(), at=from_time(now()), saying=saying, grade=None, target=meant.event_id),
    )
    return meant


def _stacks(db: Database, test_set: str, reviewer: str) -> tuple[list[Judgment], list[Judgment]]:
    found = db.all("judgments_of_reviewer", test_set=test_set, reviewer=reviewer)
    return stacks([_judgment(row) for row in found])


def _stamped(db: Database, judgment: Judgment) -> Judgment:
    last: datetime | None = db.memory.get("last judged")
    if last is None:
        row = db.one("last_judged")
        last = from_time(row[0]) if row and row[0] else None
    stamped = replace(judgment, at=after(judgment.at, last))
    db.memory["last judged"] = stamped.at
    return stamped


def _asked(row: Sequence[Any]) -> AskedQuery:
    _, query_id, text, times, pooled_, judged, relevant = row
    return AskedQuery(query_id=query_id, text=text, times=times, pooled=pooled_, judged=judged, relevant=relevant)


def _judgment(row: Sequence[Any]) -> Judgment:
    event_id, made_at, reviewer, saying, test_set, query_id, passage_id, grade, target = row
    return Judgment(
        event_id=event_id,
        at=from_time(made_at),
        reviewer=reviewer,
        saying=Saying(saying),
        test_set=test_set,
        query_id=query_id,
        passage_id=passage_id,
        grade=grade,
        target=target,
    )
