"""A tracker that is not installed is told of before anything starts."""

import pytest

from studio import extras


def test_what_is_missing_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    assert "`pip install wandb`" in extras.missing_tracker("wandb")
    assert extras.missing_tracker("none") == ""


def test_training_by_low_rank_changes_names_the_extra_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _name: None)
    assert "`pip install 'retrieval-studio[lora]'`" in extras.missing_peft("lora")
    assert extras.missing_peft("full") == ""


def test_either_of_two_packages_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: object() if name == "tensorboardX" else None)
    assert extras.missing_tracker("tensorboard") == ""
    assert extras.missing_tracker("trackio")
