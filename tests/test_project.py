"""A project is a folder: made, found, opened, and never in the way of other files."""

from pathlib import Path

import pytest

from studio.errors import InputError
from studio.project import NoProjectError, Project, sample_corpus
from studio.settings import DEFAULT_BASE, Settings, load
from tests.conftest import SmallDisk


def test_a_new_project_has_its_folders_settings_and_guidelines(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "deep" / "handbook")
    assert (project.name, project.base) == ("handbook", DEFAULT_BASE)
    for folder in (project.index, project.jobs, project.models, project.datasets, project.exports):
        assert folder.is_dir()
    assert load(project.settings_file) == Settings()
    assert (project.path / "guidelines.md").read_text("utf-8").startswith("# Guidelines")
    assert not project.database.exists()


def test_name_and_base_are_what_was_asked_for(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a", name='the "fab"', base="C:\\models\\mini")
    assert (project.name, project.base) == ('the "fab"', "C:\\models\\mini")
    assert load(project.settings_file).model.base == "C:\\models\\mini"
    assert Project.open(project.path) == project


def test_a_project_is_found_from_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.create(tmp_path / "a")
    assert Project.find(project.jobs) == project
    monkeypatch.chdir(project.exports)
    assert Project.find() == project


def test_no_project_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoProjectError, match=r"is in no project\. Run `studio init DIR`"):
        Project.find(tmp_path)
    with pytest.raises(NoProjectError, match=r"is no project: it has no studio\.toml"):
        Project.open(tmp_path)
    with pytest.raises(NoProjectError, match="missing is not a folder"):
        Project.open(tmp_path / "missing")


def test_a_folder_with_files_of_its_own_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_text("x")
    with pytest.raises(InputError, match=r"is not empty \(report\.pdf\)"):
        Project.create(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.pdf"]


def test_harmless_files_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "guidelines.md").write_text("ours")
    Project.create(tmp_path)
    assert (tmp_path / "README.md").read_text("utf-8") == "mine"
    assert (tmp_path / "guidelines.md").read_text("utf-8") == "ours"


def test_what_a_full_disk_left_of_a_project_is_made_to_the_end(small_disk: SmallDisk) -> None:
    small_disk.fill()
    with pytest.raises(InputError, match="cannot be made a project: No space left"):
        Project.create(small_disk.path / "handbook")
    small_disk.grow()
    assert load(Project.create(small_disk.path / "handbook").settings_file) == Settings()


def test_a_name_that_no_folder_can_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be made a project: File name too long"):
        Project.create(tmp_path / ("x" * 300))


def test_a_project_is_not_made_twice(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a")
    before = project.settings_file.read_text("utf-8")
    with pytest.raises(InputError, match="is a project already"):
        Project.create(project.path, name="other")
    assert project.settings_file.read_text("utf-8") == before


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(InputError, match="taken is a file"):
        Project.create(tmp_path / "taken")
    with pytest.raises(InputError, match="cannot be made a project"):
        Project.create(tmp_path / "taken" / "below")


def test_faulty_settings_do_not_keep_a_project_from_being_found(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a")
    project.settings_file.write_text("[model\nbase = 3")
    assert Project.find(project.path).base == DEFAULT_BASE
    project.settings_file.write_text("model = 4\n[project]\nname = 7")
    assert Project.find(project.path).name == "a"


def test_the_sample_corpus_is_there() -> None:
    assert any((sample_corpus() / "handbook").glob("*.md"))


def test_the_sample_corpus_is_found_beside_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio import project

    (tmp_path / "studio" / "sample_corpus").mkdir(parents=True)
    monkeypatch.setattr(project, "__file__", str(tmp_path / "studio" / "project.py"))
    assert sample_corpus() == tmp_path / "studio" / "sample_corpus"
    (tmp_path / "studio" / "sample_corpus").rmdir()
    with pytest.raises(InputError, match="Install the studio again"):
        sample_corpus()
