"""The rotation of an index of signs is found once for its passages."""

from pathlib import Path

import numpy as np
import pytest

from studio.engine.progress import Interrupted, Silent
from studio.engine.retrieval import signs
from studio.engine.retrieval.axes import sign_axes
from studio.engine.retrieval.encoder import Vectors, unit
from studio.engine.retrieval.signs import sign_rotation


def directions(number: int, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(number, 16)).astype(np.float32))


def test_it_is_found_once_and_for_these_passages_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sign_rotation(directions(50), tmp_path)
    assert np.array_equal(first, sign_axes(directions(50)))
    other = sign_rotation(directions(50, seed=1), tmp_path)
    monkeypatch.setattr(signs, "sign_axes", lambda *_: pytest.fail("found anew"))
    assert np.array_equal(sign_rotation(directions(50), tmp_path), first)
    assert not np.allclose(other, first)


def test_one_that_cannot_be_read_is_found_again(tmp_path: Path) -> None:
    first = sign_rotation(directions(50), tmp_path)
    (file,) = (tmp_path / "signs").iterdir()
    file.write_bytes(file.read_bytes()[:100])
    assert np.array_equal(sign_rotation(directions(50), tmp_path), first)


def test_it_can_be_stopped_and_then_keeps_nothing(tmp_path: Path) -> None:
    reporter = Silent()
    reporter.stop = lambda: True
    with pytest.raises(Interrupted):
        sign_rotation(directions(50), tmp_path, reporter)
    assert not list(tmp_path.rglob("*.npy"))


def test_of_many_passages_a_sample_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "_SAMPLE", 30)
    assert np.array_equal(sign_rotation(directions(60), tmp_path), sign_axes(directions(60)[::2]))
