"""Two processes that share every batch end with the model of one: same batches, same in-batch negatives."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.engine.training.group import Group, join, lost
from studio.errors import InputError
from tests.engine.training import data
from tests.engine.training.outcomes import told
from tests.engine.training.runner import Teller, run

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


_SLOW = """
import os, time
from datetime import timedelta
from studio.engine.training import group
group._PATIENCE_IN_STEP = timedelta(seconds=2)
joined = group.join("cpu", os.environ)
time.sleep(5 * joined.rank)
joined.meet()
print("met", flush=True)
time.sleep(600 * joined.rank)
try:
    joined.any(True)
except RuntimeError as error:
    print("lost" if group.lost(error) else error, flush=True)
    os._exit(0)
"""


def test_the_leaders_own_work_is_waited_for_and_one_that_hangs_in_a_step_is_given_up() -> None:
    place = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port()), "PYTHONPATH": str(HOME)}
    first, hangs = (
        subprocess.Popen(
            [sys.executable, "-c", _SLOW],
            env={**os.environ, **place, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    )
    try:
        said, _ = first.communicate(timeout=120)
    finally:
        hangs.kill()
        hangs.communicate()
    assert said.split() == ["met", "lost"]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def test_errors_that_are_no_loss_of_a_process_stay_what_they_are() -> None:
    assert lost(RuntimeError("[gloo/transport/tcp/pair.cc:553] Connection closed by peer [127.0.0.1]:4242"))
    assert not lost(RuntimeError("shapes differ"))
    assert not lost(OSError("Connection reset by peer"))


@pytest.mark.parametrize(("device", "said"), [("cuda:1", "is one device, and 2 processes"), ("cuda", "a card each")])
def test_too_few_devices_are_told_before_anything_starts(device: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        join(device, {"WORLD_SIZE": "2", "RANK": "0", "LOCAL_WORLD_SIZE": "2"})
