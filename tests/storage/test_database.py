"""Opening, locking, migrating, transactions: what happens to a person's project when something is wrong with it."""

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from studio.errors import InputError, StudioError
from studio.storage import database, migrate
from studio.storage.database import Database, WriteError
from studio.storage.opening import ProjectBrokenError, ProjectLockedError, ProjectTooNewError
from studio.storage.statements import load
from tests.conftest import SmallDisk

LARGE = "SELECT count(*) FROM (SELECT repeat(hash(i)::VARCHAR, 9) AS j FROM range(400_000) t(i) GROUP BY ALL)"
_HOLD = """
import sys, time
from pathlib import Path
from studio.storage.database import Database
db = Database.open(Path(sys.argv[1]), create=True)
print("open", flush=True)
time.sleep(60)
"""


def test_a_locked_project_names_the_process_and_its_command(tmp_path: Path) -> None:
    path = tmp_path / "studio.duckdb"
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "open"
        with pytest.raises(ProjectLockedError, match=rf"process {holder.pid} \(-c .*studio\.duckdb\)"):
            Database.open(path)
        (tmp_path / "studio.lock").unlink()
        with pytest.raises(ProjectLockedError, match=rf"process {holder.pid} \(.*python"):
            Database.open(path)
    finally:
        holder.kill()
        holder.wait()
    Database.open(path).close()


def test_a_command_that_lets_go_in_a_moment_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "studio.duckdb"
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        threading.Timer(0.2, holder.kill).start()
        Database.open(path).close()


def test_a_killed_process_leaves_a_project_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "studio.duckdb"
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()
    holder.wait()
    with Database.open(path) as db:
        assert db.all("corpus_counts") == [(0, 0, 0)]
    assert not (tmp_path / "studio.lock").exists()


