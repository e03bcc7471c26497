"""A step that does not fit into memory is computed in parts, and comes out as if it had fitted."""

import json
from pathlib import Path
from typing import Any

import pytest

from studio.engine.progress import Interrupted, Silent
from tests.engine.training import data
from tests.engine.training.outcomes import assert_same_weights
from tests.engine.training.runner import run

MORE = "out of memory with {} texts at once: from here on {} at once"


@pytest.fixture(scope="module")
def calm(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a base without dropout, whose masks would differ with the number of texts."""
    return data.base(tmp_path_factory.mktemp("calm"), dropout=0.0)


@pytest.fixture(scope="module")
def undisturbed(calm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    run(folder, calm, Silent(), dev=False)
    return folder / "run-01"


def small_device(monkeypatch: pytest.MonkeyPatch, texts: int, words: str = "", since: int = 0) -> list[int]:
    """Make the model run out of memory with more texts than that at once; return how many it was given each time."""
    import torch
    from sentence_transformers import SentenceTransformer

    from studio.engine.training import losses

    real, given = SentenceTransformer.forward, [0][:0]

    def forward(self: Any, features: dict[str, Any], **more: Any) -> Any:
        rows = len(features["input_ids"])
        if self.training:
            given.append(rows)
        found = real(self, features, **more)  # what is too much has drawn its dropout all the same
        if self.training and rows > texts and len(given) > since:
            raise RuntimeError(words) if words else torch.OutOfMemoryError("CUDA out of memory.")
        return found

    monkeypatch.setattr(losses, "_GROUP", 10_000)  # all at once, however they differ in length
    monkeypatch.setattr(SentenceTransformer, "forward", forward)
    return given


@pytest.mark.parametrize(
    "words",
    ["", "[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory", "MPS backend out of memory"],
)
def test_out_of_memory_halves_what_is_encoded_at_once_and_changes_nothing_else(
    tmp_path: Path, calm: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    given = small_device(monkeypatch, 8, words)
    reporter = Silent()
    assert run(tmp_path, calm, reporter, dev=False).steps == 12
    told = [message for message in reporter.messages if "out of memory" in message]
    assert [message.partition(".")[0] for message in told] == [MORE.format(30, 15), MORE.format(15, 8)]
    assert "The batch and its negatives stay the same" in told[0]
    assert max(given[5:]) <= 8  # once found, not exceeded again
    assert_same_weights(tmp_path / "run-01", undisturbed)


def test_a_step_that_is_tried_again_draws_the_same_dropout_as_if_it_had_begun_so(
    tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_device(monkeypatch, 1000)
    run(tmp_path / "asked", base, Silent(), dev=False, epochs=1, dropout=0.2, mini_batch=8)
    small_device(monkeypatch, 8)
    run(tmp_path / "found", base, Silent(), dev=False, epochs=1, dropout=0.2)
    assert_same_weights(tmp_path / "found" / "run-01", tmp_path / "asked" / "run-01")


def test_what_memory_allowed_is_remembered_on_resuming(
    tmp_path: Path, calm: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = small_device(monkeypatch, 20, since=5)
    reporter = Silent(stop=lambda: len(reporter.metrics) == 7)
    with pytest.raises(Interrupted):
        run(tmp_path, calm, reporter, dev=False)
    assert MORE.format(30, 15) in " ".join(reporter.messages)
    given.clear()
    again = Silent()
    run(tmp_path, calm, again, dev=False)
    assert set(given) == {15}
    assert "out of memory" not in " ".join(again.messages)
    assert_same_weights(tmp_path / "run-01", undisturbed)


def test_a_mini_batch_can_be_asked_for(
    tmp_path: Path, calm: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = small_device(monkeypatch, 1000)
    run(tmp_path, calm, Silent(), dev=False, mini_batch=7)
    assert set(given) == {7, 2}
    assert_same_weights(tmp_path / "run-01", undisturbed)


def test_parts_draw_dropout_once_and_not_anew_on_the_way_back(tmp_path: Path, base: Path) -> None:
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    from studio.engine.retrieval import models
    from studio.engine.training.fit import Fit
    from studio.engine.training.group import ALONE

    model = models.load(base, "cpu").train()
    texts = [data.TEXTS[number][0] for number in range(6)]
    features = [model.preprocess(texts[:3]), model.preprocess(texts[3:])]
    fit = Fit(model, mini_batch=2, group=ALONE, folder=tmp_path, reporter=Silent())
    seen: list[Any] = []

    class Watched(MultipleNegativesRankingLoss):
        def compute_loss_from_embeddings(self, embeddings: Any, labels: Any) -> Any:
            seen.extend(embeddings)
            return super().compute_loss_from_embeddings(embeddings, labels)

    loss = Watched(model)

    def compute() -> Any:
        value = loss([dict(column) for column in features], None)
        value.backward()
        return value

    torch.manual_seed(1)
    fit.step(compute)
    weight = next(model.parameters())
    found = weight.grad.clone()
    model.zero_grad()
    torch.manual_seed(1)  # the same masks, drawn part by part, in one graph that is kept whole
    parts = [text for column in features for text in _halves(column)]
    whole = torch.cat([model(part)["sentence_embedding"] for part in parts])
    torch.testing.assert_close(whole, torch.cat(seen))
    loss.compute_loss_from_embeddings(list(whole.chunk(2)), None).backward()
    torch.testing.assert_close(found, weight.grad, rtol=1e-4, atol=1e-6)


def _halves(column: dict[str, Any]) -> list[dict[str, Any]]:
    import torch

    from studio.engine.training.fit import _taken

    rows = torch.arange(len(column["input_ids"]))
    return [_taken(column, some) for some in rows.split(2)]


def test_what_is_remembered_belongs_to_its_device(tmp_path: Path) -> None:
    from studio.engine.training.fit import _remembered

    (tmp_path / "mini_batch.json").write_text(json.dumps({"texts": 4, "device": "cuda:0"}))
    assert _remembered(tmp_path / "mini_batch.json", "cuda:0") == 4
    assert _remembered(tmp_path / "mini_batch.json", "cpu") == 0
    (tmp_path / "mini_batch.json").write_text("{torn")
    assert _remembered(tmp_path / "mini_batch.json", "cuda:0") == 0
