"""`studio compare`, and verdicts where a person and a script look for them: no model is needed."""

import json
from pathlib import Path

import pytest

from studio.cli import keys
from studio.storage.database import Database
from tests.cli.conftest import RunCommand
from tests.ui import projects


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    """Return the folder of a project with base, BM25, a run and fusions on 40 queries."""
    project, db = projects.measured(tmp_path)
    db.close()
    return project.path


def test_a_row_is_compared_with_the_base_unless_another_is_named(studio: RunCommand, measured: Path) -> None:
    ran = studio("compare", "run-01", "--project", measured)
    assert ran.code == 0, ran.err
    assert "run-01 is better than base all-MiniLM-L6-v2" in ran.out
    assert "could show a difference of .064 with 80% power" in ran.out
    assert "keyword" in ran.out
    assert "half to three quarters" in ran.out or "quarter" in ran.out
    other = studio("compare", "run-01 + BM25", "run-01", "--by", "length", "--project", measured)
    assert "run-01 + BM25" in other.out
    assert "than run-01" in other.out
    assert "keyword" not in other.out.split("difference", 2)[-1]


def test_scripts_get_the_verdict_and_every_slice_under_the_documented_keys(studio: RunCommand, measured: Path) -> None:
    found = json.loads(studio("compare", "run-01", "BM25", "--json", "--project", measured).out)
    assert set(found) == set(keys.COMPARE)
    assert set(found["verdict"]) == set(keys.VERDICT)
    assert (found["row"]["name"], found["reference"]["name"]) == ("run-01", "BM25")
    assert found["row"]["difference"] != pytest.approx(0.071)
    assert list(found["slices"]) == ["style", "overlap", "document", "length"]
    assert all(set(each) == set(keys.SLICE) for way in found["slices"].values() for each in way)
    assert sum(each["queries"] for each in found["slices"]["style"]) == 40
    for fall in found["verdict"]["worse_for"]:
        assert set(fall) == set(keys.FALL)


def test_the_leaderboard_begins_with_what_nothing_was_chosen_on_as_the_screen_does(
    studio: RunCommand, measured: Path
) -> None:
    with Database.open(measured / "studio.duckdb") as db:
        db.query("INSERT INTO test_sets SELECT * REPLACE ('dev' AS test_set, 'dev' AS purpose) FROM test_sets")
    found = json.loads(studio("leaderboard", "--json", "--project", measured).out)
    assert [test_set["purpose"] for test_set in found["test_sets"]] == ["test", "dev"]


def test_leaderboard_and_status_carry_the_verdict(studio: RunCommand, measured: Path) -> None:
    ran = studio("leaderboard", "--project", measured)
    assert "p by Holm over 10 rows ever compared" in ran.out
    assert "run-01 is better than base all-MiniLM-L6-v2, by +.071" in ran.out
    rows = json.loads(studio("leaderboard", "--json", "--project", measured).out)["rows"]
    said = {(row["name"], row["dimensions"]): row["verdict"] for row in rows if row["precision"] == "float32"}
    assert said["base all-MiniLM-L6-v2", 384] is None
    assert said["run-01", 384]["said"] == "better"
    assert said["run-01", 384]["family"] == 10
    assert isinstance(said["run-01", 384]["worse_for"], list)
    best = json.loads(studio("status", "--json", "--project", measured).out)["best"]
    assert best["verdict"] == said["run-01", 384]
    assert said["run-01", 384]["sentence"] in studio("status", "--project", measured).out


def test_every_size_of_vectors_is_shown_with_what_it_keeps_and_may_be_compared(
    studio: RunCommand, measured: Path
) -> None:
    assert "binary" not in studio("leaderboard", "--project", measured).out
    shown = studio("leaderboard", "--all", "--project", measured).out
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert any(line.startswith("run-01 384 binary .705") and "96.0% 48" in line for line in lines)
    rows = json.loads(studio("leaderboard", "--json", "--project", measured).out)["rows"]
    kept = {(row["name"], row["dimensions"], row["precision"]): row["kept"] for row in rows}
    assert kept["run-01", 384, "float32"] is None
    assert kept["run-01", 128, "float32"] == pytest.approx(0.716 / 0.734)
    assert kept["run-01", 384, "binary"] == pytest.approx(0.705 / 0.734)
    found = json.loads(studio("compare", "run-01@int8", "run-01", "--json", "--project", measured).out)
    assert (found["row"]["precision"], found["reference"]["precision"]) == ("int8", "float32")
    assert "run-01 at 384 int8" in found["verdict"]["sentence"]
    assert "run-01 at 384" in found["verdict"]["sentence"].replace("run-01 at 384 int8", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run-07",), "There is no row run-07 on engineers. Its rows: run-01 + BM25; run-01"),
        (("run-01", "BM 25"), "There is no row BM 25 on engineers"),
        (("run-01", "--test-set", "tickets"), "There is no test set tickets in this project. There is: engineers"),
        (("base",), "name two rows"),
    ],
)
def test_what_cannot_be_compared_is_bad_input(
    studio: RunCommand, measured: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = studio("compare", *arguments, "--project", measured)
    assert ran.code == 2
    assert said in ran.err


def test_without_a_measurement_there_is_nothing_to_compare(studio: RunCommand, project: Path) -> None:
    ran = studio("compare", "run-01", "--project", project)
    assert ran.code == 2
    assert "There is: none yet." in ran.err
