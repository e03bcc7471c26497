"""Importing a test set from a BEIR folder. Runs at once: it needs no worker, and it measures nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.domain.identity import slug
from studio.domain.leaderboard import TestSet, Unit
from studio.errors import InputError
from studio.storage import judging, test_sets
from studio.storage.database import Database
from studio.storage.test_sets import Query
from studio.workflow.beir import Beir, Judgments, read

__all__ = ["Imported", "import_beir"]

_UNITS: tuple[Unit, ...] = ("document", "section", "passage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An imported test set and what was left out.

    `judgments` were taken over, `unmatched` names units that the corpus does not hold, `without_relevant` counts
    queries that no unit of the corpus answers.
    """

    test_set: TestSet
    judgments: int
    unmatched: tuple[str, ...]
    without_relevant: int


def import_beir(db: Database, folder: Path, *, name: str = "", title: str = "", human: bool = True) -> Imported:
    """Import queries.jsonl and qrels of a BEIR folder against the ingested corpus.

    Judgments are matched with documents, else with sections, else with passages: all of a set with the same. Raises
    InputError naming file and line of a broken line, or where no judgment matches the corpus.
    """
    source = read(folder)
    unit, known = _unit(db, source)
    judged = {unit_id for grades in source.judgments.values() for unit_id in grades}
    queries = [query for query_id in source.queries if (query := _query(source, query_id, known)) is not None]
    if not queries:
        raise InputError(f"No query of {folder} has a relevant {unit} in the corpus. Ingest what they ask about first.")
    test_set = TestSet(
        test_set=name or slug(folder.name) or "imported",
        title=title or name or folder.name,
        purpose="test",
        source="human" if human else "beir",
        unit=unit,
        queries=len(queries),
        groups=len({query.group_id for query in queries}),
        content_hash="",
    )
    _refuse_taken(db, test_set)
    return Imported(
        test_set=test_sets.land_import(db, test_set, queries),
        judgments=sum(len(query.judgments) for query in queries),
        unmatched=tuple(sorted(judged - known.keys())),
        without_relevant=len(source.queries) - len(queries),
    )


def _unit(db: Database, source: Beir) -> tuple[Unit, Mapping[str, tuple[str, str]]]:
    judged = {unit_id for grades in source.judgments.values() for unit_id in grades}
    found = [(unit, test_sets.units(db, unit)) for unit in _UNITS]
    unit, known = max(found, key=lambda entry: len(judged & entry[1].keys()))
    if not judged & known.keys():
        example = min(judged)
        raise InputError(
            f"None of the {len(judged)} judged ids of {source.folder} (such as {example!r}) is a document, section or "
            "passage of this project. Ingest the corpus that they judge first."
        )
    return unit, known


def _query(source: Beir, query_id: str, known: Mapping[str, tuple[str, str]]) -> Query | None:
    grades: Judgments = {u: g for u, g in source.judgments.get(query_id, {}).items() if u in known}
    if not any(grades.values()):
        return None
    best = min(grades, key=lambda unit_id: (-grades[unit_id], unit_id))
    group_id, document_id = known[best]
    text, style = source.queries[query_id]
    return Query(
        query_id=query_id,
        text=text,
        style=style,
        group_id=group_id,
        source_document=document_id,
        judgments=dict(grades),
    )


def _refuse_taken(db: Database, test_set: TestSet) -> None:
    for known in test_sets.every_version(db):
        if known.test_set == test_set.test_set and known.source == "generated":
            raise InputError(f"{test_set.test_set} is the name of a generated test set. Choose another with --name.")
    if test_set.test_set in judging.asked_sets(db):
        raise InputError(f"{test_set.test_set} is a test set that is judged here. Choose another name with --name.")
