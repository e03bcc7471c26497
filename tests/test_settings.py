"""studio.toml: strict, told whole, and documented from its own code."""

import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from studio.domain.options import ReviewOptions
from studio.settings import Settings, SettingsError, check, for_screens, load, reviewer, sections
from studio.settings_reference import documented, reference, template

_ROOT = Path(__file__).parents[1]


def faults(tmp_path: Path, text: str) -> tuple[str, ...]:
    file = tmp_path / "studio.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    (tmp_path / "studio.toml").write_text("")
    assert load(tmp_path / "studio.toml") == Settings()


def test_what_is_set_is_taken_with_its_type(tmp_path: Path) -> None:
    (tmp_path / "studio.toml").write_text(
        '[training]\ndimensions = [128, 64]\nwarmup = 0\nuse = "accepted"\n[review.keymap]\naccept = "a,enter"\n'
    )
    found = load(tmp_path / "studio.toml")
    assert found.training.dimensions == (128, 64)
    assert found.training.warmup == 0.0
    assert found.training.use == "accepted"
    assert found.review.keymap == {"accept": "a,enter"}


def test_every_fault_is_told_at_once_with_file_and_key(tmp_path: Path) -> None:
    text = """
[trianing]
[training]
batch_size = -1
epochs = "3"
learning = 1
dimensions = 3
[mining]
negatives = 10
[split]
seed = "x"
"""
    expected = """
[trianing] in studio.toml is no section. Did you mean training?
training.learning in studio.toml is no setting. Did you mean learning_rate?
mining.negatives = 10 in studio.toml is above 9. Use 5, or remove the line.
split.seed = "x" in studio.toml is not a whole number. Use 13, or remove the line.
training.epochs = "3" in studio.toml is not a whole number. Use 0, or remove the line.
training.batch_size = -1 in studio.toml is below 0. Use 0, or remove the line.
training.dimensions = 3 in studio.toml is not a list in brackets. Use [384, 256, 128, 64], or remove the line.
"""
    assert faults(tmp_path, text) == tuple(expected.strip().splitlines())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[split]\ndev = true", "split.dev = true in studio.toml is not a number"),
        ("[model]\nbase = 3", "model.base = 3 in studio.toml is not text in quotes"),
        ("[training]\nepochs = 1.5", "training.epochs = 1.5 in studio.toml is not a whole number"),
        ("[review]\nkeymap = 3", "review.keymap = 3 in studio.toml is not a table"),
        ("[training]\ndimensions = []", "training.dimensions = [] in studio.toml are not all positive numbers"),
        ("[evaluation]\ndimensions = [-1]", "evaluation.dimensions = [-1] in studio.toml are not all positive"),
        ("[generation]\nstyles = []", "generation.styles = [] in studio.toml asks for no style"),
        (
            "[corpus]\nmax_tokens = 64\noverlap_tokens = 40",
            "corpus.overlap_tokens = 40 in studio.toml is more than half",
        ),
        ("model = 3", "model = 3 in studio.toml is not a section. Write [model]"),
        ("[model]\nbase = 2024-01-01", 'model.base = "2024-01-01" in studio.toml is not text'),
    ],
)
def test_a_fault_is_one_sentence(tmp_path: Path, text: str, fault: str) -> None:
    [told] = faults(tmp_path, text)
    assert told.startswith(fault)


def test_a_file_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    [told] = faults(tmp_path, "[model]\nbase = \n")
    assert "is not valid TOML" in told
    assert "line 2" in told


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load(tmp_path / "studio.toml")
    (tmp_path / "studio.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"is not UTF-8 text \(byte 0\)"):
        load(tmp_path / "studio.toml")


def test_settings_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Settings().training.epochs = 3  # type: ignore[misc]  # that is the test


def test_every_setting_has_a_docstring_a_default_and_a_type() -> None:
    found = {(item.section, item.name) for item in documented()}
    expected = {(section, item.name) for section, options in sections().items() for item in fields(options)}
    assert found == expected
    assert all(item.doc.endswith((".", "?")) and item.type for item in documented())


def test_the_template_is_valid_and_changes_nothing() -> None:
    assert check(tomllib.loads(template())) == Settings()
    given = check(tomllib.loads(template(name="n", base="b")))
    assert (given.project.name, given.model.base) == ("n", "b")


def test_every_line_of_the_template_may_be_uncommented() -> None:
    lines = [
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line for line in template().splitlines()
    ]
    known = {item.name for item in documented()}
    text = "\n".join(line for line in lines if line.startswith("[") or line.split(" = ")[0] in known)
    assert check(tomllib.loads(text)) == Settings()


def test_the_reference_is_what_the_docs_hold() -> None:
    assert (_ROOT / "docs" / "settings.md").read_text("utf-8") == reference(), (
        "run python -m studio.settings_reference > docs/settings.md"
    )


def test_the_reviewer_is_the_setting_or_the_login_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reviewer(ReviewOptions(reviewer="ada")) == "ada"
    monkeypatch.setenv("LOGNAME", "bob")
    assert reviewer(ReviewOptions()) == "bob"


def test_a_login_without_a_name_is_a_reviewer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nameless)
    assert reviewer(ReviewOptions()) == "reviewer"


def test_importing_settings_is_cheap() -> None:
    code = "import sys, studio.settings; sys.exit(bool({'pydantic', 'duckdb', 'polars', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_screens_start_with_their_own_section_alone(tmp_path: Path) -> None:
    path = tmp_path / "studio.toml"
    path.write_text('[training]\nbatch_size = -1\n[review]\nreviewer = "ada"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="batch_size"):
        for_screens(path)
    path.write_text("[training]\nbatch_size = -1\n[review]\n", encoding="utf-8")
    assert for_screens(path) == ReviewOptions()
    path.write_text("[training\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="TOML"):
        for_screens(path)
