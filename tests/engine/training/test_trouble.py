"""Where training cannot go on it says why in a sentence, and the last whole checkpoint is there."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.engine.progress import Silent
from studio.engine.training import checkpoints
from studio.engine.training.train import keep_best
from studio.errors import StudioError
from tests.engine.training import data
from tests.engine.training.runner import run


def last_step(folder: Path) -> int | None:
    found = checkpoints.newest(folder / "work" / "checkpoints")
    return found[1].step if found else None


def assert_finite(model: Path) -> None:
    from safetensors.torch import load_file

    assert all(bool(tensor.isfinite().all()) for tensor in load_file(model / "model.safetensors").values())


def break_loss(monkeypatch: pytest.MonkeyPatch, step: int, how: str) -> None:
    """Spoil the loss, or its gradient alone, from a step on; two dimensions make two losses a step."""
    from studio.engine.training.losses import SortedRankingLoss

    real, seen = SortedRankingLoss.compute_loss_from_embeddings, [0]

    def spoilt(self: Any, embeddings: Any, labels: Any) -> Any:
        seen[0] += 1
        loss = real(self, embeddings, labels)
        if seen[0] <= 2 * (step - 1):
            return loss
        return loss * float("nan") if how == "loss" else loss + (embeddings[0].sum() * 0).sqrt()

    monkeypatch.setattr(SortedRankingLoss, "compute_loss_from_embeddings", spoilt)


@pytest.mark.parametrize(("how", "word"), [("loss", "loss"), ("gradient", "gradient")])
@pytest.mark.parametrize("step", [6, 8])  # between checkpoints, and where the next is due
def test_a_loss_that_is_no_number_ends_the_run_with_the_last_good_checkpoint(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch, step: int, how: str, word: str
) -> None:
    break_loss(monkeypatch, step, how)
    with pytest.raises(StudioError) as told:
        run(tmp_path, base, Silent())
    assert str(told.value) == (
        f"The {word} became nan at step {step}, so training stopped. The checkpoint of step 4 is kept. "
        "Train again with a lower learning_rate, or keep the best model so far: `studio cancel --keep-best`."
    )
    assert last_step(tmp_path) == 4
    assert_finite(tmp_path / "work" / "checkpoints" / "checkpoint-4")
    assert_finite(tmp_path / "work" / "checkpoints" / "best")
    kept = keep_best(tmp_path / "work", tmp_path / "run-01")
    assert kept is not None
    assert kept.step == 4
    assert_finite(tmp_path / "run-01")


def test_weights_that_are_no_numbers_reach_no_checkpoint_even_where_the_loss_is_one(tmp_path: Path, base: Path) -> None:
    import torch

    def spoils(model: Any) -> dict[str, float]:
        figures = data.closeness(model)
        with torch.no_grad():
            next(model.parameters())[4] = float("nan")  # a word that no text holds: no loss tells of it
        return figures

    with pytest.raises(
        StudioError, match=r"The model became nan at step 4, so training stopped\. There is no checkpoint"
    ):
        run(tmp_path, base, Silent(), score=spoils)
    assert last_step(tmp_path) is None
    assert not (tmp_path / "work" / "checkpoints" / "best").exists()


def test_a_full_disk_stops_with_one_sentence_and_the_last_whole_checkpoint(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    real, written = torch.save, []

    def full(value: object, path: str) -> None:
        written.append(path)
        real(value, path)
        if "checkpoint-8" in str(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(StudioError) as told:
        run(tmp_path, base, Silent())
    assert "is full" in str(told.value)
    assert "the checkpoint of step 4 is whole. Free some space and resume the job." in str(told.value)
    assert last_step(tmp_path) == 4
    assert not (tmp_path / "work" / "checkpoints" / "checkpoint-8").exists()
    monkeypatch.setattr(torch, "save", real)
    assert run(tmp_path, base, Silent()).steps == 12


_ON_A_SMALL_DISK = """
import sys
from pathlib import Path
from studio.engine.progress import Silent
from studio.errors import StudioError
from tests.engine.training.runner import run
try:
    run(Path(sys.argv[1]), Path(sys.argv[2]), Silent())
except StudioError as error:
    print(error)
"""


def test_a_disk_that_is_really_full_is_told_as_such(tmp_path: Path, base: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        f'mount -t tmpfs -o size=640k none {disk} && {sys.executable} -c "$0" {disk} {base}; ls {disk}/work/checkpoints'
    )
    ended = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", mounted, _ON_A_SMALL_DISK],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    if "mount" in ended.stderr or "unshare" in ended.stderr:
        pytest.skip("this machine allows no small disk to be mounted")
    assert "is full: a checkpoint could not be written" in ended.stdout, ended.stderr[-2000:]
    assert "Free some space and resume the job." in ended.stdout
    assert "checkpoint-8" not in ended.stdout


def test_too_little_memory_is_told_with_what_to_lower(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from studio.engine.training.losses import SortedRankingLoss

    def greedy(*_: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    monkeypatch.setattr(SortedRankingLoss, "forward", greedy)
    with pytest.raises(
        StudioError,
        match="ran out of memory at batch_size = 10, max_tokens = 256 and negatives = 1, with a single text",
    ):
        run(tmp_path, base, Silent())


def test_an_error_that_is_a_bug_stays_one(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.engine.training.losses import SortedRankingLoss

    def broken(*_: Any) -> None:
        raise RuntimeError("shapes differ")

    monkeypatch.setattr(SortedRankingLoss, "forward", broken)
    with pytest.raises(RuntimeError, match="shapes differ"):
        run(tmp_path, base, Silent())
