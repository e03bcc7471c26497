"""Test sets of one's own: queries that people asked come in, to be pooled and judged. Never trained on."""

from dataclasses import dataclass

from studio.domain.identity import asked_hash, slug
from studio.domain.judging import AskedQuery
from studio.domain.leaderboard import TestSet
from studio.errors import InputError
from studio.storage import judging, test_sets
from studio.storage.database import Database
from studio.workflow.queries import Queries

__all__ = ["Brought", "bring", "chosen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The test set that queries were added to: `added` are new in it, `known` were there."""

    test_set: TestSet
    added: int
    known: int


def bring(db: Database, read: Queries, *, name: str, title: str = "") -> Brought:
    """Add queries to the test set of a name, made where there is none. Its judgments stay.

    Raises InputError where that name belongs to a test set that was judged elsewhere.
    """
    test_set = slug(name) or "queries"
    sets = {found.test_set: found for found in test_sets.every_version(db)}
    if test_set in sets and test_set not in judging.asked_sets(db):
        raise InputError(f"{test_set} is the name of a test set that was judged elsewhere. Choose another name.")
    asked = [
        AskedQuery(query_id=asked_hash(query.text)[:12], text=query.text, times=query.times) for query in read.queries
    ]
    told = title or (sets[test_set].title if test_set in sets else name.strip() or test_set)
    added = judging.add_queries(
        db,
        TestSet(
            test_set=test_set,
            title=told,
            purpose="test",
            source="human",
            unit="passage",
            queries=0,
            groups=0,
            content_hash="",
        ),
        asked,
    )
    stored = next(found for found in test_sets.test_sets(db) if found.test_set == test_set)
    return Brought(test_set=stored, added=added, known=len(asked) - added)


def chosen(db: Database, name: str = "") -> str:
    """Return the name of the test set to judge: the one that is asked for, else the newest. Raises InputError."""
    known = judging.asked_sets(db)
    if not known:
        raise InputError(
            "There are no queries to judge. Bring some with `studio import-queries FILE`, or paste them (J, then a)."
        )
    if name and name not in known:
        raise InputError(f"There is no test set {name} to judge in this project. There are {', '.join(known)}.")
    return name or known[0]
