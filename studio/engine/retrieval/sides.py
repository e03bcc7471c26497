"""One sentence-transformers model whose two sides differ, saved. Trains and measures nothing."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

__all__ = ["save_sides"]


def save_sides(
    queries: "Iterable[nn.Module]", documents: "Iterable[nn.Module]", folder: Path, *, query: str, document: str
) -> None:
    """Save a model whose `encode_query` goes through `queries`, with the prompt `query`, and so for documents.

    Modules that stand in both are saved once for each.
    """
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import
    from sentence_transformers.sentence_transformer.modules import Router  # noqa: PLC0415 - as above

    router = Router.for_query_document(list(queries), list(documents))
    made = SentenceTransformer(modules=[router], device="cpu")
    made.prompts = {"query": query, "document": document}
    made.save_pretrained(str(folder), create_model_card=False)
