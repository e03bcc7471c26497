"""How many pairs a second training learns from, and what sorting texts by length is worth.

`python benchmarks/training_speed.py COLLECTION [--steps N]`

Each batch of 32 pairs goes through the plain loss of sentence-transformers and through the studio's, in turns, forward
and backward, at 256 tokens, without and with one hard negative. Whatever else the machine does burdens both alike, so
the ratio is sound where the figures are not. Prints a table and ends with one JSON line.
"""

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BATCH = 32
TOKENS = 256
DIMENSIONS = [384, 256, 128, 64]


def texts(collection: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Return pairs of a written query and its passage, and all passages."""
    lines = (json.loads(line) for line in (collection / "corpus.jsonl").open(encoding="utf-8"))
    corpus = {line["_id"]: f"{line.get('title') or ''}\n{line['text']}".strip() for line in lines}
    recorded = (json.loads(line) for line in (collection / "recorded.jsonl").open(encoding="utf-8"))
    return [(r["query"], corpus[r["passage_id"]]) for r in recorded if corpus.get(r["passage_id"])], list(
        corpus.values()
    )


def seconds(model: Any, loss: Any, columns: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Return wall and processor seconds of one step without its optimizer (AdamW takes a hundredth of it)."""
    began, used = time.perf_counter(), time.process_time()
    loss([model.preprocess(column) for column in columns], None).backward()
    model.zero_grad()
    return time.perf_counter() - began, time.process_time() - used


def measure(model: Any, collection: Path, *, negatives: int, steps: int) -> dict[str, Any]:
    """Return medians over steps, the first of which only warms up."""
    from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

    from studio.engine.training.losses import SortedRankingLoss

    losses = {
        "plain": MatryoshkaLoss(model, MultipleNegativesRankingLoss(model), DIMENSIONS),
        "sorted": MatryoshkaLoss(model, SortedRankingLoss(model), DIMENSIONS),
    }
    pairs, passages = texts(collection)
    draw = random.Random(13)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in losses}
    for _ in range(steps + 1):
        batch = draw.sample(pairs, BATCH)
        columns = [[query for query, _ in batch], [passage for _, passage in batch]]
        columns += [draw.sample(passages, BATCH) for _ in range(negatives)]
        for name, loss in losses.items():
            taken[name].append(seconds(model, loss, columns))
    found: dict[str, Any] = {"negatives": negatives}
    for name, each in taken.items():
        wall, used = (statistics.median(step[i] for step in each[1:]) for i in (0, 1))
        found[name] = {"pairs_per_second": round(BATCH / wall, 2), "processor_seconds": round(used, 2)}
    found["times_as_fast"] = round(found["plain"]["processor_seconds"] / found["sorted"]["processor_seconds"], 2)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("collection", type=Path)
    parser.add_argument("--steps", type=int, default=5)
    asked = parser.parse_args()

    from studio.engine.retrieval import models

    model = models.load("all-MiniLM-L6-v2", "cpu")
    model.max_seq_length = TOKENS
    model.train()
    found = [measure(model, asked.collection, negatives=negatives, steps=asked.steps) for negatives in (0, 1)]
    print("negatives   plain pairs/s   sorted pairs/s   times as fast (processor time)")
    for each in found:
        rates = (each[name]["pairs_per_second"] for name in ("plain", "sorted"))
        print("{:9}   {:13.2f}   {:14.2f}   {:.2f}".format(each["negatives"], *rates, each["times_as_fast"]))
    print(json.dumps({"collection": asked.collection.name, "cores": os.cpu_count(), "found": found}))


if __name__ == "__main__":
    main()
