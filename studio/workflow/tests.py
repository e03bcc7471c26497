"""Importing a test set from a BEIR folder. Runs at once: it needs no worker."""

from dataclasses import dataclass
from pathlib import Path

from studio.domain.leaderboard import TestSet
from studio.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An imported test set and what was left out: judgments of unknown units, queries without a relevant one."""

    test_set: TestSet
    judgments: int
    unmatched: tuple[str, ...]
    without_relevant: int


def import_beir(db: Database, folder: Path, *, name: str = "", title: str = "", human: bool = True) -> Imported:
    """Import queries.jsonl and qrels of a BEIR folder against the ingested corpus.

    Raises InputError naming file and line of a broken line, or where no judgment matches the corpus.
    """
    raise NotImplementedError
