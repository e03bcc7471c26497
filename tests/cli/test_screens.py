from pathlib import Path

import pytest
from textual.app import App

from studio.cli.screens import run_kept
from studio.errors import StudioError


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
