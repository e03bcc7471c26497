"""One sentence-transformers model out of an encoder for queries and one for passages. Trains and measures nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

from studio.engine.retrieval import models

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["join_sides"]


def join_sides(queries: Path, passages: Path, target: Path) -> None:
    """Write a model to `target` whose `encode_query` is the first one's and whose `encode_document` the other's."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import
    from sentence_transformers.sentence_transformer.modules import Router  # noqa: PLC0415 - as above

    asking, answering = (models.load(side, "cpu") for side in (queries, passages))
    router = Router.for_query_document(list(asking), list(answering))
    joined = SentenceTransformer(modules=[router], device="cpu")
    joined.prompts = {"query": _prompt(asking, "query"), "document": _prompt(answering, "document")}
    joined.save_pretrained(str(target), create_model_card=False)


def _prompt(model: "SentenceTransformer", name: str) -> str:
    return model.prompts.get(name) or ""
