"""The general set is whole, its own, hard enough to lose on, and scores vectors by the passage that answers."""

import json
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from studio.domain.options import ModelOptions
from studio.engine.evaluation.general import GeneralSet
from studio.engine.retrieval.encoder import Encoder, Vectors

GENERAL = GeneralSet.read()


def perfect() -> tuple[Vectors, Vectors]:
    """Return vectors of queries and passages in which each query is its passage."""
    passages = np.eye(len(GENERAL.lines), dtype=np.float32)
    return np.repeat(passages, 2, axis=0), passages


def test_each_of_20_fields_has_6_passages_with_ids_of_their_own() -> None:
    ids = [line.id for line in GENERAL.lines]
    assert len(set(ids)) == len(ids) == 120
    fields = Counter(name.rpartition("-")[0] for name in ids)
    assert len(fields) == 20
    assert set(fields.values()) == {6}


def test_passages_are_short_and_none_is_empty_or_told_twice() -> None:
    assert all(line.title.strip() for line in GENERAL.lines)
    assert all(40 <= len(line.text.split()) <= 90 for line in GENERAL.lines)
    assert len({line.text for line in GENERAL.lines}) == len({line.title for line in GENERAL.lines}) == 120


def test_each_passage_has_a_keyword_search_and_a_question_that_no_other_has() -> None:
    assert all(len(line.queries) == 2 for line in GENERAL.lines)
    assert all(2 <= len(line.queries[0].split()) <= 4 for line in GENERAL.lines)
    assert all(line.queries[1].endswith("?") for line in GENERAL.lines)
    assert len({query.casefold() for query in GENERAL.queries}) == 240


def test_no_query_is_copied_from_its_passage() -> None:
    assert [
        query
        for line in GENERAL.lines
        for query in line.queries
        if query.rstrip("?").casefold() in f"{line.title}\n{line.text}".casefold()
    ] == []


def test_nothing_in_the_file_carries_a_source_or_a_licence() -> None:
    raw = files("studio.engine.evaluation").joinpath("general.jsonl").read_text("utf-8")
    assert {key for row in raw.splitlines() for key in json.loads(row)} == {"id", "title", "text", "queries"}
    assert not [word for word in ("http", "www.", "©", "licence:", "license:", "wikipedia") if word in raw.casefold()]


def test_a_perfect_ranking_scores_1() -> None:
    assert GENERAL.score(*perfect()) == 1


def test_a_query_nearest_to_a_wrong_passage_costs_what_its_rank_costs() -> None:
    queries, passages = perfect()
    queries[5] = (passages[2] + 2 * passages[7]) / np.sqrt(5)
    each = GENERAL.per_query(queries, passages)
    assert each[5] == pytest.approx(1 / np.log2(3))
    assert each[:5] + each[6:] == [1] * 239
    assert GENERAL.score(queries, passages) == pytest.approx((239 + each[5]) / 240)


def test_a_model_that_tells_nothing_apart_scores_next_to_nothing() -> None:
    same = np.ones((240, 1), np.float32)
    assert GENERAL.score(same, same[:120]) < 0.05


def test_vectors_of_another_set_are_refused() -> None:
    queries, passages = perfect()
    with pytest.raises(ValueError, match="240 and 119 vectors do not fit 240 queries and 120 passages"):
        GENERAL.score(queries, passages[:-1])


def test_the_base_has_both_something_to_lose_and_room_to_gain() -> None:
    encoder = Encoder(ModelOptions(device="cpu"))
    assert 0.85 < GENERAL.score(encoder.encode(GENERAL.queries), encoder.encode(GENERAL.passages)) < 0.95
