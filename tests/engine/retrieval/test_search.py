"""Search while typing finds by words from the first moment, and by meaning once there is an index."""

from pathlib import Path

import polars as pl
import pytest

from studio.domain.options import ModelOptions
from studio.engine.retrieval.fake import BagOfWords
from studio.engine.retrieval.index import SearchIndex, index_path, passage_keys
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.search import Search
from tests.engine.frames import passages_frame

MODEL = ModelOptions(base="fake")


@pytest.fixture
def passages() -> pl.DataFrame:
    return passages_frame(
        [
            {"passage_id": "plating", "title": "Copper plating", "text": "additives of the bath age"},
            {"passage_id": "barrier", "heading_path": ["Queue time"], "text": "two hours before the barrier"},
            {"passage_id": "fill", "text": "tungsten waits four hours for the a b c d"},
        ]
    )


def test_words_are_found_without_an_index(passages: pl.DataFrame, tmp_path: Path) -> None:
    search = Search(passages, model=MODEL, index=tmp_path, make_encoder=BagOfWords)
    assert not search.dense
    assert [found.passage_id for found in search.find("queue hours")] == ["barrier", "fill"]
    assert search.find("   ") == []
    assert search.find("zebra") == []


def test_meaning_is_searched_once_the_index_is_there(passages: pl.DataFrame, tmp_path: Path) -> None:
    encoder = BagOfWords(MODEL)
    texts = indexed_texts(passages)
    index = SearchIndex(64)
    index.update(passage_keys(passages["passage_id"].to_list(), texts), encoder.encode(texts))
    index.save(index_path(tmp_path, encoder.model_hash))
    search = Search(passages, model=MODEL, index=tmp_path, make_encoder=BagOfWords)
    assert search.dense
    found = search.find("a b c d", limit=1)  # words that BM25 leaves out
    assert found[0].passage_id == "fill"
