"""Killed and resumed, a run gives the figures and the weights of one that nobody disturbed, dropout included."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from studio.engine.progress import Interrupted, Silent
from studio.engine.training import watch
from studio.engine.training.train import TrainResult
from tests.engine.training import data, runner
from tests.engine.training.outcomes import assert_same_weights, told
from tests.engine.training.runner import Teller

STEPS = 12
DROPOUT = 0.1

run = partial(runner.run, dropout=DROPOUT)


@pytest.fixture(scope="module")
def undisturbed(base: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[int, dict[str, float]], Path]:
    """Return the figures and the model of a run that went through."""
    folder = tmp_path_factory.mktemp("undisturbed")
    run(folder, base, Teller(folder / "figures.jsonl"))
    figures = told(folder)
    assert len(figures) == STEPS + 1 + 3
    return {step: values for step, values in figures if "loss" in values}, folder / "run-01"


def assert_same_losses(folder: Path, expected: dict[int, dict[str, float]]) -> None:
    losses = [(step, values) for step, values in told(folder) if "loss" in values]
    assert {step for step, _ in losses} == set(expected)
    for step, values in losses:
        for name in ("loss", "grad_norm", "learning_rate"):
            assert values[name] == pytest.approx(expected[step][name], rel=1e-4), f"{name} at step {step}"


def dies(folder: Path, base: Path, **asked: Any) -> None:
    command = [sys.executable, "-m", "tests.engine.training.runner"]
    ended = subprocess.run(
        [*command, json.dumps({"folder": str(folder), "base": str(base), "options": {"dropout": DROPOUT}, **asked})],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr[-2000:]


def test_a_run_that_is_killed_twice_ends_as_if_it_had_not_been(
    tmp_path: Path, base: Path, undisturbed: tuple[dict[int, dict[str, float]], Path]
) -> None:
    checkpoints = tmp_path / "work" / "checkpoints"
    dies(tmp_path, base, step=6)
    plan = (tmp_path / "work" / "batches.parquet").read_bytes()
    assert (checkpoints / "checkpoint-4" / "whole.json").exists()
    dies(tmp_path, base, saving=1)  # in the second epoch, with a checkpoint half written
    assert (checkpoints / "checkpoint-8").exists()
    result = run(tmp_path, base, Teller(tmp_path / "figures.jsonl"))
    assert isinstance(result, TrainResult)
    assert result.steps == STEPS
    assert (tmp_path / "work" / "batches.parquet").read_bytes() == plan
    steps = [step for step, values in told(tmp_path) if "loss" in values]
    assert steps == [1, 2, 3, 4, 5, 6, 5, 6, 7, 8, 5, 6, 7, 8, 9, 10, 11, 12]
    assert_same_losses(tmp_path, undisturbed[0])
    assert_same_weights(tmp_path / "run-01", undisturbed[1])


def test_a_paused_run_goes_on_at_the_step_where_it_stopped(
    tmp_path: Path, base: Path, undisturbed: tuple[dict[int, dict[str, float]], Path]
) -> None:
    class Pausing(Teller):
        """Asked to pause once seven steps are told."""

        def stopping(self) -> bool:
            return bool(told(tmp_path)) and told(tmp_path)[-1][0] >= 6

    with pytest.raises(Interrupted):
        run(tmp_path, base, Pausing(tmp_path / "figures.jsonl"))
    stopped = told(tmp_path)[-1][0]
    assert 6 <= stopped < STEPS
    assert not (tmp_path / "run-01").exists()
    reporter = Teller(tmp_path / "figures.jsonl")
    run(tmp_path, base, reporter)
    assert [step for step, values in told(tmp_path) if "loss" in values] == list(range(1, STEPS + 1))
    assert f"going on from step {stopped}" in " ".join(reporter.messages)
    assert_same_losses(tmp_path, undisturbed[0])
    assert_same_weights(tmp_path / "run-01", undisturbed[1])


def test_checkpoints_by_the_clock_change_nothing(
    tmp_path: Path,
    base: Path,
    undisturbed: tuple[dict[int, dict[str, float]], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "_SAVE_SECONDS", 0.0)
    run(tmp_path, base, Teller(tmp_path / "figures.jsonl"))
    assert_same_losses(tmp_path, undisturbed[0])
    assert_same_weights(tmp_path / "run-01", undisturbed[1])


def test_interrupted_while_it_looks_at_the_dev_set_it_saves_first_and_looks_again(
    tmp_path: Path, base: Path, undisturbed: tuple[dict[int, dict[str, float]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    closeness, looks = data.closeness, []

    def impatient(model: Any) -> dict[str, float]:
        looks.append(1)
        if len(looks) == 3:
            raise Interrupted
        return closeness(model)

    monkeypatch.setattr(data, "closeness", impatient)
    with pytest.raises(Interrupted):
        run(tmp_path, base, Teller(tmp_path / "figures.jsonl"))
    assert told(tmp_path)[-1][0] == 8
    run(tmp_path, base, Teller(tmp_path / "figures.jsonl"))
    measured = [step for step, values in told(tmp_path) if "dev_ndcg@10" in values]
    assert measured == [0, 4, 8, 12]
    assert_same_losses(tmp_path, undisturbed[0])
    assert_same_weights(tmp_path / "run-01", undisturbed[1])


def test_who_stops_it_where_the_dev_set_is_due_does_not_wait_for_that(
    tmp_path: Path, base: Path, undisturbed: tuple[dict[int, dict[str, float]], Path]
) -> None:
    for stop in (4, 12):

        class Stopping(Teller):
            """Asked to stop in the step that is followed by an evaluation."""

            def stopping(self, at: int = stop) -> bool:
                return bool(told(tmp_path)) and told(tmp_path)[-1][0] == at - 1

        with pytest.raises(Interrupted):
            run(tmp_path, base, Stopping(tmp_path / "figures.jsonl"))
        assert told(tmp_path)[-1][0] == stop
        assert "loss" in told(tmp_path)[-1][1]
    run(tmp_path, base, Teller(tmp_path / "figures.jsonl"))
    assert [step for step, values in told(tmp_path) if "dev_ndcg@10" in values] == [0, 4, 8, 12]
    assert_same_losses(tmp_path, undisturbed[0])
    assert_same_weights(tmp_path / "run-01", undisturbed[1])


def test_a_finished_run_is_not_trained_again_when_its_job_is(tmp_path: Path, base: Path) -> None:
    first = run(tmp_path, base, Teller(tmp_path / "figures.jsonl"), epochs=1)
    again = Silent()
    assert run(tmp_path, base, again, epochs=1) == first
    assert not again.metrics
    assert not (tmp_path / "work" / "checkpoints").exists()
