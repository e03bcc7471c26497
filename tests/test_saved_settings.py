"""Training settings under a name: saved, loaded into studio.toml with everything else left as it was."""

import re
from pathlib import Path

import pytest

from studio import saved_settings
from studio.domain.options import TrainingOptions
from studio.errors import InputError
from studio.project import Project
from studio.settings import Settings, load

GENTLE = TrainingOptions(epochs=3, learning_rate=1e-5, dimensions=(256, 64), use="accepted")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "handbook", base="a-base", name="Handbook")


def test_what_was_saved_is_loaded(project: Project) -> None:
    saved_settings.save(project, "gentle", TrainingOptions())
    saved_settings.save(project, "gentle", GENTLE)
    assert saved_settings.load(project, "gentle") == GENTLE
    assert saved_settings.names(project) == ["gentle"]


def test_loading_into_studio_toml_changes_what_differs_and_nothing_else(project: Project) -> None:
    saved_settings.save(project, "gentle", GENTLE)
    before = project.settings_file.read_text()
    assert saved_settings.put_in_force(project, "gentle") == ["epochs", "learning_rate", "dimensions", "use"]
    after = project.settings_file.read_text()
    found = load(project.settings_file)
    assert found.training == GENTLE
    assert (found.model.base, found.project.name) == ("a-base", "Handbook")
    assert found.evaluation == Settings().evaluation
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert changed == ["epochs = 3", "learning_rate = 1e-05", "dimensions = [256, 64]", 'use = "accepted"']
    assert len(after.splitlines()) == len(before.splitlines())
    assert saved_settings.put_in_force(project, "gentle") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[training]\n",
        "[training]\n# epochs = 1\nepochs = 7\n[model]\nbase = 'x'",
        "[model]\nbase = 'x'\n[training]",
    ],
)
def test_a_file_written_by_hand_is_changed_too(project: Project, text: str) -> None:
    project.settings_file.write_text(text)
    saved_settings.save(project, "gentle", GENTLE)
    saved_settings.put_in_force(project, "gentle")
    assert load(project.settings_file).training == GENTLE


def test_a_file_that_cannot_be_changed_line_by_line_is_left_alone(project: Project) -> None:
    text = "[training]\ndimensions = [\n  384,\n  128,\n]\n"
    project.settings_file.write_text(text)
    saved_settings.save(project, "gentle", GENTLE)
    with pytest.raises(InputError, match="cannot be changed line by line"):
        saved_settings.put_in_force(project, "gentle")
    assert project.settings_file.read_text() == text


@pytest.mark.parametrize("name", ["../up", "", "a/b", ".hidden"])
def test_a_name_stays_in_its_folder(project: Project, name: str) -> None:
    with pytest.raises(InputError, match="is no name for settings"):
        saved_settings.save(project, name, GENTLE)


def test_a_name_that_is_not_there_lists_those_that_are(project: Project) -> None:
    saved_settings.save(project, "gentle", GENTLE)
    with pytest.raises(InputError, match=re.escape("No settings are saved as rough. There are: gentle.")):
        saved_settings.load(project, "rough")
