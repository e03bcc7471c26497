"""What people are asked to judge: the top of every row, put together."""

from pathlib import Path

import polars as pl
import pytest

from studio.domain.options import EvaluationOptions, JudgingOptions, ModelOptions
from studio.engine.evaluation.pool import POOL, PoolResult, pool
from studio.engine.progress import SILENT, Interrupted, Silent
from studio.engine.retrieval.fake import BagOfWords
from studio.errors import InputError
from tests.engine.frames import passages_frame, queries_frame, runs_frame

TOOLS = ("etcher", "stepper", "furnace", "sputter")
FAULTS = ("drifts", "leaks", "stalls", "vibrates", "flickers")
PASSAGES = passages_frame(
    [{"passage_id": f"{tool}-{fault}", "text": f"the {tool} {fault} daily"} for tool in TOOLS for fault in FAULTS]
)
QUERIES = queries_frame([("tickets", "q1", "etcher leaks", ""), ("tickets", "q2", "nothing of that", "")])
RUN = ("run-01", "run-01", "/models/run-01")


def pooled(cache: Path, depth: int = 3, *runs: tuple[str, str, str], reporter: Silent = SILENT) -> PoolResult:
    return pool(
        PASSAGES,
        QUERIES,
        runs_frame(*runs),
        options=JudgingOptions(depth=depth),
        evaluation=EvaluationOptions(),
        model=ModelOptions(base="fake"),
        cache=cache,
        reporter=reporter,
        make_encoder=BagOfWords,
    )


def test_the_top_of_base_bm25_runs_and_their_fusions_is_pooled(tmp_path: Path) -> None:
    result = pooled(tmp_path, 3, RUN)
    assert result.rows == ["base fake", "base + BM25", "BM25", "run-01", "run-01 + BM25"]
    assert result.pool.schema == POOL
    of_query = result.pool.filter(pl.col("query_id") == "q1")
    names = of_query.explode("found_by")
    assert set(names["found_by"]) == set(result.rows)
    assert set(names.group_by("found_by").len()["len"]) == {3}
    [best] = of_query.filter(pl.col("passage_id") == "etcher-leaks")["found_by"].to_list()
    assert set(best) == set(result.rows)


def test_bm25_pools_nothing_that_shares_no_word(tmp_path: Path) -> None:
    of_query = pooled(tmp_path).pool.filter(pl.col("query_id") == "q2").explode("found_by")
    assert set(of_query["found_by"]) == {"base fake", "base + BM25"}


def test_a_passage_is_asked_about_once_whoever_found_it(tmp_path: Path) -> None:
    pairs = pooled(tmp_path, 10, RUN).pool.select("query_id", "passage_id")
    assert pairs.is_unique().all()
    assert pairs.equals(pairs.sort(pl.all()))


def test_it_stops_when_asked_and_what_was_encoded_is_kept(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        pooled(tmp_path, reporter=Silent(stop=lambda: True))
    assert list(tmp_path.rglob("*.npz"))


def test_without_passages_it_says_what_to_do() -> None:
    with pytest.raises(InputError, match="no passages to search in"):
        pool(
            PASSAGES.clear(),
            QUERIES,
            runs_frame(),
            options=JudgingOptions(),
            evaluation=EvaluationOptions(),
            model=ModelOptions(base="fake"),
            cache=Path(),
            reporter=SILENT,
            make_encoder=BagOfWords,
        )
