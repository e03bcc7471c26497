"""How fast a run learns, against the plain recipe of sentence-transformers, on the same pairs and device in one run.

`python benchmarks/training.py COLLECTION [--pairs N] [--device D] [--base MODEL]`

Plain is its Trainer with MultipleNegativesRankingLoss in MatryoshkaLoss, batch 16, padded per batch, as its
documentation shows. Beside it stand both recipes of the studio at their own settings, all for one pass over the same
pairs: a written query and its passage, at 256 tokens. One query in ten passages is kept as a dev set. Prints a table
with pairs a second, dev NDCG@10 and memory, and ends with one JSON line.
"""

import argparse
import gc
import json
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from studio.domain.metrics import ndcg
from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.progress import Silent
from studio.engine.retrieval.encoder import encode_with

DIMENSIONS = (384, 256, 128, 64)
TOKENS = 256
BATCH = 16


@dataclass(frozen=True, kw_only=True)
class Found:
    """One way to train, measured: its pass over the pairs alone, without loading and measuring."""

    name: str
    pairs_per_second: float
    times_as_fast: float
    dev: float
    memory_gb: float


@dataclass(frozen=True)
class Data:
    """Pairs to learn from, queries to measure by with the places of what answers them, and all passages."""

    examples: pl.DataFrame
    dev: Sequence[tuple[str, int]]
    passages: pl.DataFrame


def data(collection: Path, most: int) -> Data:
    """Read a collection (see `benchmarks/quality.py`); one query of every tenth passage is kept apart."""
    lines = (json.loads(line) for line in (collection / "corpus.jsonl").open(encoding="utf-8"))
    corpus = {line["_id"]: f"{line.get('title') or ''}\n{line['text']}".strip() for line in lines}
    corpus = {name: text for name, text in corpus.items() if text}
    places = {name: place for place, name in enumerate(corpus)}
    recorded = [json.loads(line) for line in (collection / "recorded.jsonl").open(encoding="utf-8")]
    recorded = [row for row in recorded if row["passage_id"] in places]
    held: dict[str, str] = {}
    for row in recorded:
        if places[row["passage_id"]] % 10 == 0:
            held.setdefault(row["passage_id"], row["query"])
    taught = [row for row in recorded if held.get(row["passage_id"]) != row["query"]][:most]
    examples = pl.DataFrame(
        {
            "pair_id": [str(number) for number in range(len(taught))],
            "query": [row["query"] for row in taught],
            "positive_id": [row["passage_id"] for row in taught],
            "positive": [corpus[row["passage_id"]] for row in taught],
            "negatives": [[] for _ in taught],
            "source": ["recorded"] * len(taught),
            "original_query": [row["query"] for row in taught],
            "positive_from": ["pair"] * len(taught),
        },
        schema_overrides={"negatives": pl.List(pl.String)},
    )
    passages = pl.DataFrame(
        {"passage_id": list(corpus), "title": "", "heading_path": [[] for _ in corpus], "text": list(corpus.values())},
        schema_overrides={"heading_path": pl.List(pl.String)},
    )
    return Data(examples, [(query, places[name]) for name, query in held.items()], passages)


def dev_figure(queries: Any, passages: Any, found: Data) -> float:
    """Return NDCG@10 of the queries kept apart."""
    scores = (
        encode_with(queries, [query for query, _ in found.dev])
        @ encode_with(passages, found.passages["text"].to_list()).T
    )
    best = np.argsort(-scores, axis=1)[:, :10]
    return float(
        np.mean(
            [
                ndcg([str(place) for place in row], {str(answer): 1})
                for row, (_, answer) in zip(best.tolist(), found.dev, strict=True)
            ]
        )
    )


