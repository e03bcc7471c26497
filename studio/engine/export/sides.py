"""One sentence-transformers model out of an encoder for queries and one for passages. Trains and measures nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.retrieval import models
from studio.engine.retrieval.sides import save_sides

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["join_sides"]


def join_sides(queries: Path, passages: Path, target: Path) -> None:
    """Write a model to `target` whose `encode_query` is the first one's and whose `encode_document` the other's."""
    asking, answering = (models.load(side, "cpu") for side in (queries, passages))
    save_sides(asking, answering, target, query=_prompt(asking, "query"), document=_prompt(answering, "document"))


def _prompt(model: "SentenceTransformer", name: str) -> str:
    return model.prompts.get(name) or ""
