"""Every command explains itself, and asking costs next to nothing."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from studio.cli import docs, group, keys
from studio.cli.documented import DocumentedCommand
from tests.cli.conftest import RunCommand

HEAVY = {
    *("torch", "transformers", "sentence_transformers", "anthropic", "openai", "datasets", "numpy", "polars"),
    *("pyarrow", "duckdb", "textual", "pydantic", "rich", "usearch", "tokenizers"),
}


def _command(name: str) -> click.Command:
    command = group.studio.get_command(click.Context(group.studio), name)
    assert command is not None
    return command


def _help(name: str) -> str:
    parent = group.studio.make_context("studio", [], resilient_parsing=True)
    command = _command(name)
    return command.get_help(command.make_context(name, [], parent=parent, resilient_parsing=True))


def _imported_by(code: str) -> set[str]:
    report = f"{code}\nimport sys; print(' '.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("name", group.command_names())
def test_a_command_has_help_and_an_example(name: str) -> None:
    command = _command(name)
    assert isinstance(command, DocumentedCommand)
    assert command.help
    assert command.help.partition("\n")[0].endswith(".")
    assert command.examples
    assert all(example.startswith(f"studio {name}") for example in command.examples)
    assert "Example" in _help(name)
    assert command.examples[0] in _help(name)


@pytest.mark.parametrize("name", group.command_names())
def test_every_option_has_help(name: str) -> None:
    options = [parameter for parameter in _command(name).params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize(
    "name", [name for name in group.command_names() if name not in ("init", "demo", "open", "models")]
)
def test_every_command_on_a_project_takes_project(name: str) -> None:
    assert any("--project" in parameter.opts for parameter in _command(name).params)


def test_examples_can_be_parsed() -> None:
    import shlex

    for name in group.command_names():
        command = _command(name)
        assert isinstance(command, DocumentedCommand)
        for example in command.examples:
            words = shlex.split(example.partition("|")[0])
            command.make_context(name, words[2:], help_option_names=["-h", "--help"])


def test_every_command_stands_once_in_the_help(studio: RunCommand) -> None:
    ran = studio("--help")
    assert ran.code == 0
    listed = [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ") and line[2:3].isalpha()]
    assert [word for word in listed if word in group.command_names()] == group.command_names()
    modules = {path.stem.replace("_", "-") for path in Path(group.__file__).parent.glob("commands/*.py")}
    assert modules - {"--init--"} == set(group.command_names())


def test_help_imports_nothing_heavy() -> None:
    help_ = "from studio.cli.edge import run; run(['--help'])"
    assert _imported_by(help_) & HEAVY == set()


@pytest.mark.parametrize("name", ["train", "generate", "demo", "leaderboard"])
def test_help_of_a_command_imports_nothing_heavy(name: str) -> None:
    assert _imported_by(f"from studio.cli.edge import run; run(['{name}', '--help'])") & HEAVY == set()


def test_the_screens_import_no_model_library() -> None:
    models = {"torch", "transformers", "sentence_transformers", "anthropic", "openai", "polars", "numpy"}
    assert _imported_by("import studio.ui.app") & models == set()


def test_the_jobs_that_screens_use_import_no_engine() -> None:
    loaded = _imported_by("import studio.jobs.supervisor, studio.jobs.search, studio.workflow.landing")
    assert {name for name in loaded if name.startswith("studio.engine")} == set()


@pytest.mark.parametrize(
    ("file", "made"), [("cli.md", docs.cli_markdown), ("json.md", docs.json_markdown)], ids=["cli", "json"]
)
def test_the_reference_is_up_to_date(file: str, made: object) -> None:
    assert callable(made)
    held = (Path(group.__file__).parents[2] / "docs" / file).read_text("utf-8")
    assert held == made(), "run python -m studio.cli.docs"


def test_every_json_key_of_a_row_is_one_of_its_attributes() -> None:
    from dataclasses import fields

    from studio.domain import leaderboard

    assert {name for name, _ in keys.ROW.values()} == {field.name for field in fields(leaderboard.Row)}
    assert set(keys.TEST_SET) == {field.name for field in fields(leaderboard.TestSet)}
