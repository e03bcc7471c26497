"""A command's project and settings."""

from pathlib import Path

import pytest

from studio.cli.session import Session
from tests.cli.conftest import RunCommand


def test_options_and_set_override_settings_and_leave_the_rest(project: Path) -> None:
    (project / "studio.toml").write_text("[training]\nepochs = 2\nbatch_size = 8\n")
    session = Session(project, {"training": {"epochs": 3, "dimensions": (384, 64)}, "model": {"device": "cpu"}})
    assert session.settings.training.epochs == 3
    assert session.settings.training.batch_size == 8
    assert session.settings.training.dimensions == (384, 64)
    assert session.settings.model.device == "cpu"


def test_what_overrides_the_settings_reaches_the_screens_too(project: Path) -> None:
    (project / "studio.toml").write_text("[review]\n")
    assert Session(project, {"review": {"reviewer": "ada"}}).review.reviewer == "ada"
    assert Session(project, {"training": {"epochs": 3}}).review == Session(project).review


def test_the_project_is_found_from_a_folder_inside_it(
    project: Path, studio: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "documents" / "deep").mkdir(parents=True)
    monkeypatch.chdir(project / "documents" / "deep")
    assert Session().project.path == project
    assert studio("jobs").out == "There is no job yet.\n"


def test_init_refuses_a_folder_with_other_things(studio: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    ran = studio("init", tmp_path)
    assert ran.code == 2
    assert "is not empty (thesis.docx)" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_init_keeps_the_folder_of_a_base_model_absolute(
    studio: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    assert studio("init", "here", "--base", "model").code == 0
    assert Session(tmp_path / "here").settings.model.base == str(tmp_path / "model")


def test_init_refuses_a_base_that_is_not_there_and_says_which_one_has_to_be_fetched(
    studio: RunCommand, tmp_path: Path
) -> None:
    ran = studio("init", tmp_path / "one", "--base", "/no/such/model")
    assert ran.code == 2
    assert "base = '/no/such/model' is not there." in ran.err
    assert not (tmp_path / "one").exists()
    assert "not on this machine: it is fetched" in studio("init", tmp_path / "two", "--base", "nobody/far").out


def test_screens_want_a_terminal(studio: RunCommand, project: Path) -> None:
    for arguments in (("open", str(project)), ("review", "--project", str(project))):
        ran = studio(*arguments)
        assert ran.code == 2
        assert "need a terminal" in ran.err
