"""The index for search while typing follows the passages and finds the near ones."""

from pathlib import Path

import numpy as np

from studio.domain.options import ModelOptions
from studio.engine.retrieval.fake import BagOfWords
from studio.engine.retrieval.index import SearchIndex, index_path, passage_keys

TEXTS = [f"tool {i} drifts after clean {i * 7 % 11} in bay {i % 5}" for i in range(400)]
IDS = [f"p{i}" for i in range(400)]
VECTORS = BagOfWords(ModelOptions(base="fake")).encode(TEXTS)
KEYS = passage_keys(IDS, TEXTS)


def places(keys: np.ndarray) -> dict[int, int]:
    return {int(key): place for place, key in enumerate(keys)}


def test_a_passage_finds_itself_after_saving_and_opening(tmp_path: Path) -> None:
    index = SearchIndex(64)
    assert index.update(KEYS, VECTORS) == 400
    path = index_path(tmp_path, "model")
    index.save(path)
    opened = SearchIndex.open(path, 64)
    assert len(opened) == 400
    assert all(opened.search(VECTORS[i], 1, places(KEYS))[0].place == i for i in range(0, 400, 13))
    assert [file.name for file in tmp_path.iterdir()] == ["model.usearch"]


def test_an_update_adds_the_new_and_drops_the_gone() -> None:
    index = SearchIndex(64)
    index.update(KEYS[:300], VECTORS[:300])
    assert index.update(KEYS[20:320], VECTORS[20:320]) == 20
    found = {near.place for near in index.search(VECTORS[5], 300, places(KEYS))}
    assert found <= set(range(20, 320))
    assert index.update(KEYS[20:320], VECTORS[20:320]) == 0


def test_a_build_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    keys = np.arange(1, 5001, dtype=np.uint64)
    vectors = np.random.default_rng(0).standard_normal((5000, 4)).astype(np.float32)
    SearchIndex(4).update(keys, vectors, lambda done, total: told.append((done, total)))
    assert told == [(2000, 5000), (4000, 5000), (5000, 5000)]


def test_a_changed_text_is_another_key() -> None:
    assert passage_keys(["p"], ["old title\ntext"]) != passage_keys(["p"], ["new title\ntext"])


def test_passages_out_of_bounds_are_masked_and_more_are_fetched() -> None:
    index = SearchIndex(64)
    index.update(KEYS, VECTORS)
    only = {int(KEYS[i]): i for i in range(395, 400)}
    assert {near.place for near in index.search(VECTORS[0], 5, only)} == set(range(395, 400))


def test_many_passages_gone_build_it_anew() -> None:
    index = SearchIndex(64)
    index.update(KEYS, VECTORS)
    index.update(KEYS[:50], VECTORS[:50])
    assert len(index) == 50


def test_a_broken_file_and_another_models_size_count_as_no_index(tmp_path: Path) -> None:
    path = tmp_path / "broken.usearch"
    path.write_bytes(b"not an index at all")
    assert len(SearchIndex.open(path, 64)) == 0
    assert SearchIndex.open(path, 64).search(VECTORS[0], 3, places(KEYS)) == []
    index = SearchIndex(64)
    index.update(KEYS, VECTORS)
    index.save(path)
    assert len(SearchIndex.open(path, 32)) == 0
