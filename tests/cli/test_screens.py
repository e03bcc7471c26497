import os
import sys
import time
from pathlib import Path

import pytest
from textual.app import App

from benchmarks.terminal import Terminal
from studio.cli.screens import run_kept
from studio.errors import StudioError
from tests.ui.review.deck import build


class Broken(App[None]):
    def on_mount(self) -> None:
        raise RuntimeError("a bug")


class Quitting(App[None]):
    def on_mount(self) -> None:
        self.exit()


def test_a_bug_in_the_screens_is_one_sentence_and_its_traceback_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "studio.log"
    with pytest.raises(StudioError, match=r"Every decision is kept.*"):
        run_kept(Broken(), log, headless=True)
    assert "RuntimeError: a bug" in log.read_text()
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err


def test_leaving_the_screens_says_nothing(tmp_path: Path) -> None:
    run_kept(Quitting(), tmp_path / "studio.log", headless=True)
    assert not (tmp_path / "studio.log").exists()


def _sit(folder: Path, keys: dict[str, str]) -> str:
    """Open review in a terminal, type keys, each until its words are painted; return what is left after the screens."""
    project, db = build(folder)
    db.close()
    command = [sys.executable, "-m", "studio.cli", "review", "--project", str(project.path)]
    terminal = Terminal(command, env={"COLUMNS": "120", "LINES": "40"})
    try:
        terminal.until("left 12", timeout=60)
        for key, painted in keys.items():
            terminal.key(key)
            terminal.until(painted)
        shown = len(terminal.seen)
        terminal.key("q")
        deadline = time.monotonic() + 30
        while os.waitid(os.P_PID, terminal.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            assert time.monotonic() < deadline, "the screens are still there"
            terminal.collect(0.1)
        terminal.collect()
    finally:
        terminal.kill()
    return terminal.seen[shown:].rpartition(b"\x1b[?1049l")[2].decode()


def test_leaving_says_what_was_decided_and_what_is_left(tmp_path: Path) -> None:
    after = _sit(tmp_path, {"a": "left 11", "x": "left 10"})
    assert "Decided in this sitting: 2 pairs, 50% of 2 accepted." in after
    assert "s from one to the next" in after
    assert "An audit (A) of 10 cards can show at most 5%" in after


def test_leaving_says_nothing_where_nothing_was_decided(tmp_path: Path) -> None:
    assert "Decided" not in _sit(tmp_path, {"j": "left 12"})
