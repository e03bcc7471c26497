"""What a leaderboard's figures say, and what they are never made of."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from studio.domain.options import EvaluationOptions, ModelOptions
from studio.domain.statistics import compare
from studio.engine.evaluation.evaluate import EvaluationResult, evaluate
from studio.engine.evaluation.rows import ROWS
from studio.engine.progress import SILENT, Interrupted, Silent
from studio.engine.retrieval.axes import sign_axes
from studio.engine.retrieval.encoder import BrokenModelError, Vectors
from studio.engine.retrieval.fake import BagOfWords
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.stored import Stored
from studio.errors import InputError
from tests.engine.frames import passages_frame, qrels_frame, queries_frame, runs_frame, sets_frame

MODEL = ModelOptions(base="fake")
OPTIONS = EvaluationOptions(dimensions=(384, 64, 16), precisions=(), draws=500)
WORDS = [f"word{i}" for i in range(120)]


class Blurred(BagOfWords):
    """A model that is good as a run and poor as a base: the base sees a third of the words."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if "run" in self._name:
            return super().encode(texts)
        return super().encode([" ".join(word for word in text.split() if hash_of(word) % 3 == 0) for text in texts])


def hash_of(word: str) -> int:
    return sum(word.encode())


@pytest.fixture(scope="module")
def passages() -> pl.DataFrame:
    rng = np.random.default_rng(1)
    return passages_frame(
        [
            {
                "passage_id": f"p{i}",
                "document_id": f"d{i // 3}",
                "ordinal": i % 3,
                "heading_path": ["H", f"Part {i % 3}"],
                "text": " ".join(rng.choice(WORDS, 25)),
            }
            for i in range(150)
        ]
    )


def asked(passages: pl.DataFrame, test_set: str, unit: str, number: int = 40) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = np.random.default_rng(2)
    queries, qrels = [], []
    for i in range(number):
        row = passages.row(i * 3 + 1, named=True)
        units = {
            "passage": row["passage_id"],
            "document": row["document_id"],
            "section": f"{row['document_id']}#part-1",
        }
        queries.append((test_set, f"q{i}", " ".join(rng.choice(row["text"].split(), 4)), row["document_id"]))
        qrels.append((test_set, f"q{i}", units[unit], 2))
    return queries_frame(queries), qrels_frame(qrels)


def measured(passages: pl.DataFrame, cache: Path, unit: str = "passage", **more: Any) -> EvaluationResult:
    queries, qrels = asked(passages, "human", unit)
    arguments: dict[str, Any] = {
        "test_sets": sets_frame(("human", unit)),
        "queries": queries,
        "qrels": qrels,
        "runs": runs_frame(("run-01", "run-01", "/models/run-01")),
        "options": OPTIONS,
        "reporter": SILENT,
        **more,
    }
    return evaluate(passages, model=MODEL, cache=cache, make_encoder=Blurred, **arguments)


def test_base_bm25_and_runs_stand_alone_and_fused_at_every_dimension(passages: pl.DataFrame, tmp_path: Path) -> None:
    rows = measured(passages, tmp_path).rows
    assert rows.schema == ROWS
    assert set(rows.select("name", "kind", "run_id", "dimensions").rows()) == {
        ("BM25", "bm25", "", 0),
        *(("base fake", "base", "", size) for size in (64, 16)),
        *(("base + BM25", "fused", "", size) for size in (64, 16)),
        *(("run-01", "run", "run-01", size) for size in (64, 16)),
        *(("run-01 + BM25", "fused", "run-01", size) for size in (64, 16)),
    }
    assert rows["row_id"].n_unique() == len(rows)


def test_rows_of_one_vector_stand_in_less_room_beside_their_full_size(passages: pl.DataFrame, tmp_path: Path) -> None:
    result = measured(passages, tmp_path, options=replace(OPTIONS, precisions=("int8", "binary", "int8")))
    rows = result.rows
    assert rows["row_id"].n_unique() == len(rows)
    smaller = rows.filter(pl.col("precision") != "float32")
    assert set(smaller.select("name", "kind", "dimensions", "precision", "bytes_per_million").rows()) == {
        (name, kind, 64, precision, size)
        for name, kind in (("base fake", "base"), ("run-01", "run"))
        for precision, size in (("int8", 64_000_000), ("binary", 8_000_000))
    }
    others = rows.filter(pl.col("precision") == "float32").drop("latency_p50", "latency_p95").sort("row_id")
    without = measured(passages, tmp_path).rows.drop("latency_p50", "latency_p95").sort("row_id")
    assert others.equals(without)  # what was measured before keeps its figures and its id
    full = rows.filter(pl.col("name") == "base fake", pl.col("dimensions") == 64, pl.col("precision") == "float32")
    for row in smaller.to_dicts():
        assert row["difference"] == pytest.approx(row["ndcg_10"] - full["ndcg_10"].item())
    int8 = smaller.filter(pl.col("name") == "run-01", pl.col("precision") == "int8")
    float32 = rows.filter(pl.col("name") == "run-01", pl.col("dimensions") == 64, pl.col("precision") == "float32")
    assert abs(int8["ndcg_10"].item() - float32["ndcg_10"].item()) < 0.01


