"""A corpus of made-up words: each passage has its own few, and its queries are drawn from them."""

import random
from pathlib import Path
from typing import Any

import polars as pl

from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.training.fake import tiny_model
from tests.engine.frames import passages_frame

PASSAGES = 60
QUERIES = 1


def _texts() -> list[tuple[str, list[str]]]:
    draw = random.Random(5)
    words = [f"word{number}" for number in range(120)]
    made = []
    for _ in range(PASSAGES):
        own = draw.sample(words, 6)
        text = " ".join([*own, *draw.sample(words, draw.randrange(2, 12))])
        made.append((text, [" ".join(draw.sample(own, 3)) for _ in range(QUERIES)]))
    return made


TEXTS = _texts()


def passages() -> pl.DataFrame:
    """Return the corpus as a frame, in which passage 7 is `p7`."""
    return passages_frame([{"passage_id": f"p{number}", "text": text} for number, (text, _) in enumerate(TEXTS)])


def examples(**columns: list[Any]) -> pl.DataFrame:
    """Return a pair for each passage, with the next two passages as its negatives; `columns` are added or replace."""
    rows = [
        {
            "pair_id": f"pair-{number}-{which}",
            "query": query,
            "positive_id": f"p{number}",
            "positive": text,
            "negative_ids": [f"p{(number + step) % PASSAGES}" for step in (1, 2)],
            "negatives": [TEXTS[(number + step) % PASSAGES][0] for step in (1, 2)],
            "source": "recorded",
            "original_query": query,
            "positive_from": "pair",
        }
        for number, (text, queries) in enumerate(TEXTS)
        for which, query in enumerate(queries)
    ]
    return pl.DataFrame(rows).with_columns(**{name: pl.Series(values) for name, values in columns.items()})


def few(number: int, *, each: int = 0, **columns: list[Any]) -> pl.DataFrame:
    """Return a frame of pairs that share nothing, with `each` negatives: `q0` is answered by `passage 0`."""
    names = [[f"n{row}-{i}" for i in range(each)] for row in range(number)]
    frame: dict[str, list[Any]] = {
        "pair_id": [f"pair{row}" for row in range(number)],
        "query": [f"q{row}" for row in range(number)],
        "positive_id": [f"p{row}" for row in range(number)],
        "positive": [f"passage {row}" for row in range(number)],
        "negative_ids": names,
        "negatives": [[f"text of {name}" for name in row] for row in names],
    }
    schema = {"negative_ids": pl.List(pl.String), "negatives": pl.List(pl.String)}
    return pl.DataFrame(frame | columns, schema_overrides=schema)


def base(folder: Path, **options: Any) -> Path:
    """Save a tiny model that knows the corpus's words."""
    return tiny_model(folder, [text for text, _ in TEXTS], **options)


def model_options(path: Path, **options: Any) -> ModelOptions:
    return ModelOptions(base=str(path), device="cpu", **options)


def training_options(**options: Any) -> TrainingOptions:
    """Two epochs of six steps, a look at the dev set every four."""
    chosen = {
        "recipe": "pairs",
        "negatives": 1,
        "batch_size": 10,
        "epochs": 2,
        "eval_steps": 4,
        "learning_rate": 1e-3,
        "dimensions": (16,),
        **options,
    }
    return TrainingOptions(**chosen)


def closeness(model: Any) -> dict[str, float]:
    """Stand in for a dev set: how near queries are to their passages, and how far from the next."""
    texts = model.encode([text for text, _ in TEXTS], show_progress_bar=False)
    queries = model.encode([queries[0] for _, queries in TEXTS], show_progress_bar=False)
    scores = model.similarity(queries, texts)
    hits = (scores.argmax(1) == torch_arange(len(TEXTS))).float().mean()
    return {"ndcg@10": float(hits), "ndcg@10_16": float(scores.diagonal().mean())}


def torch_arange(number: int) -> Any:
    import torch

    return torch.arange(number)
