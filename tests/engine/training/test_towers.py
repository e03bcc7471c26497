"""Passages learn what the enriched index makes of them, then queries learn lists against that."""

from pathlib import Path

import numpy as np
import pytest

from studio.domain.options import IndexOptions, TrainingOptions
from studio.engine.progress import Interrupted, Silent
from studio.engine.training.lists import Lists
from studio.engine.training.towers import EnrichedPassages, learn_passages
from studio.errors import InputError
from tests.engine.training import data
from tests.engine.training.outcomes import vectors

OPTIONS = TrainingOptions(max_steps=8)


def enriched(folder: Path, base: Path, passages: int = data.PASSAGES) -> EnrichedPassages:
    return EnrichedPassages.of(
        data.examples(),
        data.passages().head(passages),
        model=data.model_options(base),
        index=IndexOptions(),
        cache=folder / "index",
        reporter=Silent(),
    )


def learn(folder: Path, base: Path, reporter: Silent | None = None, **more: object) -> Path:
    return learn_passages(
        enriched(folder, base),
        model=data.model_options(base),
        options=TrainingOptions(**{**vars(OPTIONS), **more}),
        work=folder / "work" / "tower",
        reporter=reporter or Silent(),
    )


def test_passages_come_nearer_to_their_vectors_of_the_enriched_index(tmp_path: Path, base: Path) -> None:
    wanted = enriched(tmp_path, base)
    before = (vectors(base, wanted.passages) * wanted.targets).sum(1).mean()
    after = (vectors(learn(tmp_path, base), wanted.passages) * wanted.targets).sum(1).mean()
    assert after > before


def test_queries_that_repeat_their_passage_move_no_passage(tmp_path: Path, base: Path) -> None:
    quoted = ["structural"] * data.PASSAGES
    found = EnrichedPassages.of(
        data.examples(source=quoted),
        data.passages(),
        model=data.model_options(base),
        index=IndexOptions(neighbours=0),
        cache=tmp_path / "index",
        reporter=Silent(),
    )
    assert found.targets == pytest.approx(vectors(base, found.passages), abs=1e-5)
    assert np.abs(enriched(tmp_path, base).targets - found.targets).max() > 0.01


def test_it_tells_of_passages_under_names_of_their_own_and_of_no_dev_set(tmp_path: Path, base: Path) -> None:
    reporter = Silent()
    learn(tmp_path, base, reporter, max_steps=0, passage_epochs=3)
    assert any("6 steps in 3 epochs, batches of 30 passages" in message for message in reporter.messages)
    names = {name for _, values in reporter.metrics for name in values}
    assert "passages_loss" in names
    assert all(name.startswith("passages_") for name in names)
    assert not any("dev set" in message for message in reporter.messages)


def test_one_that_was_cut_off_goes_on_to_the_same_encoder(tmp_path: Path, base: Path) -> None:
    whole = learn(tmp_path / "whole", base)
    reporter = Silent()
    reporter.stop = lambda: len(reporter.metrics) >= 4
    with pytest.raises(Interrupted):
        learn(tmp_path / "cut", base, reporter)
    cut = learn(tmp_path / "cut", base)
    texts = data.passages()["text"].to_list()
    assert np.allclose(vectors(whole, texts), vectors(cut, texts), atol=1e-5)


def test_lists_are_learnt_against_what_the_passages_have_become(tmp_path: Path, base: Path) -> None:
    tower = learn(tmp_path, base)
    found = Lists.of(
        data.examples(),
        data.passages(),
        model=data.model_options(base),
        index=IndexOptions(),
        cache=tmp_path / "index",
        work=tmp_path / "work",
        tower=tower,
        reporter=Silent(),
    )
    texts = data.passages()["text"].to_list()
    own = vectors(tower, texts)
    assert np.allclose(found.passages @ found.passages.T, own @ own.T, atol=1e-5)
    assert np.allclose(vectors(tmp_path / "work" / "passages", texts), found.passages, atol=1e-5)
    assert "their own encoder" in found.told()


def test_too_few_passages_are_refused_in_a_sentence(tmp_path: Path, base: Path) -> None:
    with pytest.raises(InputError, match=r"5 passages, and a passage encoder needs at least 8.*towers"):
        learn_passages(
            enriched(tmp_path, base, 5),
            model=data.model_options(base),
            options=OPTIONS,
            work=tmp_path / "work",
            reporter=Silent(),
        )