def test_a_row_of_signs_ranks_as_signs_score(passages: pl.DataFrame, tmp_path: Path) -> None:
    result = measured(passages, tmp_path, options=replace(OPTIONS, precisions=("binary",)))
    row_id = result.rows.filter(pl.col("name") == "run-01", pl.col("precision") == "binary")["row_id"].item()
    ranking = result.rankings.filter(pl.col("row_id") == row_id, pl.col("query_id") == "q7").sort("rank")
    encoder = Blurred(ModelOptions(base="/models/run-01"))
    query = encoder.encode([asked(passages, "human", "passage")[0]["text"][7]])
    vectors = encoder.encode(indexed_texts(passages))
    scores = Stored(vectors, "binary", sign_axes(vectors)).scores(query, 100)[0]
    best = np.argsort(-scores, kind="stable")[:10]
    assert ranking["passage_id"].to_list() == [f"p{place}" for place in best]
    assert np.allclose(ranking["score"].to_list(), scores[best], atol=1e-5)


def test_differences_are_from_the_base_at_full_dimensions(passages: pl.DataFrame, tmp_path: Path) -> None:
    result = measured(passages, tmp_path)
    row = {(r["name"], r["dimensions"]): r for r in result.rows.to_dicts()}
    base, small, run = row["base fake", 64], row["base fake", 16], row["run-01", 64]
    assert (base["difference"], base["p_value"], base["ci_low"], base["won"]) == (None, None, None, 0)
    assert small["difference"] == pytest.approx(small["ndcg_10"] - base["ndcg_10"])
    assert run["difference"] == pytest.approx(run["ndcg_10"] - base["ndcg_10"])
    assert run["p_value"] < 0.05
    assert run["ci_low"] > 0
    figures = result.per_query.pivot("row_id", index="query_id", values="ndcg_10").sort("query_id")
    by_hand = compare(
        (figures[run["row_id"]] - figures[base["row_id"]]).to_list(), figures["query_id"].to_list(), draws=500
    )
    assert run["won"] == by_hand.won
    assert run["lost"] == by_hand.lost
    assert run["detectable"] == pytest.approx(by_hand.detectable)


def test_figures_are_means_over_the_queries_of_the_set(passages: pl.DataFrame, tmp_path: Path) -> None:
    result = measured(passages, tmp_path)
    means = result.per_query.drop("query_id").group_by("row_id").mean()
    both = result.rows.join(means, on="row_id", suffix="_mean")
    for metric in ("ndcg_10", "mrr_10", "recall_10", "recall_100", "map_100"):
        assert np.allclose(both[metric], both[f"{metric}_mean"])
    assert set(result.rows["queries"]) == {40}
    assert set(result.rows["groups"]) == {40}


@pytest.mark.parametrize("unit", ["document", "section", "passage"])
def test_a_unit_counts_by_its_best_passage(passages: pl.DataFrame, tmp_path: Path, unit: str) -> None:
    result = measured(passages, tmp_path, unit)
    row_id = result.rows.filter(pl.col("name") == "run-01", pl.col("dimensions") == 64)["row_id"].item()
    ranking = result.rankings.filter(pl.col("row_id") == row_id, pl.col("query_id") == "q7").to_dicts()
    encoder = Blurred(ModelOptions(base="/models/run-01"))
    query = asked(passages, "human", unit)[0]["text"][7]
    scores = encoder.encode(indexed_texts(passages)) @ encoder.encode([query])[0]
    best: dict[str, int] = {}
    for place in np.argsort(-scores, kind="stable").tolist():
        row = passages.row(place, named=True)
        name = f"{row['document_id']}#part-{row['ordinal']}" if unit == "section" else row[f"{unit}_id"]
        best.setdefault(name, place)
    assert [row["rank"] for row in ranking] == list(range(1, 11))
    assert [(row["unit_id"], row["passage_id"]) for row in ranking] == [
        (name, f"p{place}") for name, place in list(best.items())[:10]
    ]
    assert np.allclose([row["score"] for row in ranking], scores[list(best.values())[:10]], atol=1e-5)


