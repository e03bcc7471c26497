import threading
from pathlib import Path

from studio.storage.database import Database


def test_closing_waits_for_what_another_thread_is_reading(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "studio.duckdb", create=True)
    db.query("SELECT 1")
    begun = threading.Event()
    read: list[int] = []

    def reading() -> None:
        begun.set()
        read.append(db.query("SELECT sum(a.range * b.range) FROM range(30000) a, range(30000) b")[0][0])

    thread = threading.Thread(target=reading)
    thread.start()
    begun.wait()
    thread.join(0.1)  # let the statement begin
    db.close()
    thread.join()
    assert read
