"""The base with its adapter as an ordinary sentence-transformers model, for whoever has no studio.

Both sides share the base's modules; a query goes through a linear layer more. It measures nothing.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from studio.domain.identity import text_hash
from studio.domain.options import IndexOptions, ModelOptions
from studio.engine.adapter.kept import learned
from studio.engine.progress import Reporter
from studio.engine.retrieval import models
from studio.engine.retrieval.encoder import Encoder, Vectors
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.vectors import embed
from studio.errors import InputError

__all__ = ["save_adapted", "taught"]


def taught(
    passages: pl.DataFrame,
    examples: pl.DataFrame,
    tested: Sequence[str],
    *,
    model: ModelOptions,
    index: IndexOptions,
    seed: int,
    cache: Path,
    reporter: Reporter,
) -> tuple[Vectors, int]:
    """Return the adapter that pairs teach now, and by how many queries.

    `examples` has query, positive_id and split. Those of the test side, and those that a test set asks (`tested`),
    teach nothing: what was measured stays true of what leaves the project.
    """
    encoder, texts = Encoder(model), indexed_texts(passages)
    asked = {text_hash(text) for text in tested}
    places = passages.select(positive_id="passage_id").with_row_index("place")
    rows = examples.filter(pl.col("split") != "test").join(places, on="positive_id", maintain_order="left")
    rows = rows.filter([text_hash(query) not in asked for query in rows["query"].to_list()])
    if rows.is_empty():
        raise InputError("There is no query to teach an adapter by. Generate queries, or accept pairs in review.")
    queries = rows["query"].to_list()
    of_passages, of_queries = (
        embed([prompt + text for text in some], encoder=encoder, index=cache, reporter=reporter, stage=f"encode {what}")
        for what, prompt, some in (("passages", model.passage_prompt, texts), ("queries", model.query_prompt, queries))
    )
    held = Answered(texts=queries, vectors=of_queries, places=rows["place"].to_numpy().astype(np.int64))
    return learned(texts, of_passages, held, index, seed=seed, cache=cache), len(set(queries))


def save_adapted(change: Vectors, folder: Path, *, model: ModelOptions) -> None:
    """Save the base with `change` (see `studio.engine.adapter.fit.fit`) on its query side.

    `encode_query` and `encode_document` put the prompts of `model` before the texts and give vectors of length 1.
    """
    import torch  # noqa: PLC0415 - a second to import
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Router  # noqa: PLC0415 - as above

    shared = [*models.load(model.base, "cpu"), Normalize()]
    size = len(change)
    weight = torch.from_numpy(np.eye(size, dtype=np.float32) + change).T.contiguous()
    dense = Dense(size, size, bias=False, activation_function=torch.nn.Identity(), init_weight=weight)
    router = Router.for_query_document([*shared, dense, Normalize()], shared)
    made = SentenceTransformer(modules=[router], device="cpu")
    made.prompts = {"query": model.query_prompt, "document": model.passage_prompt}
    made.save(str(folder), create_model_card=False)
