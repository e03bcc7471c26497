"""A corpus and the queries that it answers, encoded: what an index is enriched by and what teaches. Trains nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from studio.domain.options import ModelOptions
from studio.engine.progress import Reporter
from studio.engine.retrieval.encoder import Encodes, Vectors
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.vectors import embed

__all__ = ["Corpus", "encoded"]


class Corpus(NamedTuple):
    """Texts of all passages, their vectors (n x d), and the queries that they answer."""

    texts: list[str]
    vectors: Vectors
    answered: Answered


def encoded(
    examples: pl.DataFrame,
    passages: pl.DataFrame,
    *,
    model: ModelOptions,
    encoder: Encodes,
    cache: Path,
    reporter: Reporter,
) -> Corpus:
    """Encode passages and the queries of `examples` (query, positive_id) by the base, each with its prompt.

    An example whose passage is gone is left out. `cache` is the project's index folder.
    """
    places = passages.select(positive_id="passage_id").with_row_index("place")
    rows = examples.join(places, on="positive_id", maintain_order="left")
    texts, queries = indexed_texts(passages), rows["query"].to_list()

    def vectors(what: str, prompt: str, some: Sequence[str]) -> Vectors:
        prompted = [prompt + text for text in some]
        return embed(prompted, encoder=encoder, index=cache, reporter=reporter, stage=f"encode {what}")

    of_passages = vectors("passages", model.passage_prompt, texts)
    of_queries = vectors("queries", model.query_prompt, queries)
    answered = Answered(texts=queries, vectors=of_queries, places=rows["place"].to_numpy().astype(np.int64))
    return Corpus(texts, of_passages, answered)
