"""An open database in a folder of its own, and a small corpus in it with one pair a passage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.storage.database import Database
from tests.storage import build


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    folder = tmp_path / "project"
    folder.mkdir()
    with Database.open(folder / "studio.duckdb", create=True) as opened:
        yield opened


@pytest.fixture
def of(db: Database, tmp_path: Path) -> build.Corpus:
    """A corpus of 18 passages, ingested. A module that wants another one has a fixture of this name."""
    of = build.simple()
    build.ingest(db, tmp_path, of)
    return of


@pytest.fixture
def names(db: Database, tmp_path: Path, of: build.Corpus) -> list[str]:
    """The pairs of that corpus, in document order."""
    return build.one_query_each(db, tmp_path, of)
