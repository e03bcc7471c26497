"""Runs commands in this process, as a person would type them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.cli.edge import run

RunCommand = Callable[..., "Ran"]


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def studio(capfd: pytest.CaptureFixture[str]) -> RunCommand:
    """Return a function that runs a command."""

    def call(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        caught = capfd.readouterr()
        return Ran(code, caught.out, caught.err)

    return call


@pytest.fixture
def project(tmp_path: Path, studio: RunCommand) -> Path:
    """Return the folder of a new project."""
    folder = tmp_path / "handbook"
    assert studio("init", folder).code == 0
    return folder
