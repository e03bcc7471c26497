"""The BEIR folder: every judgment has its query and its passage, and the table stays a table."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from studio.engine.export.beir import write_beir
from tests.engine.export import data
from tests.engine.export.conftest import Exports


def read(folder: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, list[tuple[str, str, int]]]]:
    """Read a folder as BEIR's own loader does."""
    corpus, queries = (
        {entry["_id"]: entry for entry in map(json.loads, (folder / name).open(encoding="utf-8"))}
        for name in ("corpus.jsonl", "queries.jsonl")
    )
    qrels = {}
    for path in (folder / "qrels").iterdir():
        with path.open(encoding="utf-8") as file:
            table = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_MINIMAL)
            assert next(table) == ["query-id", "corpus-id", "score"]
            qrels[path.stem] = [(query, passage, int(grade)) for query, passage, grade in table]
    return corpus, queries, qrels


def test_hostile_texts_survive_and_every_judgment_has_its_query_and_its_passage(exported: Exports) -> None:
    corpus, queries, qrels = read(exported(formats=("beir",)).folder / "beir")
    assert [entry["text"] for entry in corpus.values()] == data.HOSTILE
    assert corpus["p0"]["title"] == f"Title {data.HOSTILE[0]} > First > {data.HOSTILE[0]}"
    assert [entry["text"] for entry in queries.values()] == data.examples()["query"].to_list()
    assert {side: len(judged) for side, judged in qrels.items()} == {"train": 6, "dev": 3, "test": 3}
    for judged in qrels.values():
        assert all(query in queries and passage in corpus and grade == 1 for query, passage, grade in judged)


def test_pairs_that_ask_the_same_are_one_query_with_all_its_answers(tmp_path: Path) -> None:
    frame = data.examples(query=["What is it", " what  is IT", *(f"q{i}" for i in range(10))])
    further = frame.head(1).with_columns(positive_id=pl.lit("p5"))
    write_beir(pl.concat([frame, further, frame.head(1)]), data.passages(), tmp_path / "beir")
    _, queries, qrels = read(tmp_path / "beir")
    assert len(queries) == 11
    assert [judged for judged in qrels["train"] if judged[0] == "pair0"] == [
        ("pair0", "p0", 1),
        ("pair0", "p1", 1),
        ("pair0", "p5", 1),
    ]


def test_a_grade_is_the_judgment(tmp_path: Path) -> None:
    graded = data.examples().with_columns(grade=pl.lit(None, pl.Int64)).with_row_index()
    graded = graded.with_columns(grade=pl.when(pl.col("index") == 0).then(3).otherwise(None)).drop("index")
    write_beir(graded, data.passages(), tmp_path / "beir")
    _, _, qrels = read(tmp_path / "beir")
    assert sorted(grade for judged in qrels.values() for _, _, grade in judged)[-2:] == [1, 3]


def test_a_query_that_training_asks_is_judged_there_alone_and_by_no_passage_that_is_held_out(tmp_path: Path) -> None:
    frame = data.examples(query=["same", *(f"q{i}" for i in range(10)), "Same?"])
    write_beir(frame, data.passages(), tmp_path / "beir")
    _, _, qrels = read(tmp_path / "beir")
    assert [judged for side in qrels.values() for judged in side if judged[0] == "pair0"] == [("pair0", "p0", 1)]
    assert ("pair0", "p0", 1) in qrels["train"]
    assert "p11" not in {passage for side in qrels.values() for _, passage, _ in side}


def test_a_query_asked_on_dev_and_test_is_held_out_with_all_its_answers(tmp_path: Path) -> None:
    sides = ["dev", *["train"] * 10, "test"]
    frame = data.examples(query=["same", *(f"q{i}" for i in range(10)), "same"], split=sides)
    write_beir(frame, data.passages(), tmp_path / "beir")
    _, _, qrels = read(tmp_path / "beir")
    assert qrels["test"] == [("pair0", "p0", 1), ("pair0", "p11", 1)]
    assert "dev" not in qrels


def test_a_positive_that_is_no_passage_any_more_is_in_the_corpus_all_the_same(tmp_path: Path) -> None:
    frame = data.examples(positive_id=["gone", *(f"p{i}" for i in range(1, 12))])
    written = write_beir(frame, data.passages(), tmp_path / "beir")
    corpus, _, _ = read(tmp_path / "beir")
    assert corpus["gone"]["text"] == frame["positive"][0]
    assert written["corpus.jsonl"] == 13


def test_sides_without_a_query_have_no_table(tmp_path: Path) -> None:
    write_beir(data.examples(split=["train"] * 12), data.passages(), tmp_path / "beir")
    assert [path.name for path in (tmp_path / "beir" / "qrels").iterdir()] == ["train.tsv"]


def test_the_folder_loads_with_datasets(exported: Exports, load: Callable[..., Any]) -> None:
    folder = exported().folder / "beir"
    assert load(str(folder), "corpus", split="corpus")["text"][5] == data.HOSTILE[5]
    assert load(str(folder), "queries", split="queries").num_rows == 12
    qrels = load("csv", data_files=str(folder / "qrels" / "test.tsv"), delimiter="\t", split="train")
    assert qrels[0] == {"query-id": "pair9", "corpus-id": "p9", "score": 1}
