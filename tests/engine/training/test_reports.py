"""Figures that go elsewhere too: to a tracker that is a few lines here, and keeps what it was told."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.engine.progress import Silent
from studio.engine.training import reports
from tests.engine.training.runner import run

TRACKER = """
from types import SimpleNamespace

begun, told, config = [], [], {}
context_vars = SimpleNamespace(current_space_id=SimpleNamespace(get=lambda: None))

def init(**options):
    begun.append(options)

def log(values, **_):
    told.append(values)

def finish(**_):
    pass
"""


@pytest.fixture
def tracker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Install a trackio that keeps what it is told."""
    folder = tmp_path / "packages"
    folder.mkdir()
    (folder / "trackio.py").write_text(TRACKER)
    monkeypatch.syspath_prepend(str(folder))
    import trackio  # type: ignore[import-not-found,unused-ignore]  # made a line ago

    yield trackio
    sys.modules.pop("trackio")


def test_a_tracker_hears_loss_gradient_rate_and_dev_figures_under_the_run_s_name(
    tmp_path: Path, base: Path, tracker: Any
) -> None:
    reporter = Silent()
    run(tmp_path, base, reporter, epochs=1, report_to="trackio")
    assert [(each["project"], each["name"]) for each in tracker.begun] == [("studio", "run-01")]
    names = {name for values in tracker.told for name in values}
    assert {"train/loss", "train/grad_norm", "train/learning_rate"} <= names
    assert any("ndcg@10" in name for name in names), names
    assert "figures go to trackio too, as run-01 in the project studio" in reporter.messages


def test_nobody_is_told_unless_asked(tmp_path: Path, base: Path, tracker: Any) -> None:
    run(tmp_path, base, Silent(), epochs=1)
    assert tracker.begun == []


def test_tensorboard_writes_beside_the_checkpoints_unless_a_person_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {"project": "handbook", "run": "run-01", "folder": tmp_path, "reporter": Silent()}
    monkeypatch.setattr(os, "environ", {})
    assert reports.told("tensorboard", **given)["report_to"] == "tensorboard"
    assert os.environ == {"TENSORBOARD_LOGGING_DIR": str(tmp_path)}
    monkeypatch.setattr(os, "environ", {"TENSORBOARD_LOGGING_DIR": "/elsewhere"})
    reports.told("tensorboard", **given)
    assert os.environ["TENSORBOARD_LOGGING_DIR"] == "/elsewhere"
    reports.told("wandb", **given)
    assert os.environ["WANDB_PROJECT"] == "handbook"