def test_a_missing_database_is_not_made_by_accident(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        Database.open(tmp_path / "studio.duckdb")
    assert not (tmp_path / "studio.duckdb").exists()


@pytest.mark.parametrize("content", [b"", b"not a database at all " * 1000], ids=["empty", "junk"])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "studio.duckdb"
    path.write_bytes(content)
    with pytest.raises(ProjectBrokenError, match="is damaged and cannot be read"):
        Database.open(path)
    assert path.read_bytes() == content


def test_a_file_damaged_in_the_middle_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "studio.duckdb"
    with Database.open(path, create=True) as db:
        db.query("INSERT INTO problems SELECT 'a', 'b', i::VARCHAR, 'x' FROM range(100000) t(i)")
    data = bytearray(path.read_bytes())
    data[4096:40960] = bytes(40960 - 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(ProjectBrokenError, match="is damaged"):
        Database.open(path)


def test_a_file_that_may_not_be_written_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise duckdb.IOException('IO Error: Cannot open file "studio.duckdb": Permission denied')

    monkeypatch.setattr(duckdb, "connect", refuse)
    with pytest.raises(
        InputError, match=r"studio\.duckdb may not be written to, .+ Take the right to, or work in a copy"
    ):
        Database.open(tmp_path / "studio.duckdb", create=True)


def test_a_full_disk_is_a_sentence_and_the_database_is_whole_once_there_is_space(small_disk: SmallDisk) -> None:
    path = small_disk.path / "studio.duckdb"
    full = f"The disk that holds {path} is full"
    small_disk.fill()
    with pytest.raises(StudioError, match=full):
        Database.open(path, create=True)
    small_disk.grow()
    with Database.open(path, create=True) as db:
        db.query("INSERT INTO problems VALUES ('kept', 'b', 'c', 'd')")
        small_disk.fill()
        with pytest.raises(WriteError, match=full), db.transaction():
            db.query("INSERT INTO problems SELECT 'lost', 'b', i::VARCHAR, md5(i::VARCHAR) FROM range(200000) t(i)")
        assert db.query("SELECT job_id FROM problems") == [("kept",)]
        small_disk.grow()
        with db.transaction():
            db.query("INSERT INTO problems VALUES ('later', 'b', 'c', 'd')")
    with Database.open(path) as db:
        assert db.query("SELECT job_id FROM problems ORDER BY 1") == [("kept",), ("later",)]


def test_a_folder_whose_name_holds_a_word_of_the_message_is_not_taken_for_locked(tmp_path: Path) -> None:
    path = tmp_path / "set lock" / "studio.duckdb"
    path.parent.mkdir()
    path.write_bytes(b"not a database at all " * 1000)
    with pytest.raises(ProjectBrokenError, match="is damaged"):
        Database.open(path)


def test_a_newer_schema_asks_for_an_update(tmp_path: Path) -> None:
    path = tmp_path / "studio.duckdb"
    with Database.open(path, create=True) as db:
        db.query("INSERT INTO migrations VALUES (9999, 'from_the_future', now()::TIMESTAMP)")
    with pytest.raises(ProjectTooNewError, match="newer version of the studio"):
        Database.open(path)
    with pytest.raises(ProjectTooNewError):  # and it did not stay open
        Database.open(path)


def test_a_question_mark_in_the_path_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "why?"
    folder.mkdir()
    with pytest.raises(InputError, match=r"has a \? in its path"):
        Database.open(folder / "studio.duckdb", create=True)


def test_a_transaction_that_fails_changes_nothing(db: Database) -> None:
    def fail() -> None:
        with db.transaction():
            db.query("INSERT INTO problems VALUES ('a', 'b', 'c', 'd')")
            with db.transaction():
                db.query("INSERT INTO problems VALUES ('e', 'f', 'g', 'h')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert db.query("SELECT * FROM problems") == []


def test_threads_have_transactions_of_their_own(db: Database) -> None:
    seen = []

    def read() -> None:
        seen.append(db.query("SELECT count(*) FROM problems")[0][0])

    with db.transaction():
        db.query("INSERT INTO problems VALUES ('a', 'b', 'c', 'd')")
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    read()
    assert seen == [0, 1]


def test_closing_lets_go_of_the_file_though_threads_had_cursors(tmp_path: Path) -> None:
    path = tmp_path / "studio.duckdb"
    db = Database.open(path, create=True)
    thread = threading.Thread(target=lambda: db.query("SELECT 1"))
    thread.start()
    thread.join()
    db.close()
    code = "import sys, duckdb; duckdb.connect(sys.argv[1]).close()"
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 0


def test_a_read_that_fails_on_disk_is_a_sentence(db: Database, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="could not be read or written"):
        db.query("COPY (SELECT 1) TO $path", {"path": str(tmp_path / "no" / "folder.parquet")})


def test_a_fresh_database_has_the_schema_of_a_migrated_one(tmp_path: Path) -> None:
    steps = migrate.migrations()
    fresh, migrated = duckdb.connect(tmp_path / "fresh"), duckdb.connect(tmp_path / "migrated")
    migrate.bring_up_to_date(fresh)
    for number in range(1, len(steps) + 1):
        assert migrate.bring_up_to_date(migrated, steps[:number]) == 1
    assert migrate.bring_up_to_date(migrated) == 0
    assert _schema(fresh) == _schema(migrated)
    recorded = migrated.execute("SELECT number, name FROM migrations ORDER BY number").fetchall()
    assert recorded == [(step.number, step.name) for step in steps]


def test_a_migration_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    connection = duckdb.connect(tmp_path / "db")
    steps = migrate.migrations()
    migrate.bring_up_to_date(connection, steps)
    before = _schema(connection)
    last = steps[-1].number
    broken = migrate.Migration(last + 1, "broken", "CREATE TABLE extra (a INTEGER); SELECT * FROM no_such_table;")
    with pytest.raises(duckdb.Error, match="no_such_table"):
        migrate.bring_up_to_date(connection, [*steps, broken])
    assert _schema(connection) == before


def test_a_migration_that_comes_late_under_a_number_left_out_is_applied(tmp_path: Path) -> None:
    one, two, three = (migrate.Migration(n, f"m{n}", f"CREATE TABLE t{n} (a INTEGER)") for n in (1, 2, 3))
    connection = duckdb.connect(tmp_path / "db")
    assert migrate.bring_up_to_date(connection, [one, three]) == 2
    assert migrate.bring_up_to_date(connection, [one, two, three]) == 1
    assert migrate.bring_up_to_date(connection, [one, two, three]) == 0


def test_two_migrations_of_one_number_are_refused(tmp_path: Path) -> None:
    (tmp_path / "0003_a.sql").write_text("SELECT 1")
    (tmp_path / "0003_b.sql").write_text("SELECT 1")
    with pytest.raises(ValueError, match="have the same number"):
        migrate.migrations(tmp_path)


def test_every_statement_is_described_and_used() -> None:
    root = Path(__file__).parents[2] / "studio"
    sources = "\n".join(file.read_text("utf-8") for ending in ("py", "sql") for file in root.rglob(f"*.{ending}"))
    composed, marks = ("filter_", "order_"), ('"%s"', "'%s'", "{{%s}}")
    unused = [n for n in load() if not n.startswith(composed) and not any(mark % n in sources for mark in marks)]
    assert unused == ["pair_numbers", "passage_numbers"]  # named by their kind


def test_a_statement_without_a_description_is_refused(tmp_path: Path) -> None:
    (tmp_path / "topic.sql").write_text("-- name: bare\nSELECT 1;\n")
    with pytest.raises(ValueError, match=r"bare in topic\.sql has no description"):
        load(tmp_path)
    (tmp_path / "topic.sql").write_text("-- name: a\n-- one\nSELECT 1;\n-- name: a\n-- two\nSELECT 2;\n")
    with pytest.raises(ValueError, match="defined in"):
        load(tmp_path)


def test_what_several_statements_begin_with_is_put_in_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("-- name: whole\n-- All of it.\nCOPY ({{part}} WHERE regexp_matches(n, '{L}'));\n")
    (tmp_path / "b.sql").write_text("-- name: part\n-- Where it comes from.\nSELECT n FROM t;\n")
    assert load(tmp_path)["whole"].sql == "COPY (SELECT n FROM t WHERE regexp_matches(n, '{L}'))"
    (tmp_path / "b.sql").unlink()
    with pytest.raises(ValueError, match=r"whole in a\.sql puts in part, which is not there"):
        load(tmp_path)


def test_importing_storage_loads_no_database() -> None:
    code = (
        "import sys, studio.storage.queue, studio.storage.overview, studio.project, studio.settings\n"
        "heavy = {'duckdb', 'polars', 'numpy', 'pydantic', 'torch'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _schema(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, ...]]:
    return (
        connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        + connection.execute("SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL").fetchall()
    )


def test_memory_is_spared_but_where_there_is_room(db: Database) -> None:
    def limit() -> float:
        [(text,)] = db.query("SELECT current_setting('memory_limit')")
        return float(text.split()[0]) * (1024 if "GiB" in text else 1)

    before = limit()
    db.spare_memory()
    spared = limit()
    with db.room():
        assert limit() == before
    assert limit() == spared < before


def test_what_needs_more_than_is_spared_gets_it(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_SPARING", 1)
    db.spare_memory()
    with pytest.raises(duckdb.OutOfMemoryException):
        db._execute(LARGE).fetchall()
    assert db.query(LARGE) == [(400_000,)]
    with db.transaction():
        db.query(f"CREATE TABLE kept AS {LARGE}")
    assert db.query("FROM kept") == [(400_000,)]
    assert db.query("SELECT current_setting('memory_limit')") == [("1.0 MiB",)]
