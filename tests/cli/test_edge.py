"""Errors are one sentence on stderr, and exit codes mean something."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from studio.cli import group
from studio.errors import StudioError
from tests.cli.conftest import RunCommand


def _raise(error: BaseException) -> click.Command:
    def body() -> None:
        raise error

    return click.Command("boom", callback=body)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonsense",), "No such command 'nonsense'. See `studio --help`."),
        (("train", "--epochs"), "Option '--epochs' requires an argument. See `studio train --help`."),
        (("train", "--epochs", "many"), "'many' is not a valid integer"),
        (("train", "--use", "all"), "'all' is not one of 'accepted', 'not_rejected'"),
        (("train", "--dimensions", "a,b"), "'a,b' is not a list such as 384,128"),
        (("train", "--set", "epochs"), "--set epochs is not of the form SECTION.KEY=VALUE"),
        (("init",), "Missing argument 'DIR'"),
    ],
)
def test_bad_usage_ends_with_2_and_points_to_help(studio: RunCommand, arguments: tuple[str, ...], said: str) -> None:
    ran = studio(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert ran.out == ""


def test_a_folder_outside_any_project_is_told_apart(studio: RunCommand, tmp_path: Path) -> None:
    ran = studio("status", "--project", tmp_path / "nowhere")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "nowhere is not a folder. Run `studio init nowhere` to make one." in ran.err


@pytest.mark.parametrize(
    "arguments", [("ingest", "caf\udce9"), ("init", "caf\udce9"), ("run", "\udce9"), ("status", "--set", "a.b=\udce9")]
)
def test_a_word_that_is_no_utf8_is_one_sentence(studio: RunCommand, project: Path, arguments: tuple[str, ...]) -> None:
    ran = studio(*arguments, *(() if arguments[0] == "init" else ("--project", project)))
    assert ran.code == 2
    assert re.fullmatch(r".*\ufffd is no UTF-8\. Rename what it names, or .*\.\n", ran.err)


def test_a_folder_whose_name_is_no_utf8_is_said_where_it_is_the_current_one(
    studio: RunCommand, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "caf\udce9"
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    monkeypatch.chdir(folder)
    assert "caf\ufffd cannot be written down: its path is no UTF-8." in studio("ingest", ".", "--project", project).err
    assert "caf\ufffd can hold no project: its path is no UTF-8." in studio("init", ".").err
    (folder / "studio.toml").touch()
    assert "caf\ufffd can hold no project: its path is no UTF-8." in studio("status").err


def test_failed_work_ends_with_1(studio: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        group.LazyGroup, "get_command", lambda *_: _raise(StudioError("The gateway said no. Try again."))
    )
    ran = studio("boom")
    assert (ran.code, ran.err) == (1, "The gateway said no. Try again.\n")


def test_a_bug_is_one_sentence_and_its_traceback_is_kept(studio: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group.LazyGroup, "get_command", lambda *_: _raise(ZeroDivisionError("by\nzero")))
    ran = studio("boom")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    found = re.fullmatch(r"Unexpected error \(ZeroDivisionError: by zero\); details in (.+)\.\n", ran.err)
    assert found is not None
    assert "Traceback" in Path(found[1]).read_text()
    Path(found[1]).unlink()


def test_ctrl_c_is_no_traceback(studio: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group.LazyGroup, "get_command", lambda *_: _raise(KeyboardInterrupt()))
    ran = studio("boom")
    assert (ran.code, ran.err.strip()) == (130, "Stopped.")


@pytest.mark.parametrize("command", ["--help", "models", "jobs --json", "nonsense"])
def test_a_reader_that_leaves_a_pipe_is_no_error(project: Path, command: str) -> None:
    shell = f"{sys.executable} -m studio.cli {command} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False, cwd=project)
    assert done.stdout == ("2\n" if command == "nonsense" else "0\n")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_a_terminal_that_knows_no_such_letter_shows_a_mark(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "studio.cli", "init", str(tmp_path / "\u65e5tzung")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONIOENCODING": "latin-1"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{tmp_path}/?tzung is a project now" in done.stdout


def test_a_current_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    shell = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m studio.cli status"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "The current folder is gone. Change to another one.\n")


def test_the_home_of_nobody_is_a_path_that_is_not_there(studio: RunCommand, project: Path) -> None:
    ran = studio("ingest", "~nobody-of-that-name/x", "--project", project)
    assert ran.code == 2
    assert "~nobody-of-that-name/x does not exist" in ran.err


@pytest.mark.parametrize(
    ("command", "closed", "code"),
    [
        ("review --plain", "<&-", 0),
        ("run run-01 --delete", "<&-", 2),
        ("open", "<&-", 2),
        ("status", ">&-", 0),
        ("ingest .", "<&- >&- 2>&-", 2),
    ],
)
def test_closed_streams_are_no_error_and_never_the_database(
    studio: RunCommand, project: Path, command: str, closed: str, code: int
) -> None:
    shell = f"{sys.executable} -m studio.cli {command} {closed}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False, cwd=project)
    assert done.returncode == code
    assert "Unexpected" not in done.stderr
    assert studio("status", "--project", project).code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_output_is_one_sentence() -> None:
    shell = f"{sys.executable} -m studio.cli --help > /dev/full"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "The disk is full. Free some space and do it again: what was finished is kept.",
    )


def test_a_file_that_the_machine_refuses_is_named_with_what_to_do(
    studio: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = PermissionError(errno.EACCES, "Permission denied", "settings/gentle.toml")
    monkeypatch.setattr(group.LazyGroup, "get_command", lambda *_: _raise(refusal))
    ran = studio("boom")
    assert ran.code == 1
    assert ran.err.startswith("settings/gentle.toml cannot be used: Permission denied. Change its rights")


def test_a_faulty_setting_is_told_with_file_and_key(studio: RunCommand, project: Path) -> None:
    (project / "studio.toml").write_text("[training]\nepochs = -1\nspeed = 3\n")
    ran = studio("train", "--project", project)
    assert ran.code == 2
    assert "training.epochs = -1 in studio.toml is below 0" in ran.err
    assert "training.speed in studio.toml is no setting" in ran.err


def test_a_faulty_override_is_told_as_one_of_the_command_line(studio: RunCommand, project: Path) -> None:
    ran = studio("train", "--epochs", "-1", "--set", "mining.depth=5", "--project", project)
    assert ran.code == 2
    assert "training.epochs = -1 in the command line is below 0. Use 0, or leave it out." in ran.err
    assert "mining.depth = 5 in the command line" in ran.err