def test_test_sets_are_never_mixed(passages: pl.DataFrame, tmp_path: Path) -> None:
    queries, qrels = asked(passages, "human", "passage")
    others, other_qrels = asked(passages, "held-out", "document", 10)
    wrong = other_qrels.with_columns(unit_id=pl.lit("d0"))
    both = measured(
        passages,
        tmp_path,
        test_sets=sets_frame(("human", "passage"), ("held-out", "document")),
        queries=pl.concat([queries, others]),
        qrels=pl.concat([qrels, wrong]),
    )
    alone = measured(passages, tmp_path)
    shared = both.rows.filter(pl.col("test_set") == "human").drop("latency_p50", "latency_p95").sort("row_id")
    assert shared.equals(alone.rows.drop("latency_p50", "latency_p95").sort("row_id"))
    assert set(both.rows.filter(pl.col("test_set") == "held-out")["queries"]) == {10}


def test_queries_that_nothing_answers_are_left_out_and_said(passages: pl.DataFrame, tmp_path: Path) -> None:
    queries, qrels = asked(passages, "human", "passage")
    more = queries_frame([("human", "lost", "word1", "d0"), ("human", "judged", "word2", "d0")])
    reporter = Silent()
    result = measured(
        passages,
        tmp_path,
        queries=pl.concat([queries, more]),
        qrels=pl.concat([qrels, qrels_frame([("human", "judged", "p1", 0)])]),
        reporter=reporter,
    )
    assert set(result.rows["queries"]) == {40}
    assert reporter.messages == ["2 queries of human have no relevant passage and are left out"]


def test_the_same_inputs_give_the_same_rows_and_another_setting_another_name(
    passages: pl.DataFrame, tmp_path: Path
) -> None:
    first, again = measured(passages, tmp_path), measured(passages, tmp_path)
    columns = [name for name in ROWS if not name.startswith("latency")]
    assert first.rows.select(columns).equals(again.rows.select(columns))
    other = measured(passages, tmp_path, options=replace(OPTIONS, dense_weight=0.5))
    fused = pl.col("kind") == "fused"
    assert not set(first.rows.filter(fused)["row_id"]) & set(other.rows.filter(fused)["row_id"])
    assert set(first.rows.filter(~fused)["row_id"]) == set(other.rows.filter(~fused)["row_id"])
    fewer = measured(passages.head(140), tmp_path)
    assert not set(first.rows["row_id"]) & set(fewer.rows["row_id"])


def test_costs_stand_beside_figures(passages: pl.DataFrame, tmp_path: Path) -> None:
    row = {(r["name"], r["dimensions"]): r for r in measured(passages, tmp_path).rows.to_dicts()}
    assert row["base fake", 64]["bytes_per_million"] == 256_000_000
    assert row["run-01", 16]["bytes_per_million"] == 64_000_000
    words = row["BM25", 0]["bytes_per_million"]
    assert words > 0
    assert row["run-01 + BM25", 16]["bytes_per_million"] == 64_000_000 + words
    assert all(0 < r["latency_p50"] <= r["latency_p95"] for r in row.values())


def test_a_run_whose_model_is_gone_is_skipped_and_said(passages: pl.DataFrame, tmp_path: Path) -> None:
    def make(options: ModelOptions) -> BagOfWords:
        if "gone" in options.base:
            raise InputError("base = '/models/gone' is not there.")
        return Blurred(options)

    queries, qrels = asked(passages, "human", "passage")
    reporter = Silent()
    result = evaluate(
        passages,
        sets_frame(("human", "passage")),
        queries,
        qrels,
        runs_frame(("run-02", "run-02", "/models/gone"), ("run-01", "run-01", "/models/run-01")),
        options=OPTIONS,
        model=MODEL,
        cache=tmp_path,
        reporter=reporter,
        make_encoder=make,
    )
    assert result.skipped.rows() == [("run-02", "base = '/models/gone' is not there.")]
    assert "run-02 was not measured" in reporter.messages[0]
    assert set(result.rows["run_id"]) == {"", "run-01"}


