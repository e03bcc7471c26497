"""An open database in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.storage.database import Database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    folder = tmp_path / "project"
    folder.mkdir()
    with Database.open(folder / "studio.duckdb", create=True) as opened:
        yield opened
