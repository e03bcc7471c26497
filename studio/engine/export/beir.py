"""The curated dataset as a BEIR folder: corpus.jsonl, queries.jsonl, qrels/{train,dev,test}.tsv.

The layout is that of Thakur et al. 2021 (arXiv 2104.08663). It chooses nothing; it is handed examples and passages.
"""

import csv
import json
from pathlib import Path

import polars as pl

__all__ = ["write_beir"]


def write_beir(examples: pl.DataFrame, passages: pl.DataFrame, folder: Path) -> dict[str, int]:
    """Write the folder and return rows by file. Queries of one text and one positive are one line; grades are 1."""
    (folder / "qrels").mkdir(parents=True)
    written = {"corpus.jsonl": _corpus(passages, folder / "corpus.jsonl")}
    queries = examples.unique("pair_id", keep="first", maintain_order=True)
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as out:
        for row in queries.iter_rows(named=True):
            metadata = {k: row[k] for k in ("style", "source", "decision", "reviewer", "split") if row.get(k)}
            line = {"_id": row["pair_id"], "text": row["query"], "metadata": metadata}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    written["queries.jsonl"] = queries.height
    for split in ("train", "dev", "test"):
        rows = examples.filter(pl.col("split") == split)
        name = f"qrels/{split}.tsv"
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, delimiter="\t", lineterminator="\n")
            table.writerow(("query-id", "corpus-id", "score"))
            table.writerows((row["pair_id"], row["positive_id"], 1) for row in rows.iter_rows(named=True))
        written[name] = rows.height
    return written


def _corpus(passages: pl.DataFrame, path: Path) -> int:
    with path.open("w", encoding="utf-8") as out:
        for row in passages.iter_rows(named=True):
            title = " > ".join(part for part in (row["title"], *row["heading_path"]) if part)
            metadata = {"document_id": row["document_id"], "start": row["start"], "end": row["end"]}
            line = {"_id": row["passage_id"], "title": title, "text": row["text"], "metadata": metadata}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return passages.height
