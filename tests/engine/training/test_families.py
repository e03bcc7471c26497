"""Every family of encoders goes the same way: counted, loaded, encoded, trained, saved, loaded again."""

from pathlib import Path
from typing import get_args

import numpy as np
import polars as pl
import pytest

from studio.bases import pooling
from studio.domain.options import ModelOptions
from studio.engine.progress import Silent
from studio.engine.retrieval import models
from studio.engine.retrieval.encoder import Encoder
from studio.engine.training.fake import Kind
from tests.engine.training import data
from tests.engine.training.runner import run

TEXTS = [text for text, _ in data.TEXTS[:6]]
TRANSFORMERS = [kind for kind in get_args(Kind) if kind != "static"]


@pytest.fixture(params=get_args(Kind))
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return data.base(tmp_path / "base", kind=request.param)


def test_each_family_is_counted_encoded_and_trained(base: Path, tmp_path: Path) -> None:
    assert len(models.tokenizer(base).encode(TEXTS[0]).ids) >= len(TEXTS[0].split())
    assert models.token_limit(base) in (64, 65, 512)
    before = Encoder(data.model_options(base)).encode(TEXTS)
    assert np.allclose(np.linalg.norm(before, axis=1), 1, atol=1e-5)
    result = run(tmp_path, base, Silent(), batch_size=20, epochs=1, max_steps=2, dimensions=(16,))
    assert (result.steps, result.dimensions) == (2, (32, 16))
    assert result.base_dev is not None
    trained = Encoder(data.model_options(result.path))
    after = trained.encode(TEXTS)
    assert after.shape == before.shape
    assert trained.model_hash != models.weights_hash(base)
    kept = [type(module).__name__ for module in trained.model]
    assert kept == [type(module).__name__ for module in models.load(base, "cpu")]


@pytest.mark.parametrize(
    ("known", "licence"),
    [("intfloat/e5-small-v2", "licence mit"), ("thenlper/gte-small", "licence mit (not confirmed)")],
)
def test_a_base_of_the_registry_is_told_with_its_licence(known: str, licence: str) -> None:
    assert models.described(ModelOptions(base=known)).endswith(licence)


@pytest.mark.parametrize("kind", TRANSFORMERS)
def test_a_folder_that_names_no_pooling_gets_the_mean(tmp_path: Path, kind: Kind) -> None:
    base = data.base(tmp_path / "base", kind=kind)
    assert pooling(str(base)) == "mean, since the model names none"
    told = models.described(data.model_options(base))
    assert told == f"base {base}: mean pooling, since the model names none, no query prompt, no passage prompt"
    encoder = models.load(base, "cpu")
    tokens = encoder.encode(TEXTS[0], output_value="token_embeddings", convert_to_numpy=False)
    whole = encoder.encode(TEXTS[0])
    assert np.allclose(tokens.mean(0).numpy(), whole, atol=1e-5)


def test_a_static_model_reads_texts_of_any_length(tmp_path: Path) -> None:
    base = data.base(tmp_path / "base", kind="static")
    long = " ".join(text for text, _ in data.TEXTS)
    halves = Encoder(data.model_options(base)).encode([long, " ".join(long.split()[:300])])
    assert not np.allclose(halves[0], halves[1])
    assert pooling(str(base)) == "mean of static vectors"


def test_a_model_with_a_layer_of_its_own_after_the_pooling_keeps_it(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense

    plain = models.load(data.base(tmp_path / "plain"), "cpu")
    made = SentenceTransformer(modules=[*plain, Dense(32, 48, activation_function=None)], device="cpu")
    made.save_pretrained(str(tmp_path / "base"), create_model_card=False)
    base = tmp_path / "base"
    assert models.load(base, "cpu").get_embedding_dimension() == 48
    result = run(tmp_path, base, Silent(), batch_size=20, max_steps=2, dimensions=(16,))
    assert result.dimensions == (48, 16)
    assert [type(module).__name__ for module in models.load(result.path, "cpu")][-1] == "Dense"


def test_a_base_with_prompts_is_trained_with_them_and_keeps_them(tmp_path: Path) -> None:
    examples = data.examples()
    base = data.base(tmp_path / "base")
    options = data.model_options(base, query_prompt="word1 ", passage_prompt="word2 ", prompts="written")
    result = run(tmp_path, base, Silent(), examples=examples, model=options, batch_size=20, max_steps=2)
    again = models.resolved(data.model_options(result.path))
    assert (again.query_prompt, again.passage_prompt, again.prompts) == ("word1 ", "word2 ", "written")
    assert pl.DataFrame(examples).height == result.learnt["pairs"]
