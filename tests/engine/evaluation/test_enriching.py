"""No query is ever scored against an index that holds it."""

from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl
import pytest

from studio.domain.identity import asked_hash
from studio.domain.options import EvaluationOptions, IndexOptions, ModelOptions
from studio.engine.evaluation.enriching import Enriching
from studio.engine.evaluation.evaluate import EvaluationResult, evaluate
from studio.engine.evaluation.sets import Judged
from studio.engine.progress import SILENT
from studio.engine.retrieval.fake import BagOfWords
from tests.engine.frames import passages_frame, qrels_frame, queries_frame, runs_frame, sets_frame

PASSAGES = passages_frame([{"passage_id": f"p{i}", "text": f"alpha{i} beta{i} common"} for i in range(30)])
Precisions = tuple[Literal["int8", "binary"], ...]
SIDES = ["train"] * 20 + ["dev"] * 5 + ["test"] * 5


def examples() -> pl.DataFrame:
    rows = [(f"gamma{i} ask{j}", f"p{i}", SIDES[i], "recorded") for i in range(30) for j in range(3)]
    return pl.DataFrame(rows, schema=["query", "positive_id", "split", "source"], orient="row")


def judged(purpose: str, source: str, texts: list[str]) -> Judged:
    return Judged(
        test_set="set",
        purpose=purpose,
        source=source,
        unit="passage",
        content_hash="",
        query_ids=texts,
        texts=texts,
        groups=texts,
        grades=[{} for _ in texts],
        unanswered=0,
    )


def of_side(side: str) -> list[str]:
    return examples().filter(pl.col("split") == side)["query"].to_list()


@pytest.mark.parametrize(
    ("purpose", "source", "texts"),
    [
        ("dev", "generated", of_side("dev")),
        ("test", "generated", of_side("test")),
        ("test", "human", ["gamma3  ASK1?", "new words"]),
        ("dev", "human", ["gamma3 ask1", "gamma4 ask0"]),
    ],
)
def test_no_index_holds_the_query_that_it_is_asked(purpose: str, source: str, texts: list[str]) -> None:
    enriching = Enriching(examples(), PASSAGES)
    asked_of_all: list[int] = []
    for part in enriching.parts(judged(purpose, source, texts)):
        held = {asked_hash(enriching.texts[row]) for row in np.flatnonzero(part.held)}
        asked_of_all += part.asked.tolist()
        assert held.isdisjoint(asked_hash(texts[place]) for place in part.asked)
    assert sorted(asked_of_all) == list(range(len(texts)))


def test_on_the_dev_set_the_other_queries_of_its_passage_stay() -> None:
    enriching = Enriching(examples(), PASSAGES)
    texts = of_side("dev")
    for part in enriching.parts(judged("dev", "generated", texts)):
        held = [enriching.texts[row] for row in np.flatnonzero(part.held)]
        for place in part.asked:
            passage = texts[place].split()[0]
            assert sum(text.startswith(f"{passage} ") for text in held) == 2


def test_on_held_out_generated_queries_all_of_the_test_side_are_out() -> None:
    enriching = Enriching(examples(), PASSAGES)
    [part] = enriching.parts(judged("test", "generated", of_side("test")[:2]))
    assert {enriching.texts[row] for row in np.flatnonzero(part.held)} == {*of_side("train"), *of_side("dev")}


def test_on_peoples_queries_all_that_was_written_is_in() -> None:
    [part] = Enriching(examples(), PASSAGES).parts(judged("test", "beir", ["new words"]))
    assert part.held.all()


def measured(
    cache: Path,
    side: str,
    purpose: str,
    index: IndexOptions | None = None,
    *,
    precisions: Precisions = (),
    source: str = "recorded",
) -> EvaluationResult:
    texts = of_side(side)
    sets = sets_frame(("set", "passage")).with_columns(source=pl.lit("generated"), purpose=pl.lit(purpose))
    places = {text: f"p{text.split()[0].removeprefix('gamma')}" for text in texts}
    return evaluate(
        PASSAGES,
        sets,
        queries_frame([("set", text, text, places[text]) for text in texts]),
        qrels_frame([("set", text, place, 1) for text, place in places.items()]),
        runs_frame(),
        options=EvaluationOptions(dimensions=(64, 16), precisions=precisions, draws=200),
        model=ModelOptions(base="fake"),
        examples=examples().with_columns(source=pl.lit(source)),
        index=index,
        cache=cache,
        reporter=SILENT,
        make_encoder=BagOfWords,
    )


def test_enriched_rows_stand_beside_the_others_alone_and_fused(tmp_path: Path) -> None:
    rows = measured(tmp_path, "dev", "dev").rows.filter(pl.col("kind") == "enriched")
    assert set(rows.select("name", "dimensions").rows()) == {
        (name, size) for name in ("base, enriched", "base, enriched + BM25") for size in (64, 16)
    }
    assert rows["row_id"].n_unique() == 4
    assert (rows["bytes_per_million"] > 0).all()


def test_queries_of_a_passage_help_the_next_one_and_held_out_ones_help_nobody(tmp_path: Path) -> None:
    def figure(side: str, purpose: str, source: str = "recorded") -> float:
        rows = measured(tmp_path, side, purpose, source=source).rows
        of_row = rows.filter(pl.col("name") == "base, enriched + BM25", pl.col("dimensions") == 64)
        return float(of_row["ndcg_10"].item())

    assert figure("dev", "dev") > 0.9  # `gamma` stands in the passage's other queries alone
    assert figure("test", "test") < 0.3
    assert figure("dev", "dev", "structural") < 0.3  # they repeat what stands in the passage: no wording is added


def test_another_weight_is_another_row(tmp_path: Path) -> None:
    first, other = measured(tmp_path, "dev", "dev"), measured(tmp_path, "dev", "dev", IndexOptions(query_weight=0.5))
    enriched = pl.col("kind").is_in(["enriched", "adapter"])
    assert not set(first.rows.filter(enriched)["row_id"]) & set(other.rows.filter(enriched)["row_id"])
    assert set(first.rows.filter(~enriched)["row_id"]) == set(other.rows.filter(~enriched)["row_id"])


def test_the_adapter_of_the_base_stands_beside_it(tmp_path: Path) -> None:
    rows = measured(tmp_path, "dev", "dev").rows.filter(pl.col("kind") == "adapter")
    names = ("adapter", "adapter + BM25", "adapter, enriched", "adapter, enriched + BM25")
    assert set(rows.select("name", "dimensions").rows()) == {(name, size) for name in names for size in (64, 16)}


def test_enriched_rows_and_adapters_of_one_vector_stand_in_less_room_too(tmp_path: Path) -> None:
    rows = measured(tmp_path, "dev", "dev", precisions=("int8", "binary")).rows
    assert rows["row_id"].n_unique() == len(rows)
    smaller = rows.filter(pl.col("precision") != "float32")
    assert set(smaller.select("name", "dimensions", "precision", "bytes_per_million").rows()) == {
        (name, 64, precision, size)
        for name in ("base fake", "base, enriched", "adapter", "adapter, enriched")
        for precision, size in (("int8", 64_000_000), ("binary", 8_000_000))
    }
    full = dict(
        rows.filter(pl.col("dimensions") == 64, pl.col("precision") == "float32")["name", "ndcg_10"].iter_rows()
    )
    for name, figure in smaller.filter(pl.col("precision") == "int8")["name", "ndcg_10"].iter_rows():
        assert abs(figure - full[name]) < 0.05, name
