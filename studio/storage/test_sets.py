"""Test sets: queries with judgments. Imported ones stand as they came; the generated ones are versions by content.

A version is never changed. When the pairs of its side change, a new one takes its place in the family.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.domain.identity import asked_hash, content_hash, section_id
from studio.domain.leaderboard import Purpose, TestSet, Unit
from studio.storage.database import Database
from studio.storage.values import columns, now

__all__ = ["Query", "count_look", "every_version", "export", "land_import", "refresh_held_out", "test_sets", "units"]

_FAMILIES = (("dev", "dev", "dev: generated queries"), ("held-out", "test", "held-out generated queries"))
_QUERY = ("query_id", "text", "style", "group_id", "source_document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A test query and its judgments: a grade of 0 or more by unit. `source_document` is where its best unit stands."""

    query_id: str
    text: str
    style: str
    group_id: str
    source_document: str | None
    judgments: dict[str, int] = field(default_factory=dict)


def test_sets(db: Database) -> list[TestSet]:
    """Return the test sets, dev first, imported before generated; of the generated ones the newest versions alone."""
    return _listed(db, superseded=False)


def every_version(db: Database) -> list[TestSet]:
    """Return the test sets with the versions that newer ones superseded."""
    return _listed(db, superseded=True)


def _listed(db: Database, *, superseded: bool) -> list[TestSet]:
    return [
        TestSet(
            test_set=row[0],
            title=row[1],
            purpose=row[2],
            source=row[3],
            unit=row[4],
            queries=row[5],
            groups=row[6],
            content_hash=row[7],
            looks=row[8],
            answered=row[9],
        )
        for row in db.all("test_sets", superseded=superseded)
    ]


def refresh_held_out(db: Database) -> list[TestSet]:
    """Make new versions of the dev and the held-out test set where their pairs have changed; return those with queries.

    Queries of one text are one query; what a person called relevant, and what repeats a relevant passage, is relevant.
    """
    names = []
    with db.transaction():
        for family, split, title in _FAMILIES:
            queries = list(_held_out(db, split))
            if queries:
                digest = _digest(queries)
                names.append(f"{family}-{digest[:8]}")
                purpose: Purpose = "dev" if split == "dev" else "test"
                looks = db.all("family_looks", family=family)[0][0]
                test_set = TestSet(
                    test_set=names[-1],
                    title=title,
                    purpose=purpose,
                    source="generated",
                    unit="passage",
                    queries=0,
                    groups=0,
                    content_hash=digest,
                    looks=looks,
                )
                _put(db, test_set, family, queries)
            db.do("supersede", family=family, test_set=names[-1] if queries else "")
        db.do("forget_unread")
        db.do("clear_queries", test_set="")
        db.do("clear_qrels", test_set="")
    return [test_set for test_set in test_sets(db) if test_set.test_set in names]


def units(db: Database, unit: Unit) -> dict[str, tuple[str, str]]:
    """Return every unit of the active corpus that judgments may name, with its group and its document."""
    found = {}
    for document_id, heading_path, passage_id, group_id in db.all("unit_passages"):
        name = {"document": document_id, "passage": passage_id}.get(unit) or section_id(document_id, heading_path)
        found[name] = (group_id, document_id)
    return found


def land_import(db: Database, test_set: TestSet, queries: Sequence[Query]) -> TestSet:
    """Store an imported test set in place of one of the same name."""
    with db.transaction():
        _put(db, test_set, test_set.test_set, queries)
    return next(stored for stored in test_sets(db) if stored.test_set == test_set.test_set)


def export(db: Database, names: Sequence[str], testsets: Path, queries: Path, qrels: Path) -> int:
    """Write test sets as TESTSETS, QUERIES and QRELS frames; return the number of queries."""
    db.do("export_test_sets", names=list(names), path=str(testsets))
    db.do("export_qrels", names=list(names), path=str(qrels))
    return db.do("export_queries", names=list(names), path=str(queries))


def count_look(db: Database, names: Sequence[str]) -> None:
    """Count one more look at each of these test sets; dev sets are looked at freely."""
    db.do("count_look", names=list(names))


def _held_out(db: Database, split: str) -> Iterator[Query]:
    twins: dict[str, list[str]] = defaultdict(list)
    for passage_id, twin in db.all("twins"):
        twins[passage_id].append(twin)
    relevant: dict[str, list[str]] = defaultdict(list)
    for pair_id, passage_id in db.all("held_out_relevant", split=split):
        relevant[pair_id].append(passage_id)
    by_text: dict[str, Query] = {}
    for pair_id, text, style, group_id, document_id, passage_id in db.all("held_out_pairs", split=split):
        query = by_text.setdefault(
            asked_hash(text),
            Query(query_id=pair_id, text=text, style=style, group_id=group_id, source_document=document_id),
        )
        for found in (passage_id, *relevant.get(pair_id, ())):
            query.judgments.update(dict.fromkeys((found, *twins.get(found, ())), 1))
    yield from by_text.values()


def _digest(queries: Sequence[Query]) -> str:
    parts = (
        f"{query.query_id}\t{query.text}\t{query.group_id}\t{sorted(query.judgments.items())}"
        for query in sorted(queries, key=lambda query: query.query_id)
    )
    return content_hash(*parts)


def _put(db: Database, test_set: TestSet, family: str, queries: Sequence[Query]) -> None:
    name = test_set.test_set
    db.do(
        "put_test_set",
        test_set=name,
        family=family,
        title=test_set.title,
        purpose=test_set.purpose,
        source=test_set.source,
        unit=test_set.unit,
        content_hash=test_set.content_hash or _digest(queries),
        created_at=now(),
        looks=test_set.looks,
    )
    db.do("clear_queries", test_set=name)
    db.do("clear_qrels", test_set=name)
    rows = [(q.query_id, q.text, q.style, q.group_id, q.source_document) for q in queries]
    db.do("put_queries", test_set=name, **columns(rows, _QUERY))
    judged = [(q.query_id, unit_id, grade) for q in queries for unit_id, grade in q.judgments.items()]
    db.do("put_qrels", test_set=name, **columns(judged, ("query_id", "unit_id", "grade")))
