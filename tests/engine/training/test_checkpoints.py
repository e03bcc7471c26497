"""Checkpoints: whole or not there, the newest to go on from, the best model kept apart."""

import json
from pathlib import Path

from studio.engine.training import checkpoints
from studio.engine.training.checkpoints import Mark


def written(folder: Path, step: int) -> Path:
    """Write what the Trainer writes, without the word that it is whole."""
    checkpoint = folder / f"checkpoint-{step}"
    (checkpoint / "1_Pooling").mkdir(parents=True)
    for name in ("model.safetensors", "modules.json", "1_Pooling/config.json", "optimizer.pt", "rng_state.pth"):
        (checkpoint / name).write_text(f"{name} {step}")
    (checkpoint / "trainer_state.json").write_text(json.dumps({"global_step": step}))
    return checkpoint


def finished(folder: Path, step: int, dev: float | None = None) -> None:
    written(folder, step)
    checkpoints.finish(folder, Mark(step=step, dev=dev))


def kept(folder: Path, target: Path, *, last: bool = False) -> Mark:
    """Keep the model that is chosen, and say which it is."""
    found = checkpoints.chosen(folder, last=last)
    assert found is not None
    checkpoints.keep_model(found, target)
    return checkpoints.mark_of(found)


def test_a_checkpoint_that_was_cut_off_is_not_seen(tmp_path: Path) -> None:
    finished(tmp_path, 10)
    written(tmp_path, 20)
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert found[0].name == "checkpoint-10"
    checkpoints.discard_cut_off(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-10"]


def test_a_torn_mark_counts_as_cut_off(tmp_path: Path) -> None:
    finished(tmp_path, 10)
    (written(tmp_path, 20) / "whole.json").write_text('{"step": 2')
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert found[1].step == 10


def test_steps_are_compared_as_numbers(tmp_path: Path) -> None:
    for step in (100, 20):
        written(tmp_path, step)
        (tmp_path / f"checkpoint-{step}" / "whole.json").write_text(json.dumps({"step": step, "dev": None}))
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert found[1].step == 100


def test_older_checkpoints_go_only_once_the_new_one_is_whole(tmp_path: Path) -> None:
    finished(tmp_path, 10)
    written(tmp_path, 20)
    assert (tmp_path / "checkpoint-10").is_dir()
    checkpoints.finish(tmp_path, Mark(step=20, dev=None))
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-20"]


def test_the_best_model_outlives_its_checkpoint(tmp_path: Path) -> None:
    for step, dev in ((10, 0.4), (20, 0.6), (30, 0.5)):
        finished(tmp_path, step, dev)
    assert checkpoints.best(tmp_path) == Mark(step=20, dev=0.6)
    assert (tmp_path / "best" / "model.safetensors").read_text() == "model.safetensors 20"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best", "checkpoint-30"]


def test_of_equal_figures_the_first_is_best(tmp_path: Path) -> None:
    for step in (10, 20):
        finished(tmp_path, step, 0.5)
    assert checkpoints.best(tmp_path) == Mark(step=10, dev=0.5)


def test_the_best_model_takes_no_more_room_while_its_checkpoint_is_there(tmp_path: Path) -> None:
    finished(tmp_path, 10, 0.4)
    assert (tmp_path / "best" / "model.safetensors").samefile(tmp_path / "checkpoint-10" / "model.safetensors")
    assert not (tmp_path / "best" / "optimizer.pt").exists()


def test_a_kill_between_the_checkpoint_and_the_best_model_is_made_good(tmp_path: Path) -> None:
    finished(tmp_path, 10, 0.4)
    (written(tmp_path, 20) / "whole.json").write_text(json.dumps({"step": 20, "dev": 0.7}))
    (tmp_path / ".best.tmp").mkdir()
    checkpoints.discard_cut_off(tmp_path)
    assert checkpoints.best(tmp_path) == Mark(step=20, dev=0.7)


def test_a_figure_that_came_late_is_taken_up(tmp_path: Path) -> None:
    finished(tmp_path, 10)
    assert checkpoints.best(tmp_path) is None
    checkpoints.finish(tmp_path, Mark(step=10, dev=0.4))
    assert checkpoints.best(tmp_path) == Mark(step=10, dev=0.4)


def test_the_kept_model_is_the_best_one_without_the_state_of_training(tmp_path: Path) -> None:
    folder, target = tmp_path / "checkpoints", tmp_path / "models" / "run-01"
    for step, dev in ((10, 0.6), (20, 0.4)):
        finished(folder, step, dev)
    assert kept(folder, target) == Mark(step=10, dev=0.6)
    names = sorted(str(path.relative_to(target)) for path in target.rglob("*"))
    assert names == ["1_Pooling", "1_Pooling/config.json", "model.safetensors", "modules.json"]
    assert (target / "model.safetensors").read_text() == "model.safetensors 10"


def test_the_newest_model_is_kept_where_none_was_measured(tmp_path: Path) -> None:
    folder, target = tmp_path / "checkpoints", tmp_path / "run-01"
    finished(folder, 10)
    finished(folder, 20)
    assert kept(folder, target) == Mark(step=20, dev=None)


def test_keeping_a_model_again_replaces_the_old_one(tmp_path: Path) -> None:
    folder, target = tmp_path / "checkpoints", tmp_path / "run-01"
    finished(folder, 10)
    target.mkdir()
    (target / "left over").touch()
    kept(folder, target)
    assert not (target / "left over").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoints", "run-01"]


def test_without_a_checkpoint_there_is_nothing_to_keep(tmp_path: Path) -> None:
    written(tmp_path, 10)
    assert checkpoints.chosen(tmp_path, last=False) is None
    assert checkpoints.chosen(tmp_path, last=True) is None


def test_the_last_model_is_kept_where_the_dev_set_does_not_choose(tmp_path: Path) -> None:
    for step, dev in ((10, 0.6), (20, 0.4)):
        finished(tmp_path / "checkpoints", step, dev)
    assert kept(tmp_path / "checkpoints", tmp_path / "run-01", last=True) == Mark(step=20, dev=0.4)


def test_a_model_for_each_side_lies_in_one_folder(tmp_path: Path) -> None:
    finished(tmp_path / "checkpoints", 10)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "modules.json").write_text("other")
    found = checkpoints.chosen(tmp_path / "checkpoints", last=True)
    assert found is not None
    checkpoints.keep_model(found, tmp_path / "run-01", tmp_path / "other")
    assert (tmp_path / "run-01" / "queries" / "model.safetensors").read_text() == "model.safetensors 10"
    assert (tmp_path / "run-01" / "passages" / "modules.json").read_text() == "other"
