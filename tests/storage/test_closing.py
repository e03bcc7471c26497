from pathlib import Path

import duckdb
import pytest

from studio.storage.database import Database


class Busy:
    """A connection that another thread still uses the first times it is asked to close."""

    def __init__(self, times: int) -> None:
        self.times, self.closed = times, False

    def close(self) -> None:
        if self.times:
            self.times -= 1
            raise duckdb.ResourceInUseException("connection is busy with another call")
        self.closed = True


def test_closing_waits_for_what_another_thread_is_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = Database.open(tmp_path / "studio.duckdb", create=True)
    busy = Busy(3)
    monkeypatch.setattr(db, "_cursors", [busy, *db._cursors])
    db.close()
    assert busy.closed
    Database.open(tmp_path / "studio.duckdb").close()
