"""One sentence-transformers model out of an encoder for queries and one for passages, turned where signs are wanted.

Trains and measures nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.folders import beside, put
from studio.engine.retrieval import models
from studio.engine.retrieval.encoder import Vectors
from studio.engine.retrieval.sides import save_sides

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["join_sides", "turn_for_signs"]


def join_sides(queries: Path, passages: Path, target: Path) -> None:
    """Write a model to `target` whose `encode_query` is the first one's and whose `encode_document` the other's."""
    asking, answering = (models.load(side, "cpu") for side in (queries, passages))
    save_sides(asking, answering, target, query=_prompt(asking, "query"), document=_prompt(answering, "document"))


def turn_for_signs(folder: Path, rotation: Vectors) -> None:
    """Turn both sides of the model in `folder` (d x d), so that the signs of its vectors tell most."""
    from studio.engine.retrieval.turned import turned  # noqa: PLC0415 - imports torch

    made = beside(folder)
    turned(models.load(folder, "cpu"), rotation).save_pretrained(str(made), create_model_card=False)
    put(made, folder)


def _prompt(model: "SentenceTransformer", name: str) -> str:
    return model.prompts.get(name) or ""
