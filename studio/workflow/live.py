"""What the process behind the live rows is given: the project as it stands, then what was decided since.

Files go to `index/live/`, which may be deleted at any time. Measures nothing, and never touches a test set.
"""

import itertools
import json
from datetime import datetime
from pathlib import Path

from studio.project import Project
from studio.storage import live, queue
from studio.storage.database import Database

__all__ = ["Feed"]

_MOST_PAIRS = 300_000
"""Pairs of a project up to which its rows are followed: of more, the process would need gigabytes and many seconds."""

PASSAGES, PAIRS, TWINS = "passages.parquet", "pairs.parquet", "twins.json"


class Feed:
    """One project's pairs for one process. Every method may take a while: call it in a thread."""

    def __init__(self, project: Project, db: Database) -> None:
        self._db = db
        self._folder = project.index / "live"
        self._since: datetime = live.BEGINNING
        self._numbers = itertools.count(1)

    def everything(self) -> Path | None:
        """Write the corpus and how its pairs stand; return the folder, None where there is no pair, or too many are."""
        if not 0 < queue.total(self._db) <= _MOST_PAIRS:
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        self._since = live.last_decision(self._db)
        live.write_corpus(self._db, self._folder / PASSAGES)
        (self._folder / TWINS).write_text(json.dumps(live.twins(self._db)), "utf-8")
        live.write_standing(self._db, self._folder / PAIRS)
        return self._folder

    def decided(self) -> Path | None:
        """Write how the pairs stand that were decided since the last call; return the file, None where none was."""
        last = live.last_decision(self._db)
        numbers = live.decided_since(self._db, self._since)
        if not numbers:
            return None
        file = self._folder / f"decided-{next(self._numbers)}.parquet"
        live.write_standing(self._db, file, numbers)
        self._since = last
        return file
