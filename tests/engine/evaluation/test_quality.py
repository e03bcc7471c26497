"""What benchmarks/quality.py reads back from an evaluation, and how it tells it."""

import json
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from benchmarks.quality import TEST_SET, Report, Studio, report, table
from studio.domain.options import EvaluationOptions, ModelOptions
from studio.engine.evaluation.evaluate import evaluate
from studio.engine.progress import SILENT
from studio.engine.retrieval.fake import BagOfWords
from tests.engine.frames import passages_frame, qrels_frame, queries_frame, runs_frame, sets_frame


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A project as the pipeline leaves it, its evaluation made by a model that needs no weights."""
    project = tmp_path_factory.mktemp("project")
    job = project / "jobs" / "20260101-000000-evaluate-0000"
    (job / "inputs").mkdir(parents=True)
    (job / "outputs").mkdir()
    passages = passages_frame([{"passage_id": f"p{i}", "text": f"word{i} word{i + 1} word{i % 7}"} for i in range(60)])
    queries = queries_frame([(TEST_SET, f"q{i}", f"word{i} word{i % 7}", f"d{i // 2}") for i in range(60)])
    qrels = qrels_frame([(TEST_SET, f"q{i}", f"p{i}", 1) for i in range(60)])
    result = evaluate(
        passages,
        sets_frame((TEST_SET, "passage")),
        queries,
        qrels,
        runs_frame(("run-01", "run-01", "another model")),
        options=EvaluationOptions(dimensions=(64, 16), draws=200),
        model=ModelOptions(base="fake"),
        cache=project / "index",
        reporter=SILENT,
        make_encoder=BagOfWords,
    )
    passages.write_parquet(job / "inputs" / "passages.parquet")
    queries.write_parquet(job / "inputs" / "queries.parquet")
    result.rows.write_parquet(job / "outputs" / "rows.parquet")
    result.per_query.write_parquet(job / "outputs" / "per_query.parquet")
    pl.DataFrame({"query": ["a", "b", "c"]}).write_parquet(job / "inputs" / "enriching.parquet")
    studio = Studio(project)
    studio.seconds["evaluate"] = 1.5
    return report(Path("collections/tiny"), studio, "structural")


def test_every_system_and_dimension_has_a_line(measured: Report) -> None:
    assert (measured.collection, measured.passages, measured.pairs) == ("tiny", 60, 3)
    assert (measured.queries, measured.groups) == (60, 30)
    assert "3 written queries (provider structural), 60 human queries" in table(measured)
    assert {(line.name, line.dimensions, line.precision) for line in measured.lines} == {
        ("BM25", 0, "float32"),
        *(
            (name, size, "float32")
            for name in ("base fake", "base + BM25", "run-01", "run-01 + BM25")
            for size in (64, 16)
        ),
        *((name, 64, precision) for name in ("base fake", "run-01") for precision in ("int8", "binary")),
    }


def test_lines_are_compared_with_the_base_at_full_and_at_their_own_dimensions(measured: Report) -> None:
    line = {(each.name, each.dimensions): each for each in measured.lines if each.precision == "float32"}
    base, small, run = line["base fake", 64], line["base fake", 16], line["run-01", 16]
    assert (base.difference, base.p_full, base.same, base.p_same) == (None, None, None, None)
    assert small.difference == pytest.approx(small.ndcg_10 - base.ndcg_10)
    assert small.same is None
    assert run.same == pytest.approx(run.ndcg_10 - small.ndcg_10)
    assert run.p_same is not None
    assert line["BM25", 0].same is None


def test_every_size_says_what_it_keeps_of_its_own_full_size(measured: Report) -> None:
    line = {(each.name, each.dimensions, each.precision): each for each in measured.lines}
    full = line["run-01", 64, "float32"]
    assert full.kept is None
    for key in (("run-01", 16, "float32"), ("run-01", 64, "int8"), ("run-01", 64, "binary")):
        assert line[key].kept == pytest.approx(line[key].ndcg_10 / full.ndcg_10)
    binary, of_base = line["run-01", 64, "binary"], line["base fake", 64, "binary"]
    assert binary.same == pytest.approx(binary.ndcg_10 - of_base.ndcg_10)
    [printed] = [text for text in table(measured).splitlines() if text.startswith("run-01 ") and "64 binary" in text]
    assert f"{binary.kept:.1%}" in printed


def test_the_table_has_a_row_a_line_and_the_rest_is_json(measured: Report) -> None:
    printed = table(measured).splitlines()
    assert len(printed) == len(measured.lines) + 3
    assert "60 human queries in 30 groups" in printed[0]
    assert json.loads(json.dumps(asdict(measured)))["lines"]
