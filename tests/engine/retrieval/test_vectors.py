"""Vectors are made once, survive kills, and are never mixed up."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from studio.domain.options import ModelOptions
from studio.engine.progress import SILENT, Interrupted, Silent
from studio.engine.retrieval.fake import BagOfWords
from studio.engine.retrieval.vectors import SHARD, VectorCache, embed, text_keys
from studio.errors import StudioError

TEXTS = [f"passage {i} about copper and barrier {i % 7}" for i in range(1300)]


def bag(name: str = "fake") -> BagOfWords:
    return BagOfWords(ModelOptions(base=name))


def test_a_text_is_encoded_once(tmp_path: Path) -> None:
    encoder = bag()
    first = embed(TEXTS, encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode")
    again = embed(TEXTS[::-1], encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode")
    assert encoder.encoded == len(TEXTS)
    assert np.array_equal(first[::-1], again)
    assert np.array_equal(first, bag().encode(TEXTS))


def test_only_new_texts_are_encoded_and_repeats_count_once(tmp_path: Path) -> None:
    encoder = bag()
    embed(TEXTS[:10], encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode")
    vectors = embed([*TEXTS[:12], TEXTS[11]], encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode")
    assert encoder.encoded == 12
    assert np.array_equal(vectors[11], vectors[12])


def test_models_never_share_vectors(tmp_path: Path) -> None:
    one = embed(["copper"], encoder=bag("one"), index=tmp_path, reporter=SILENT, stage="encode")
    two = embed(["copper"], encoder=bag("two"), index=tmp_path, reporter=SILENT, stage="encode")
    assert not np.array_equal(one, two)


def test_no_texts_are_no_vectors(tmp_path: Path) -> None:
    assert len(embed([], encoder=bag(), index=tmp_path, reporter=SILENT, stage="encode")) == 0


def test_an_interrupted_encoding_keeps_what_it_made(tmp_path: Path) -> None:
    encoder = bag()
    with pytest.raises(Interrupted):
        embed(TEXTS, encoder=encoder, index=tmp_path, reporter=Silent(stop=lambda: encoder.encoded > 300), stage="e")
    done = encoder.encoded
    assert 300 < done < SHARD
    embed(TEXTS, encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode")
    assert encoder.encoded == len(TEXTS)


def test_a_torn_shard_is_encoded_again(tmp_path: Path) -> None:
    encoder = bag()
    expected = embed(TEXTS, encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode")
    shards = sorted((tmp_path / "vectors" / encoder.model_hash).glob("*.npz"))
    shards[0].write_bytes(shards[0].read_bytes()[:-200])
    shards[1].write_bytes(b"")
    assert np.array_equal(embed(TEXTS, encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode"), expected)
    assert encoder.encoded > len(TEXTS)


_WORKER = """
import sys, time
from pathlib import Path
from studio.domain.options import ModelOptions
from studio.engine.progress import SILENT
from studio.engine.retrieval.fake import BagOfWords
from studio.engine.retrieval.vectors import embed
class Slow(BagOfWords):
    def encode(self, texts):
        time.sleep(0.02)
        return super().encode(texts)
texts = [f"passage {i} about copper and barrier {i % 7}" for i in range(1300)]
embed(texts, encoder=Slow(ModelOptions(base="fake")), index=Path(sys.argv[1]), reporter=SILENT, stage="encode")
"""


def test_kill_9_costs_at_most_the_shard_in_hand(tmp_path: Path) -> None:
    worker = subprocess.Popen([sys.executable, "-c", _WORKER, str(tmp_path)])
    folder = tmp_path / "vectors" / bag().model_hash
    deadline = time.monotonic() + 60
    while not list(folder.glob("*.npz")) and time.monotonic() < deadline and worker.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=0.005)
    worker.kill()  # never by number: one that ended by itself may have given its number to another
    worker.wait()
    kept = len(list(folder.glob("*.npz")))
    encoder = bag()
    vectors = embed(TEXTS, encoder=encoder, index=tmp_path, reporter=SILENT, stage="encode")
    assert kept >= 1
    assert encoder.encoded <= len(TEXTS) - SHARD
    assert np.array_equal(vectors, bag().encode(TEXTS))


def test_a_full_disk_is_said_in_a_sentence_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    cache = VectorCache(tmp_path, "model")
    with pytest.raises(StudioError, match=r"could not be written.*No space left on device\. Make room"):
        cache.write(text_keys(["a"]), np.zeros((1, 4), np.float32))
    assert not list((tmp_path / "vectors" / "model").iterdir())
