"""Review line by line: the same decisions and the same events as on the screen."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.cli.edge import run
from studio.domain.audit import AuditKind
from studio.domain.decisions import SHOWN_AUDIT, Action, Decision
from studio.storage import audits, card, decisions, queue
from studio.storage.database import Database
from tests.ui.review.deck import build

Said = list[str]
Sit = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of 12 pairs with 4 negatives each."""
    project, db = build(tmp_path)
    db.close()
    return project.path


@pytest.fixture
def sit(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> "Sit":
    """Return a function that types lines and returns what was said."""

    def typed(*lines: str, options: tuple[str, ...] = ()) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        capfd.readouterr()
        code = run(["review", "--plain", *options, "--project", str(folder), "--set", "review.reviewer=ada"])
        assert code == 0, capfd.readouterr().err
        return capfd.readouterr().out.splitlines()

    return typed


def first_events(folder: Path) -> list[Decision]:
    with Database.open(folder / "studio.duckdb") as db:
        named = [card.card(db, number).pair_id for number in queue.ids(db)]
        found = [event for name in named for event in decisions.events(db, name)]
    return sorted(found, key=lambda event: event.at)


def test_bytes_that_are_no_text_are_an_answer_that_is_not_understood(folder: Path) -> None:
    command = [sys.executable, "-m", "studio.cli", "review", "--plain", "--project", str(folder)]
    typed = b"c \xe2\x82\n\xff\na\n"
    done = subprocess.run(command, input=typed, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "\ufffd is no answer. ? lists them." in done.stdout.decode()
    assert [event.action for event in first_events(folder)] == [Action.COMMENT, Action.ACCEPT]


def test_every_question_is_one_line_and_every_answer_an_event(sit: Sit, folder: Path) -> None:
    said = sit("a", "x", "s", "t")
    questions = [line for line in said if line.startswith("Pair ")]
    assert len(questions) == 5
    assert questions[0].startswith("Pair 1 of 12. Query: ")
    assert " Passage, from " in questions[0]
    assert [event.action for event in first_events(folder)] == [
        Action.ACCEPT,
        Action.REJECT,
        Action.SKIP,
        Action.CANT_TELL,
    ]
    assert {event.reviewer for event in first_events(folder)} == {"ada"}
    assert said[-1] == "4 decisions in this sitting. 1 accepted, 1 rejected, 8 left."


def test_it_repairs_flags_comments_and_takes_back_as_the_screen_does(sit: Sit, folder: Path) -> None:
    said = sit("e a better query", "c look [/i]", "f", "1", "n 2", "n 9", "a", "u", "r", "again", "h", "l", "q")
    assert "query: a better query" in said
    assert any(line.startswith("Negative 1, answers the query too, from ") for line in said)
    assert any(line.startswith("Negative 2, unjudged, from ") and "Detail" in line for line in said)
    assert any(line.startswith("There is no negative 9") for line in said)
    assert "undone: accepted 1 pair" in said
    assert "done again: accepted 1 pair" in said
    assert any("accepted, flagged, edited, comment: look [/i]. Query: a better query" in line for line in said)
    assert [event.action for event in first_events(folder)][:4] == [
        Action.EDIT_QUERY,
        Action.COMMENT,
        Action.FLAG,
        Action.NEGATIVE_FALSE,
    ]


def test_words_it_does_not_know_the_end_of_the_queue_and_of_the_input_are_told(sit: Sit) -> None:
    said = sit("what", "", "?", "u", *["a"] * 12)
    assert "what is no answer. ? lists them." in said
    assert "Nothing is left to undo." in said
    assert "End of the queue: h goes back, q leaves." in said
    assert said[-1].startswith("12 decisions in this sitting. 12 accepted")
    assert "There are no pairs" not in said


def test_guidelines_and_a_filter_work_too(sit: Sit, folder: Path) -> None:
    (folder / "guidelines.md").write_text("# Only answers count", "utf-8")
    said = sit("g", "q", options=("--filter", "document:copper-barrier"))
    assert "# Only answers count" in said
    assert any(line.startswith("Pair 1 of 3.") for line in said)
    assert run(["review", "--filter", "x", "--project", str(folder)]) == 2


def test_an_audit_is_judged_there_too(sit: Sit, folder: Path) -> None:
    with Database.open(folder / "studio.duckdb") as db:
        audits.begin(db, AuditKind.PAIRS, "ada", 3)
    sit("a", "a", "x", options=("--audit",))
    with Database.open(folder / "studio.duckdb") as db:
        assert (audits.audits(db)[0].judged, audits.audits(db)[0].bad) == (3, 1)
    assert {event.shown for event in first_events(folder)} == {SHOWN_AUDIT}


def test_a_query_is_split_in_two(sit: Sit, folder: Path) -> None:
    said = sit("split", "split who waives it", "l", "a", "u", "u")
    assert "Not split: write split and a second query that is not here yet." in said
    assert "split off: who waives it" in said
    assert any(line.startswith("Pair 2 of 13. Query: who waives it ") for line in said)
    assert said[-1].endswith("12 left.")
    assert next(event.action for event in first_events(folder)) is Action.SPLIT
