"""A corpus and the queries that it answers, encoded: what an index is enriched by and what teaches. Trains nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from studio.domain.options import ModelOptions
from studio.domain.providers import QUOTING
from studio.engine.progress import Reporter
from studio.engine.retrieval.encoder import Encodes, Vectors
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.exact import Mask
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.vectors import embed

__all__ = ["Corpus", "asked", "encoded", "quoted"]


class Corpus(NamedTuple):
    """Texts of all passages, their vectors (n x d), and the queries that they answer."""

    texts: list[str]
    vectors: Vectors
    answered: Answered


def asked(dataset: pl.DataFrame) -> pl.DataFrame:
    """Return query, positive_id and source of a dataset's examples, each pair once.

    A query that a person edited, or found a passage for, is a person's there.
    """
    untouched = pl.col("query") == pl.col("original_query")
    if "positive_from" in dataset.columns:  # which datasets of before there were further positives lack
        untouched &= pl.col("positive_from") == "pair"
    source = pl.when(untouched).then("source").otherwise(pl.lit("human"))
    pairs = dataset.select("query", "positive_id", source.alias("source"))
    return pairs.unique(["query", "positive_id"], keep="first", maintain_order=True)


def quoted(sources: pl.Series) -> Mask:
    """Return which queries are their passage's own words, by who wrote them."""
    return sources.is_in(sorted(QUOTING)).to_numpy()


def encoded(
    examples: pl.DataFrame,
    passages: pl.DataFrame,
    *,
    model: ModelOptions,
    encoder: Encodes,
    cache: Path,
    reporter: Reporter,
) -> Corpus:
    """Encode passages and the queries of `examples` (query, positive_id, source) by the base, each with its prompt.

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
    answered = Answered(
        texts=queries,
        vectors=of_queries,
        places=rows["place"].to_numpy().astype(np.int64),
        quoted=quoted(rows["source"]),
    )
    return Corpus(texts, of_passages, answered)
