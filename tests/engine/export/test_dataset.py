"""The dataset in three shapes: what others load is what was exported, whatever its texts hold."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from studio.engine.export.dataset import PROVENANCE, SHAPES, n_tuples, pairs, triplets
from tests.engine.export import data
from tests.engine.export.conftest import Exports

SIDES = {"train": 6, "dev": 3, "test": 3}


def rows(loaded: Any) -> dict[str, dict[str, Any]]:
    return {row["pair_id"]: row for row in loaded}


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
@pytest.mark.parametrize(("shape", "lines"), [("pairs", 1), ("triplets", 2), ("n-tuples", 1)])
def test_every_shape_loads_by_folder_and_name_with_its_sides_apart(
    exported: Exports, load: Callable[..., Any], form: str, shape: str, lines: int
) -> None:
    folder = exported(formats=(form,)).folder
    loaded = load(str(folder), shape)
    assert {side: len(part) for side, part in loaded.items()} == {side: lines * n for side, n in SIDES.items()}
    assert loaded["train"].features == loaded["test"].features


def test_pairs_are_what_loads_where_nothing_is_named(exported: Exports, load: Callable[..., Any]) -> None:
    assert load(str(exported().folder))["train"].num_rows == 6


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_hostile_texts_survive_the_way_out_and_back(exported: Exports, load: Callable[..., Any], form: str) -> None:
    folder = exported(formats=(form,)).folder
    expected = rows(data.examples().iter_rows(named=True))
    for shape in SHAPES:
        for part in load(str(folder), shape).values():
            for row in part:
                wanted = expected[row["pair_id"]]
                assert (row["query"], row["positive"]) == (wanted["query"], wanted["positive"])
                assert row.get("comment") == wanted["comment"]
                if shape == "n-tuples":
                    assert [row["negative_1"], row["negative_2"]] == wanted["negatives"]
                    assert row["negative_ids"] == wanted["negative_ids"]
                if shape == "triplets":
                    assert (row["negative"], row["negative_id"]) in set(
                        zip(wanted["negatives"], wanted["negative_ids"], strict=True)
                    )


@pytest.mark.parametrize(("form", "builder"), [("parquet", "parquet"), ("jsonl", "json")])
def test_the_files_load_alone_too(exported: Exports, load: Callable[..., Any], form: str, builder: str) -> None:
    folder = exported().folder
    loaded = load(builder, data_files=str(folder / "triplets" / f"train.{form}"), split="train")
    assert loaded.num_rows == 12
    assert loaded[0]["query"] == f"query 0: {data.HOSTILE[0]}"


def test_every_line_of_jsonl_is_one_object(exported: Exports) -> None:
    folder = exported(formats=("jsonl",)).folder
    lines = (folder / "pairs" / "train.jsonl").read_bytes().removesuffix(b"\n").split(b"\n")
    assert [json.loads(line)["pair_id"] for line in lines] == [f"pair{i}" for i in range(6)]


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_every_line_says_where_it_came_from(exported: Exports, load: Callable[..., Any], form: str) -> None:
    loaded = load(str(exported(formats=(form,)).folder), "pairs")["test"]
    assert set(PROVENANCE) <= set(loaded.column_names)
    row = rows(loaded)["pair10"]
    names = ("decision", "reviewer", "decided_at", "flagged", "dense_rank", "bm25_rank", "graded_ids", "grades")
    assert {name: row[name] for name in names} == {
        "decision": "accepted",
        "reviewer": "ada",
        "decided_at": "2026-11-24T14:23:01.000500+00:00",
        "flagged": False,
        "dense_rank": 10,
        "bm25_rank": None,
        "graded_ids": ["p10"],
        "grades": [3],
    }
    assert rows(load(str(exported(formats=(form,)).folder), "pairs")["train"])["pair0"]["decided_at"] is None


def test_provenance_that_is_not_known_is_null_and_there() -> None:
    lines = pairs(data.examples().select("pair_id", "query", "positive", "negatives", "negative_ids")).lines
    assert set(PROVENANCE) <= set(lines.columns)
    assert lines["reviewer"].null_count() == 12
    assert lines.schema["dense_rank"] == pl.Int64


def test_examples_without_negatives_are_pairs_alone() -> None:
    frame = data.examples(negatives=[[] if i < 4 else ["n"] for i in range(12)], negative_ids=[[]] * 4 + [["p"]] * 8)
    assert pairs(frame).lines.height == 12
    assert (triplets(frame).lines.height, triplets(frame).left_out) == (8, 4)
    assert (n_tuples(frame).lines.height, n_tuples(frame).left_out) == (8, 4)


def test_tuples_have_the_length_that_keeps_most_negatives() -> None:
    counts = [5, 5, 5, 5, 4, 4, 4, 2, 1, 0, 0, 0]
    frame = data.examples(
        negatives=[[f"n{k}" for k in range(n)] for n in counts],
        negative_ids=[[f"i{k}" for k in range(n)] for n in counts],
    )
    shape = n_tuples(frame)
    assert (shape.lines.height, shape.left_out) == (7, 5)  # 4 of each of 7: 28, where 5 of 4 would be 20
    assert [name for name in shape.lines.columns if name.startswith("negative_")] == [
        *(f"negative_{i}" for i in range(1, 5)),
        "negative_ids",
    ]
    assert shape.lines["negative_ids"].list.len().to_list() == [4] * 7


def test_a_dataset_without_any_negative_is_exported_as_pairs(exported: Exports, load: Callable[..., Any]) -> None:
    result = exported(data.examples(negatives=[[]] * 12, negative_ids=[[]] * 12), formats=("parquet",))
    assert {Path(file.path).parts[0] for file in result.written} == {"pairs"}
    assert load(str(result.folder), "pairs")["dev"].num_rows == 3


def test_a_pair_with_further_positives_has_a_line_for_each(exported: Exports, load: Callable[..., Any]) -> None:
    frame = data.examples()
    further = frame.head(1).with_columns(positive_id=pl.lit("p7"), positive=pl.lit("also answers"))
    loaded = load(str(exported(pl.concat([frame, further])).folder), "pairs")["train"]
    assert [row["positive_id"] for row in loaded if row["pair_id"] == "pair0"] == ["p0", "p7"]


def test_what_a_trainer_reads_is_one_line_away(exported: Exports, load: Callable[..., Any]) -> None:
    folder = exported().folder
    readme = (folder / "README.md").read_text()
    assert 'triplets.select_columns(["query", "positive", "negative"])' in readme
    columns = load(str(folder), "triplets", split="train").select_columns(["query", "positive", "negative"])
    assert columns.column_names == ["query", "positive", "negative"]


def test_what_was_accepted_unseen_says_so_in_every_line_and_on_the_card(exported: Exports) -> None:
    folder = exported(formats=("jsonl", "beir")).folder
    claim = "at most 4.1% of 9 pairs are bad"
    for shape in ("pairs", "triplets", "n-tuples"):
        told = [json.loads(line) for line in (folder / shape / "test.jsonl").read_text("utf-8").split("\n") if line]
        found = {(row["decision"], row["claim"]) for row in told if row["pair_id"] == "pair11"}
        assert found == {("accepted_unseen", claim)}
    queries = [json.loads(line) for line in (folder / "beir" / "queries.jsonl").read_text("utf-8").split("\n") if line]
    assert {q["metadata"]["claim"] for q in queries if q["metadata"]["decision"] == "accepted_unseen"} == {claim}
    assert f"1 pairs were accepted unseen: {claim}." in (folder / "README.md").read_text("utf-8")
