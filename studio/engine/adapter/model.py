"""The base with its adapter as an ordinary sentence-transformers model, for whoever has no studio.

Both sides share the base's modules; a query goes through a linear layer more. It measures nothing.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from studio.domain.identity import asked_hash
from studio.domain.options import IndexOptions, ModelOptions
from studio.engine.adapter.kept import learned
from studio.engine.progress import Reporter
from studio.engine.retrieval import models
from studio.engine.retrieval.answers import encoded
from studio.engine.retrieval.encoder import Encoder, Vectors
from studio.engine.retrieval.sides import save_sides
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
    """Return the adapter (d x d) that pairs teach now, and by how many queries.

    `examples` has query, positive_id, split and source. Those of the test side, and those that a test set asks
    (`tested`), teach nothing: what was measured stays true of what leaves the project. Raises InputError
    where nothing is left to teach by, Interrupted where the reporter is stopping.
    """
    asked = {asked_hash(text) for text in tested}
    rows = examples.filter(pl.col("split") != "test")
    rows = rows.filter([asked_hash(query) not in asked for query in rows["query"].to_list()])
    rows = rows.join(passages, left_on="positive_id", right_on="passage_id", how="semi")
    if rows.is_empty():
        raise InputError("There is no query to teach an adapter by. Generate queries, or accept pairs in review.")
    found = encoded(rows, passages, model=model, encoder=Encoder(model), cache=cache, reporter=reporter)
    return learned(*found, index, seed=seed, cache=cache, reporter=reporter), len(set(found.answered.texts))


def save_adapted(change: Vectors, folder: Path, *, model: ModelOptions) -> None:
    """Save the base with `change` (d x d, see `studio.engine.adapter.fit.fit`) on its query side.

    `encode_query` and `encode_document` put the prompts of `model` before the texts and give vectors of length 1.
    """
    import torch  # noqa: PLC0415 - a second to import
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize  # noqa: PLC0415 - seconds to import

    shared = [*models.load(model.base, "cpu"), Normalize()]
    size = len(change)
    weight = torch.from_numpy(np.eye(size, dtype=np.float32) + change).T.contiguous()
    dense = Dense(size, size, bias=False, activation_function=torch.nn.Identity(), init_weight=weight)
    save_sides([*shared, dense, Normalize()], shared, folder, query=model.query_prompt, document=model.passage_prompt)
