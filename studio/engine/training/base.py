"""The base model made ready for training: how much it reads, at which dimensions it learns, which prompts it keeps.

Trains nothing, and knows no dataset.
"""

import math
from typing import TYPE_CHECKING

from studio.domain.options import ModelOptions, TrainingOptions
from studio.engine.retrieval import models

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["longest", "matryoshka_dimensions", "prepare", "prompted"]


def matryoshka_dimensions(wanted: tuple[int, ...], own: int) -> tuple[int, ...]:
    """Return the model's own dimension and those wanted below it, largest first."""
    return tuple(sorted({own, *(d for d in wanted if d < own)}, reverse=True))


def prepare(model: ModelOptions, options: TrainingOptions) -> "SentenceTransformer":
    """Load the base, set to the length and the prompts that it is trained with: what is saved of it keeps both.

    Weights that are stored in half precision become single: small steps would be rounded away.
    """
    encoder = models.load(model.base, model.device).float()
    limit = longest(encoder)
    if limit is not None:
        encoder.max_seq_length = min(options.max_tokens, limit)
    return prompted(encoder, model)


def prompted(encoder: "SentenceTransformer", model: ModelOptions) -> "SentenceTransformer":
    """Give a model the prompts of the options, which it puts before queries and documents alone; return it."""
    encoder.prompts = {**encoder.prompts, "query": model.query_prompt, "document": model.passage_prompt}
    encoder.default_prompt_name = None
    return encoder


def longest(encoder: "SentenceTransformer") -> int | None:
    """Return the longest input that a loaded model reads in tokens, None where any length will do."""
    claimed = encoder.max_seq_length
    room = min(math.inf if claimed is None else claimed, _positions(encoder))
    return None if room == math.inf else int(room)


def _positions(encoder: "SentenceTransformer") -> float:
    """Return how many tokens the table of positions has room for. RoBERTa and its kin leave its first places unused."""
    room = math.inf
    for module in encoder.modules():
        table = getattr(module, "position_embeddings", None)
        size = getattr(table, "num_embeddings", None)
        if isinstance(size, int):
            unused = getattr(table, "padding_idx", None)
            room = min(room, size - (0 if unused is None else unused + 1))
    return room
