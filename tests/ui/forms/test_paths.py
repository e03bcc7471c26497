from pathlib import Path

import pytest

from studio.ui.forms import paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("handbook", "handout", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "tickets.jsonl").write_text('{"_id": 1, "subject": "a", "body": "b"}\n{"x": 1}\n')
    (tmp_path / "table.csv").write_text("\ufeffid,subject,body\n1,2,3\n")
    return tmp_path


def test_completions_begin_as_the_path_ends_and_folders_have_a_slash(folder: Path) -> None:
    assert paths.completions(f"{folder}/hand") == [f"{folder}/handbook/", f"{folder}/handout/"]
    assert paths.completions(f"{folder}/ti") == [f"{folder}/tickets.jsonl"]


def test_hidden_names_are_offered_only_to_who_asks_for_them(folder: Path) -> None:
    assert f"{folder}/.hidden/" not in paths.completions(f"{folder}/")
    assert paths.completions(f"{folder}/.h") == [f"{folder}/.hidden/"]


def test_a_folder_that_is_not_there_completes_to_nothing(folder: Path) -> None:
    assert paths.completions(f"{folder}/nowhere/x") == []


def test_a_bare_name_is_completed_in_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert paths.completions("handb") == ["handbook/"]


def test_what_several_names_share_is_completed_at_once() -> None:
    assert paths.common(["a/handbook/", "a/handout/"]) == "a/hand"


def test_files_of_records_are_told_by_their_ending() -> None:
    assert paths.holds_records("x/tickets.JSONL")
    assert not paths.holds_records("x/handbook")


def test_columns_are_read_from_the_first_line_alone(folder: Path) -> None:
    assert paths.columns(folder / "tickets.jsonl") == ("_id", "subject", "body")
    assert paths.columns(folder / "table.csv") == ("id", "subject", "body")
    assert paths.columns(folder / "gone.csv") == ()


def test_a_home_and_quotes_are_understood(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert paths.resolved(" '~/handbook' ") == folder / "handbook"


def test_the_home_of_nobody_is_a_path_like_any_other() -> None:
    assert paths.completions("~nobody-of-that-name/") == []
    assert paths.resolved("~nobody-of-that-name/x") == Path.cwd() / "~nobody-of-that-name" / "x"
