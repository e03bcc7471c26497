"""Settings on the command line: what is in force and why, and training settings under a name."""

import json
from pathlib import Path

from studio.settings import load
from tests.cli.conftest import RunCommand


def test_every_setting_says_where_it_comes_from(studio: RunCommand, project: Path) -> None:
    (project / "studio.toml").write_text("[training]\nepochs = 3\n")
    ran = studio("settings", "--project", project, "--set", "training.seed=5", "--json")
    found = {each["key"]: each for each in json.loads(ran.out)["settings"]}
    assert (found["training.epochs"]["value"], found["training.epochs"]["source"]) == (3, "studio.toml")
    assert (found["training.seed"]["value"], found["training.seed"]["source"]) == (5, "command line")
    assert found["mining.pool"]["source"] == "default"
    told = studio("settings", "--project", project).out
    assert any(line.split() == ["training.epochs", "3", "studio.toml"] for line in told.splitlines())


def test_training_settings_are_saved_listed_and_loaded(studio: RunCommand, project: Path) -> None:
    assert studio("settings", "save", "gentle", "--set", "training.epochs=4", "--project", project).code == 0
    assert load(project / "studio.toml").training.epochs == 0
    assert studio("settings", "list", "--project", project).out == "gentle\n"
    assert "epochs changed" in studio("settings", "load", "gentle", "--project", project).out
    assert load(project / "studio.toml").training.epochs == 4


def test_a_name_is_asked_for_where_it_is_needed_and_refused_where_it_is_not(studio: RunCommand, project: Path) -> None:
    for arguments, told in ((["save"], "needs a NAME"), (["list", "gentle"], "takes no NAME")):
        ran = studio("settings", *arguments, "--project", project)
        assert (ran.code, told in ran.err) == (2, True)
    assert studio("settings", "load", "rough", "--project", project).code == 2
