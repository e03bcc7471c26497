"""Two processes that share every batch end with the model of one: same batches, same in-batch negatives."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.engine.training.group import Group
from tests.engine.training import data
from tests.engine.training.runner import Teller, run
from tests.engine.training.test_resume import told

HOME = Path(__file__).parents[3]
OPTIONS: dict[str, Any] = {"batch_size": 7, "epochs": 1, "mini_batch": 4}
"""Batches that do not divide by two."""


@pytest.fixture(scope="module")
def calm(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a base without dropout, whose masks would differ with the process."""
    return data.base(tmp_path_factory.mktemp("calm"), dropout=0.0)


def test_two_processes_train_the_model_of_one(tmp_path: Path, calm: Path) -> None:
    import torch
    from safetensors.torch import load_file

    alone, shared = tmp_path / "alone", tmp_path / "shared"
    for folder in (alone, shared):
        folder.mkdir()
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    asked = json.dumps({"folder": str(shared), "base": str(calm), "options": OPTIONS})
    running = subprocess.Popen(
        [*launch, "-m", "tests.engine.training.runner", asked],
        cwd=HOME,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    run(alone, calm, Teller(alone / "figures.jsonl"), **{**OPTIONS, "mini_batch": 0})
    _, said = running.communicate(timeout=240)
    assert running.returncode == 0, said[-3000:]
    found, wanted = (load_file(folder / "run-01" / "model.safetensors") for folder in (shared, alone))
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-5)
    for (step, values), (same, expected) in zip(told(shared), told(alone), strict=True):
        assert step == same
        for name in values.keys() - {"pairs_per_second", "memory_gb"}:
            assert values[name] == pytest.approx(expected[name], rel=1e-4), f"{name} at step {step}"
    batches = [json.loads(line) for line in (shared / "batches.jsonl").read_text().splitlines()]
    assert len(batches) == 2 * 9  # each process reads all of them
    assert all(batches.count(batch) == 2 for batch in batches)


@pytest.mark.parametrize(("rows", "size", "shares"), [(5, 2, [[0, 1, 2], [3, 4, 4]]), (1, 3, [[0], [0], [0]])])
def test_shares_are_of_one_size_and_hold_every_row(rows: int, size: int, shares: list[list[int]]) -> None:
    found = [Group(rank=rank, size=size).share(rows) for rank in range(size)]
    assert [share.tolist() for share in found if share is not None] == shares


def test_one_process_takes_everything() -> None:
    assert Group().share(5) is None
    assert Group().any(True)
    assert not Group().any(False)
    assert Group().tell("told") == "told"