def plain(model: ModelOptions, found: Data, folder: Path) -> tuple[float, float]:
    """Train as the documentation of sentence-transformers shows; return seconds and the dev figure."""
    from datasets import Dataset
    from sentence_transformers import SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

    from studio.engine.retrieval import models

    encoder = models.load(model.base, model.device)
    encoder.max_seq_length = TOKENS
    trainer = SentenceTransformerTrainer(
        model=encoder,
        args=SentenceTransformerTrainingArguments(
            output_dir=str(folder),
            num_train_epochs=1,
            per_device_train_batch_size=BATCH,
            learning_rate=2e-5,
            warmup_steps=0.1,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            logging_strategy="no",
            use_cpu=encoder.device.type == "cpu",
        ),
        train_dataset=Dataset.from_dict(
            {"query": found.examples["query"].to_list(), "positive": found.examples["positive"].to_list()}
        ),
        loss=MatryoshkaLoss(encoder, MultipleNegativesRankingLoss(encoder), list(DIMENSIONS)),
    )
    began = time.perf_counter()
    trainer.train()
    seconds = time.perf_counter() - began
    return seconds, dev_figure(encoder, encoder, found)


class Clock(Silent):
    """Notes when the first step began and the last one ended."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def progress(self, stage: str, done: int, total: int, unit: str) -> None:
        """Note a step of training."""
        super().progress(stage, done, total, unit)
        if stage == "train":
            self.times.append(time.perf_counter())


def studio(recipe: str, model: ModelOptions, found: Data, folder: Path) -> tuple[float, float]:
    """Train for one pass by a recipe of the studio; return seconds and the dev figure."""
    from studio.engine.retrieval import models
    from studio.engine.training.lists import Lists
    from studio.engine.training.pairs import Pairs
    from studio.engine.training.train import train

    options = TrainingOptions(recipe=recipe, epochs=1, max_tokens=TOKENS, merge="no", dimensions=DIMENSIONS)  # type: ignore[arg-type]
    clock, work = Clock(), folder / recipe
    if recipe == "pairs":
        material: Any = Pairs.of(found.examples, model=model, options=options)
    else:
        from studio.domain.options import IndexOptions

        material = Lists.of(
            found.examples,
            found.passages,
            model=model,
            index=IndexOptions(),
            cache=folder / "index",
            work=work,
            reporter=Silent(),
        )
    train(material, model=model, options=options, score=None, work=work, target=folder / recipe / "run", reporter=clock)
    sides = ("queries", "passages") if recipe == "lists" else ("", "")
    asking, answering = (models.load(folder / recipe / "run" / side, model.device) for side in sides)
    return clock.times[-1] - clock.times[0], dev_figure(asking, answering, found)


def measured(name: str, work: Callable[[], tuple[float, float]], pairs: int) -> Found:
    """Run one way to train, with its peak of memory: the card's own, or this process's so far."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    seconds, dev = work()
    memory = (
        torch.cuda.max_memory_allocated() / 1e9
        if torch.cuda.is_available()
        else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    )
    rate = pairs / seconds
    return Found(
        name=name, pairs_per_second=round(rate, 1), times_as_fast=0, dev=round(dev, 4), memory_gb=round(memory, 2)
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("collection", type=Path)
    parser.add_argument("--pairs", type=int, default=1000, help="pairs to learn from, at most")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--base", default="sentence-transformers/all-MiniLM-L6-v2")
    parser.add_argument("--recipes", nargs="*", default=["pairs", "lists"])
    asked = parser.parse_args()

    import torch

    model, found = ModelOptions(base=asked.base, device=asked.device), data(asked.collection, asked.pairs)
    pairs = len(found.examples)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = [measured("plain", lambda: plain(model, found, folder), pairs)]
        rows += [measured(name, lambda name=name: studio(name, model, found, folder), pairs) for name in asked.recipes]  # type: ignore[misc]
    rows = [replace(row, times_as_fast=round(row.pairs_per_second / rows[0].pairs_per_second, 2)) for row in rows]
    print(f"{'':8}{'pairs/s':>10}{'times':>8}{'dev NDCG@10':>14}{'memory GB':>12}")
    for row in rows:
        figures = f"{row.pairs_per_second:10.1f}{row.times_as_fast:8.2f}{row.dev:14.3f}{row.memory_gb:12.2f}"
        print(f"{row.name:8}{figures}")
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else f"{os.cpu_count()} cores"
    told = {"collection": asked.collection.name, "pairs": pairs, "device": device, "python": platform.python_version()}
    print(json.dumps({"benchmark": "training", **told, "found": [asdict(row) for row in rows]}))


if __name__ == "__main__":
    main()
