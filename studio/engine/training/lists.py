"""The recipe of lists: the query encoder learns the rankings of the enriched index; passages stay the base's.

Each query's list comes from an index that does not hold it (see `studio.engine.retrieval.teacher`). All vectors are
turned by the passages' principal axes, so that they can be cut. Nothing here reads a dev set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from studio.domain.options import IndexOptions, ModelOptions
from studio.engine.folders import beside, put
from studio.engine.progress import Reporter
from studio.engine.retrieval import models
from studio.engine.retrieval.axes import principal_axes
from studio.engine.retrieval.encoder import Encoder, MakeEncoder, Vectors
from studio.engine.retrieval.enriched import Answered
from studio.engine.retrieval.passages import indexed_texts
from studio.engine.retrieval.teacher import Lessons, teach
from studio.engine.retrieval.vectors import VectorCache, embed, keep, text_keys
from studio.engine.training import messages
from studio.engine.training.checkpoints import PASSAGES
from studio.engine.training.plan import Row

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import nn

__all__ = ["Lists"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Queries with their lists, and the turned vectors of all passages (n x d)."""

    queries: list[str]
    lessons: Lessons
    passages: Vectors
    axes: Vectors

    @classmethod
    def of(
        cls,
        examples: pl.DataFrame,
        passages: pl.DataFrame,
        *,
        model: ModelOptions,
        index: IndexOptions,
        cache: Path,
        work: Path,
        reporter: Reporter,
        make_encoder: MakeEncoder = Encoder,
    ) -> "Lists":
        """Rank all passages for the queries of `examples` (query, positive_id), once for all attempts at this run.

        Writes the model of passages to `work` and its vectors to `cache`, the project's index folder: they are the
        base's, turned.
        """
        answered = _answered(examples, passages)
        texts, encoder = indexed_texts(passages), make_encoder(model)

        def vectors(prompt: str, some: Sequence[str], what: str) -> Vectors:
            asked = [prompt + text for text in some]
            return embed(asked, encoder=encoder, index=cache, reporter=reporter, stage=f"encode {what}")

        of_passages = vectors(model.passage_prompt, texts, "passages")
        of_queries = vectors(model.query_prompt, answered["query"].to_list(), "queries")
        asked = Answered(
            texts=answered["query"].to_list(), vectors=of_queries, places=answered["place"].to_numpy().astype(np.int64)
        )
        lessons = _kept(work / "lessons.npz")
        if lessons is None:
            reporter.log(f"ranking {len(texts):,} passages for {len(asked.texts):,} queries by the enriched index")
            lessons = teach(texts, of_passages, asked, index)
            made = lessons
            keep(work / "lessons.npz", lambda file: np.savez(file, places=made.places, weights=made.weights))
        axes = principal_axes(of_passages)
        side = _passage_side(work, axes, model)
        turned_vectors = VectorCache(cache, models.weights_hash(side))
        for prompt, some, made_of in (
            (model.passage_prompt, texts, of_passages),
            (model.query_prompt, asked.texts, of_queries),
        ):
            turned_vectors.write(text_keys([prompt + text for text in some]), made_of @ axes)
        return cls(
            queries=[model.query_prompt + text for text in asked.texts],
            lessons=lessons,
            passages=of_passages @ axes,
            axes=axes,
        )

    @property
    def data(self) -> Mapping[str, Sequence[Any]]:
        """Queries, and the number of each one's list."""
        return {"query": self.queries, "label": list(range(len(self.queries)))}

    @property
    def rows(self) -> Sequence[Row]:
        """Rows that do not get into one another's way: a list knows all that answers its query."""
        names = (frozenset({str(number)}) for number in range(len(self.queries)))
        return [Row(positive=name, negatives=frozenset(), answers=name) for name in names]

    @property
    def learnt(self) -> Mapping[str, int]:
        """Pairs of a query and a passage that answers it."""
        return {"pairs": len(self.queries)}

    @property
    def keeps_last(self) -> bool:
        """A dev set of written queries does not see what lists teach: it may fall while people's queries rise."""
        return True

    def told(self) -> str:
        """Say what is learnt from."""
        return (
            f"{len(self.queries):,} queries, each with a ranking of {len(self.passages):,} passages by the enriched "
            "index and BM25 without it; the query encoder learns, passages stay as the base encodes them"
        )

    def too_few(self, fewest: int) -> str:
        """Say that it is too little, and what to do."""
        return messages.too_few(len(self.queries), alone=0, fewest=fewest)

    def begin(self, base: "SentenceTransformer") -> "SentenceTransformer":
        """Return the base with its vectors turned."""
        from studio.engine.training.turned import turned  # noqa: PLC0415 - imports torch

        return turned(base, self.axes)

    def loss(self, encoder: "SentenceTransformer", dimensions: Sequence[int]) -> "nn.Module":  # noqa: ARG002 - turning cuts
        """Return the distance from the lists."""
        from studio.engine.training.losses import RankedListLoss  # noqa: PLC0415 - imports torch

        return RankedListLoss(encoder, self.passages, self.lessons)


def _answered(examples: pl.DataFrame, passages: pl.DataFrame) -> pl.DataFrame:
    """Return query and place of each example whose passage is there, each once."""
    known = passages.select(pl.col("passage_id").alias("positive_id")).with_row_index("place")
    pairs = examples.select("query", "positive_id").unique(maintain_order=True)
    return pairs.join(known, on="positive_id", maintain_order="left")


def _passage_side(work: Path, axes: Vectors, model: ModelOptions) -> Path:
    """Write the base with its vectors turned, unless it is there; return its folder."""
    folder = work / PASSAGES
    if folder.is_dir():
        return folder
    from studio.engine.training.turned import turned  # noqa: PLC0415 - imports torch

    base = models.load(model.base, "cpu").float()
    base.prompts = {**base.prompts, "query": model.query_prompt, "document": model.passage_prompt}
    base.default_prompt_name = None
    made = beside(folder)
    turned(base, axes).save_pretrained(str(made), create_model_card=False)
    put(made, folder)
    return folder


def _kept(file: Path) -> Lessons | None:
    try:
        with np.load(file, allow_pickle=False) as opened:
            return Lessons(opened["places"], opened["weights"])
    except (OSError, ValueError, KeyError, EOFError):
        return None