def test_no_queries_are_no_rows_and_no_passages_are_bad_input(passages: pl.DataFrame, tmp_path: Path) -> None:
    empty = measured(passages, tmp_path, queries=queries_frame([]), qrels=qrels_frame([]))
    assert len(empty.rows) == len(empty.per_query) == len(empty.rankings) == 0
    assert empty.rows.schema == ROWS
    nothing: dict[str, Any] = {
        "queries": queries_frame([]),
        "qrels": qrels_frame([]),
        "test_sets": sets_frame(("human", "passage")),
    }
    with pytest.raises(InputError, match="no passages"):
        evaluate(
            passages.head(0),
            runs=runs_frame(),
            options=OPTIONS,
            model=MODEL,
            cache=tmp_path,
            reporter=SILENT,
            **nothing,
        )


def test_evaluation_stops_when_asked(passages: pl.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        measured(passages, tmp_path, reporter=Silent(stop=lambda: True))


def test_an_unknown_unit_is_bad_input(passages: pl.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unit = 'paragraph' of test set human"):
        measured(passages, tmp_path, test_sets=sets_frame(("human", "paragraph")))


def with_prompts(*rows: tuple[str, str, str, str | None]) -> pl.DataFrame:
    """Models to measure with a prompt for queries."""
    frame = runs_frame(*(row[:3] for row in rows))
    prompts = pl.Series("query_prompt", [row[3] for row in rows], pl.String)
    return frame.with_columns(prompts, pl.lit("").alias("passage_prompt"))


def test_other_bases_are_measured_untouched_and_compared_with_the_project_s(
    passages: pl.DataFrame, tmp_path: Path
) -> None:
    runs = with_prompts(("", "base run-like", "/models/run-like", ""), ("run-01", "run-01", "/models/run-01", ""))
    rows = measured(passages, tmp_path, runs=runs).rows
    bases = rows.filter(pl.col("kind") == "base", pl.col("dimensions") == 64).sort("ndcg_10")
    assert bases["name"].to_list() == ["base fake", "base run-like"]
    assert bases["run_id"].to_list() == ["", ""]
    assert bases["difference"].to_list()[0] is None
    assert bases["difference"].to_list()[1] == pytest.approx(bases["ndcg_10"][1] - bases["ndcg_10"][0])
    run = rows.filter(pl.col("name") == "run-01", pl.col("dimensions") == 64)
    assert run["difference"].item() == pytest.approx(run["ndcg_10"].item() - bases["ndcg_10"][0])
    assert {"base run-like + BM25", "base + BM25"} <= set(rows["name"])


def test_each_model_gets_its_own_prompt(passages: pl.DataFrame, tmp_path: Path) -> None:
    asked_of: dict[str, list[str]] = {}

    class Told(BagOfWords):
        def encode(self, texts: Sequence[str]) -> Vectors:
            asked_of.setdefault(self._name, []).extend(texts)
            return super().encode(texts)

    queries, qrels = asked(passages, "human", "passage")
    runs = with_prompts(("run-01", "run-01", "/models/run-01", "find: "), ("run-02", "run-02", "/models/run-02", None))
    evaluate(
        passages,
        sets_frame(("human", "passage")),
        queries,
        qrels,
        runs,
        options=OPTIONS,
        model=ModelOptions(base="fake", query_prompt="ask: "),
        cache=tmp_path,
        reporter=SILENT,
        make_encoder=Told,
    )
    text = queries["text"][0]
    assert f"find: {text}" in asked_of["/models/run-01"]
    assert f"ask: {text}" not in asked_of["/models/run-01"]
    assert f"ask: {text}" in asked_of["/models/run-02"]
    assert f"ask: {text}" in asked_of["fake"]


def test_a_model_that_gives_no_vectors_is_skipped_and_the_rest_goes_on(passages: pl.DataFrame, tmp_path: Path) -> None:
    class Breaks(BagOfWords):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if "broken" in self._name:
                raise BrokenModelError("The model gave vectors that are no numbers.")
            return super().encode(texts)

    queries, qrels = asked(passages, "human", "passage")
    runs = with_prompts(("", "base broken", "broken", ""), ("", "base whole", "whole", ""))
    result = evaluate(
        passages,
        sets_frame(("human", "passage")),
        queries,
        qrels,
        runs,
        options=OPTIONS,
        model=MODEL,
        cache=tmp_path,
        reporter=SILENT,
        make_encoder=Breaks,
    )
    assert result.skipped.rows() == [("base broken", "The model gave vectors that are no numbers.")]
    assert set(result.rows.filter(pl.col("kind") == "base")["name"]) == {"base fake", "base whole"}
