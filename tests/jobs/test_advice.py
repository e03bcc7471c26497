"""Advice for the review screen from the real process, on vectors as mining leaves them."""

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from studio.domain.learning import FEATURES
from studio.engine.retrieval.vectors import VectorCache, text_keys
from studio.jobs import advice

_ANGLES = {1: 0, 2: 5, 3: 10, 4: 90, 5: 95, 6: 180}
"""Pairs and where the vectors of their queries point, in degrees; pair 7 has none."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    angles = np.radians(list(_ANGLES.values()))
    vectors = np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32)
    cache = VectorCache(tmp_path / "index", "abcd")
    cache.write(text_keys([f"query {number}" for number in _ANGLES]), vectors)
    numbers = [*_ANGLES, 7]
    frame = pl.DataFrame({"pair_no": numbers, "query": [f"query {number}" for number in numbers]})
    frame.write_parquet(tmp_path / "queries.parquet")
    return tmp_path


async def test_the_nearest_pairs_follow_the_one_that_was_asked_for(project: Path) -> None:
    assert await advice.near(project, project / "queries.parquet", 2, 3) == [2, 1, 3]


async def test_a_pair_without_a_vector_has_none_like_it(project: Path) -> None:
    assert await advice.near(project, project / "queries.parquet", 7, 3) == []


async def test_spread_pairs_are_each_far_from_all_before_them(project: Path) -> None:
    found = await advice.spread(project, project / "queries.parquet", 3)
    assert len({_ANGLES[number] // 60 for number in found}) == 3
    assert len(await advice.spread(project, project / "queries.parquet", 100)) == len(_ANGLES)


async def test_without_vectors_or_with_a_broken_request_there_is_no_advice(tmp_path: Path) -> None:
    assert await advice.spread(tmp_path, tmp_path / "nothing.parquet", 3) == []


async def test_weights_come_back_from_the_process(tmp_path: Path) -> None:
    draw = random.Random(3)
    made = [(bad, [draw.gauss(2 * bad, 1), *[0.0] * (len(FEATURES) - 1)]) for bad in [True] * 40 + [False] * 80]
    learned = await advice.learned(tmp_path, made)
    assert learned is not None
    assert len(learned.weights) == len(FEATURES)
    assert learned.weights[0] > 0
    assert await advice.learned(tmp_path, made[:20]) is None
