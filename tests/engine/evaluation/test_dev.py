"""The dev set is small, the same every time, and tells a better model from a worse one."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from studio.domain.options import ModelOptions
from studio.engine.evaluation.dev import DevLimits, DevSet
from studio.engine.evaluation.units import Units
from studio.engine.progress import SILENT
from studio.engine.retrieval.fake import BagOfWords
from tests.engine.frames import passages_frame, qrels_frame, queries_frame

MODEL = ModelOptions(base="fake", query_prompt="q: ")
TWO = passages_frame([{"passage_id": "p0", "text": "a"}, {"passage_id": "p1", "text": "b"}])
WORDS = [f"word{i}" for i in range(80)]


@pytest.fixture(scope="module")
def passages() -> pl.DataFrame:
    rng = np.random.default_rng(4)
    return passages_frame([{"passage_id": f"p{i}", "text": " ".join(rng.choice(WORDS, 20))} for i in range(500)])


def prepared(passages: pl.DataFrame, cache: Path, number: int = 60, limits: DevLimits | None = None) -> DevSet:
    rng = np.random.default_rng(5)
    texts = passages["text"].to_list()
    return DevSet.prepare(
        passages,
        queries_frame([("dev", f"q{i}", " ".join(rng.choice(texts[i].split(), 5)), f"d{i}") for i in range(number)]),
        qrels_frame([("dev", f"q{i}", f"p{i}", 1) for i in range(number)]),
        unit="passage",
        model=MODEL,
        cache=cache,
        reporter=SILENT,
        limits=limits,
        make_encoder=BagOfWords,
    )


def figures(dev: DevSet, dimensions: int) -> dict[str, float]:
    encoder = BagOfWords(MODEL, dimensions=dimensions)
    return dev.score_vectors(encoder.encode(dev.queries), encoder.encode(dev.passages))


def test_judged_passages_are_in_and_the_rest_are_rivals_of_theirs(passages: pl.DataFrame, tmp_path: Path) -> None:
    dev = prepared(passages, tmp_path)
    assert len(dev) == 60
    assert len(dev.passages) == 300
    assert not dev.whole
    assert all(unit in dev.units.names for grades in dev.grades for unit in grades)
    assert all(query.startswith("q: ") for query in dev.queries)


def test_a_small_corpus_is_searched_whole(passages: pl.DataFrame, tmp_path: Path) -> None:
    dev = prepared(passages.head(200), tmp_path)
    assert dev.whole
    assert len(dev.passages) == 200


def test_limits_hold_and_the_choice_is_the_same_every_time(passages: pl.DataFrame, tmp_path: Path) -> None:
    few = DevLimits(passages=40, queries=15)
    dev = prepared(passages, tmp_path, limits=few)
    assert len(dev) == 15
    assert len(dev.passages) == 40
    again = prepared(passages, tmp_path, limits=few)
    assert (dev.queries, dev.passages) == (again.queries, again.passages)


def test_better_vectors_score_higher_and_128_dimensions_are_watched(passages: pl.DataFrame, tmp_path: Path) -> None:
    dev = prepared(passages, tmp_path)
    good, poor = figures(dev, 256), figures(dev, 8)
    assert good["ndcg@10"] > poor["ndcg@10"] + 0.1
    assert set(good) == {"ndcg@10", "ndcg@10_128"}
    assert set(poor) == {"ndcg@10"}


def test_at_128_dimensions_a_long_vector_has_no_more_say_than_a_short_one() -> None:
    dev = DevSet(
        queries=["q"], grades=[{"p1": 1}], groups=["g"], passages=["a", "b"], units=Units(TWO, "passage"), whole=True
    )
    queries, passages = np.zeros((1, 130), np.float32), np.zeros((2, 130), np.float32)
    queries[0, 0] = 1.0
    passages[0, [0, 1]] = 0.8, 0.6  # most of it within the first 128
    passages[1, [0, 129]] = 0.6, 0.8  # points the query's way there, and is shorter
    assert dev.score_vectors(queries, passages) == {"ndcg@10": pytest.approx(0.63, abs=0.01), "ndcg@10_128": 1.0}


def test_the_pool_is_hard_enough_to_tell_what_the_whole_corpus_tells(passages: pl.DataFrame, tmp_path: Path) -> None:
    pool = prepared(passages, tmp_path)
    whole = prepared(passages, tmp_path, limits=DevLimits(passages=500))
    for dimensions in (16, 64):
        assert abs(figures(pool, dimensions)["ndcg@10"] - figures(whole, dimensions)["ndcg@10"]) < 0.1


def test_nothing_judged_is_an_empty_dev_set(passages: pl.DataFrame, tmp_path: Path) -> None:
    dev = prepared(passages, tmp_path, number=0)
    assert len(dev) == 0
    assert figures(dev, 16) == {}


def test_a_model_in_training_can_be_asked(tmp_path: Path) -> None:
    from studio.engine.retrieval import models

    dev = DevSet.prepare(
        passages_frame([{"text": "copper plating bath"}, {"text": "tungsten fill"}, {"text": "wafer clean"}]),
        queries_frame([("dev", "q", "how is copper plated", "d")]),
        qrels_frame([("dev", "q", "p0", 1)]),
        unit="passage",
        model=ModelOptions(device="cpu"),
        cache=tmp_path,
        reporter=SILENT,
    )
    assert dev.score(models.load(ModelOptions().base, "cpu")) == {"ndcg@10": 1.0, "ndcg@10_128": 1.0}
